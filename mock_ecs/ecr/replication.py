"""Replication: what is pushed to a registry is copied to others, by the rules of the registry.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import ImageId, delete_image, remove_tag
from mock_ecs.ecr.manifests import Manifest
from mock_ecs.ecr.permissions import registry_allows
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Progress, Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.storage_classes import restore
from mock_ecs.ecr.templates import CreationFailedError

ACCESS_DENIED = "ACCESS_DENIED"
REPOSITORY_NOT_CREATED = "REPOSITORY_CREATION_FAILED"
NOT_STORED = "IMAGE_PUSH_FAILED"
"""Failure codes; AWS documents none, so the words are ours."""


class Replicator:
    """Begins to replicate what is pushed to one registry, restored in it, and deleted from it.

    All of it is in the foreground: a change in progress, whose end one who settles wants to see. What comes from
    another registry goes no further.
    """

    def __init__(self, state: EcrState) -> None:
        self._state = state

    def pushed(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Copy an image, or its new tag, to each destination of the rules that match the repository."""
        if replicated:
            return
        for destination in destinations_of(self._state, repository.name):
            progress = image.replications[destination] = Progress()
            self._later(_copy, repository, image, tag, destination, progress)

    def archived(self, repository: Repository, image: Image) -> None:
        """Nothing to be done: each registry has an archive of its own."""

    def restored(self, repository: Repository, image: Image) -> None:
        """Copy an image as if it were pushed, with all its tags."""
        for tag in tuple(image.tags) or (None,):
            self.pushed(repository, image, tag, replicated=False)

    def deleted(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Delete the image, or take the tag away, where rules replicate deletions."""
        if replicated:
            return
        for destination in destinations_of(self._state, repository.name, of_deletions=True):
            self._later(_delete, repository, image, tag, destination)

    def _later(
        self,
        action: Callable[..., None],
        repository: Repository,
        image: Image,
        tag: str | None,
        destination: Scope,
        *more: Progress,
    ) -> None:
        label = f"image {image.digest} of {repository.name} replicated to {destination.account} {destination.region}"
        state = self._state
        state.engine.after(state.timings.replication, label, action, state, repository, image, tag, destination, *more)


def destinations_of(state: EcrState, name: str, *, of_deletions: bool = False) -> list[Scope]:
    """Where the rules copy the repository called ``name`` to, or its deletions: each registry once."""
    found: dict[Scope, None] = {}
    for rule in state.settings.replication["rules"]:
        if of_deletions and not rule.get("deleteReplication", {}).get("enabled", False):
            continue
        if _covers(rule, name):
            found.update(dict.fromkeys(_destinations(rule)))
    return list(found)


def has_destination(state: EcrState, destination: Scope) -> bool:
    """True when a rule has the destination."""
    return any(destination in _destinations(rule) for rule in state.settings.replication["rules"])


def replicate_now(
    state: EcrState, repository: Repository, image: Image, tag: str | None, destination: Scope
) -> str | None:
    """Copy an image with a tag, and keep how that went; returns the failure code, None for success.

    An image that is archived at the destination is restored there. A tag that may not move there is left out.
    """
    progress = image.replications[destination] = Progress()
    _copy(state, repository, image, tag, destination, progress)
    return progress.failure_code


def bring_image(registry: EcrState, source: Repository, target: Repository, image: Image, tag: str | None) -> None:
    """Put an image and those it lists into ``target``, which is in ``registry``, with the tag where it may have it.

    One that is archived there is restored. Raises LimitExceededException.
    """
    for digest in image.manifest.children:
        bring_image(registry, source, target, source.images[digest], None)
    bring_layers(registry, source, target, image.manifest)
    there = target.images.get(image.digest)
    if there is not None and there.status == "ARCHIVED":
        restore(registry, target, there)
    if tag is not None and tag in target.tagged and target.tag_mutability.protects(tag):
        tag = None
    if there is None or (tag is not None and tag not in there.tags):
        put_image(target, image.manifest, now=registry.engine.now, tag=tag, strict_layers=False, replicated=True)


def bring_layers(registry: EcrState, source: Repository, target: Repository, manifest: Manifest) -> None:
    """Let ``target``, which is in ``registry``, have what ``source`` has of the layers and the config of an image."""
    for blob in manifest.blobs:
        size = source.layers.get(blob.digest)
        if size is not None and blob.digest not in target.layers:
            registry.layers.add(target, blob.digest, size)


def _covers(rule: dict[str, Any], name: str) -> bool:
    filters = rule.get("repositoryFilters")
    return not filters or any(name.startswith(each["filter"]) for each in filters)


def _destinations(rule: dict[str, Any]) -> Iterator[Scope]:
    for each in rule["destinations"]:
        yield Scope(each["registryId"], each["region"])


def _copy(
    state: EcrState, repository: Repository, image: Image, tag: str | None, destination: Scope, progress: Progress
) -> None:
    """Copy an image that is still there, with the tag if that is still on it; ``progress`` tells how that went."""
    if not state.holds(repository, image):
        return
    if tag is not None and repository.tagged.get(tag) is not image:
        tag = None
    progress.failure_code = _failure_of_copy(state, repository, image, tag, destination)
    progress.status = "FAILED" if progress.failure_code else "COMPLETE"
    events = state.registries(destination).events
    events.replicated(repository, image, tag, state.scope, failed=progress.failure_code is not None)


def _failure_of_copy(
    state: EcrState, repository: Repository, image: Image, tag: str | None, destination: Scope
) -> str | None:
    registry = state.registries(destination)
    target = registry.find_repository(repository.name)
    actions = ("ecr:ReplicateImage",) if target is not None else ("ecr:ReplicateImage", "ecr:CreateRepository")
    if not all(_is_allowed(state, registry, action, repository.name) for action in actions):
        return ACCESS_DENIED
    try:
        if target is None:
            target = registry.create_from_template(repository.name, "REPLICATION")
        if target is None:
            target = registry.create_repository(repository.name)
    except (CreationFailedError, AwsError):
        return REPOSITORY_NOT_CREATED
    try:
        bring_image(registry, repository, target, image, tag)
    except AwsError:
        return NOT_STORED
    return None


def _is_allowed(state: EcrState, registry: EcrState, action: str, name: str) -> bool:
    """Another account has to allow it in the policy of its registry."""
    if registry.registry_id == state.registry_id:
        return True
    resource = registry.scope.arn("ecr", f"repository/{name}")
    return registry_allows(registry.settings.policy_text, state.registry_id, action, resource)


def _delete(state: EcrState, repository: Repository, image: Image, tag: str | None, destination: Scope) -> None:
    """Delete at the destination what was deleted here. What was pushed since then arrives there later."""
    registry = state.registries(destination)
    target = registry.find_repository(repository.name)
    there = target.images.get(image.digest) if target is not None else None
    if target is None or there is None or not _is_allowed(state, registry, "ecr:ReplicateImage", repository.name):
        return
    if tag is None:
        delete_image(target, ImageId(image.digest), replicated=True)
    elif tag in there.tags:
        remove_tag(target, tag, replicated=True)
