"""When lifecycle policies are evaluated: once a day where a repository has one, and when a preview is asked for."""

from __future__ import annotations

from mock_ecs.ecr.lifecycle_policies import DAY, act, evaluate
from mock_ecs.ecr.lifecycle_rules import NEVER, Lifecycle, LifecyclePolicy, Preview, Verdict
from mock_ecs.ecr.refusals.lifecycle_policies import (
    LIFECYCLE_POLICY_NOT_FOUND,
    PREVIEW_IN_PROGRESS,
    PREVIEW_NOT_FOUND,
)
from mock_ecs.ecr.repositories import Repository
from mock_ecs.sim.engine import Engine

FIRST_RUN_AFTER = 3600.0
"""A policy is evaluated so long after it was put (seconds), and once a day from then on; AWS promises 24 hours."""
PREVIEW_TAKES = 5.0
"""How long a preview is IN_PROGRESS (seconds)."""
PREVIEW_LASTS = DAY
"""How long the results of a preview are kept (seconds); after that it is EXPIRED."""


class LifecycleRuns:
    """The runs of the policies of one registry's repositories, on its engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put_policy(self, repository: Repository, policy: LifecyclePolicy) -> None:
        """Let ``policy`` hold from now on. A run that is to come sooner than a first one would stays where it is."""
        lifecycle = repository.lifecycle
        lifecycle.policy = policy
        lifecycle.last_evaluated_at = NEVER
        first = self.first_run(repository)
        if lifecycle.next_run is None or lifecycle.next_run.time > first:
            self._engine.cancel(lifecycle.next_run)
            self._schedule(repository, FIRST_RUN_AFTER)

    def first_run(self, repository: Repository) -> float:
        """When a policy would first be evaluated that was put now."""
        due, first = repository.lifecycle.next_run, self._engine.now + FIRST_RUN_AFTER
        return first if due is None else min(due.time, first)

    def delete_policy(self, repository: Repository) -> tuple[LifecyclePolicy, float]:
        """Let no policy hold; returns the one that held, and when it was last evaluated.

        Raises LifecyclePolicyNotFoundException.
        """
        policy, lifecycle = policy_of(repository), repository.lifecycle
        self._engine.cancel(lifecycle.next_run)
        lifecycle.policy = lifecycle.next_run = None
        return policy, lifecycle.last_evaluated_at

    def start_preview(self, repository: Repository, policy: LifecyclePolicy | None) -> Preview:
        """Begin to find out what ``policy`` would do; None is the repository's own.

        Raises LifecyclePolicyNotFoundException, LifecyclePolicyPreviewInProgressException.
        """
        lifecycle = repository.lifecycle
        policy = policy or policy_of(repository)
        if lifecycle.preview is not None and lifecycle.preview.verdicts is None:
            raise PREVIEW_IN_PROGRESS(name=repository.name, registry_id=repository.registry_id)
        lifecycle.preview = Preview(policy)
        lifecycle.completion = self._engine.after(PREVIEW_TAKES, "lifecycle preview", self._complete, repository)
        return lifecycle.preview

    def status_of(self, preview: Preview) -> str:
        """IN_PROGRESS, COMPLETE or EXPIRED. None is ever FAILED: nothing stands in the way of a preview here."""
        if preview.verdicts is None:
            return "IN_PROGRESS"
        return "COMPLETE" if self._engine.now - preview.completed_at < PREVIEW_LASTS else "EXPIRED"

    def forget(self, repository: Repository) -> None:
        """The repository is gone: nothing is to happen in it any more."""
        self._engine.cancel(repository.lifecycle.next_run)
        self._engine.cancel(repository.lifecycle.completion)
        repository.lifecycle = Lifecycle()

    def _schedule(self, repository: Repository, delay: float) -> None:
        repository.lifecycle.next_run = self._engine.after(
            delay, "lifecycle policy", self._run, repository, background=True
        )

    def _run(self, repository: Repository) -> None:
        lifecycle, now = repository.lifecycle, self._engine.now
        if lifecycle.policy is not None:
            act(repository, evaluate(lifecycle.policy, repository.images.values(), now), now)
            lifecycle.last_evaluated_at = now
            self._schedule(repository, DAY)

    def _complete(self, repository: Repository) -> None:
        preview, now = repository.lifecycle.preview, self._engine.now
        if preview is not None:
            decisions = evaluate(preview.policy, repository.images.values(), now)
            preview.verdicts = tuple(
                Verdict(image.digest, tuple(image.tags), image.pushed_at, image.storage_class, rule)
                for image, rule in decisions
            )
            preview.completed_at = now


def policy_of(repository: Repository) -> LifecyclePolicy:
    """The lifecycle policy of a repository; LifecyclePolicyNotFoundException when it has none."""
    if repository.lifecycle.policy is None:
        raise LIFECYCLE_POLICY_NOT_FOUND(name=repository.name, registry_id=repository.registry_id)
    return repository.lifecycle.policy


def preview_of(repository: Repository) -> Preview:
    """The last preview of a repository; LifecyclePolicyPreviewNotFoundException when there was none."""
    if repository.lifecycle.preview is None:
        raise PREVIEW_NOT_FOUND(name=repository.name, registry_id=repository.registry_id)
    return repository.lifecycle.preview
