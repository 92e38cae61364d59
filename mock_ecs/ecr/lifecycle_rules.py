"""What a lifecycle policy says, and what a repository keeps of its policy and of its preview.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mock_ecs.ecr.wildcards import like
from mock_ecs.sim.engine import Event

NEVER = 0.0
"""What ECR tells of a policy that was not evaluated yet (epoch seconds)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``storage_class`` (STANDARD, ARCHIVE) is where it looks; ``action`` is EXPIRE or TRANSITION.

    ``count_number`` is a number of images for ``imageCountMoreThan``, and of days for the other count types.
    """

    priority: int
    tag_status: str
    prefixes: tuple[str, ...]
    patterns: tuple[str, ...]
    storage_class: str
    count_type: str
    count_number: int
    action: str
    description: str = ""

    def selects(self, tags: Iterable[str]) -> bool:
        """True when an image with these tags is one that the rule speaks of.

        Each prefix, or each pattern, has to fit one of the tags; it need not be the same tag.
        """
        if self.tag_status == "any":
            return True
        tags = tuple(tags)
        if self.tag_status == "untagged":
            return not tags
        return all(any(tag.startswith(prefix) for tag in tags) for prefix in self.prefixes) and all(
            any(like(pattern, tag) for tag in tags) for pattern in self.patterns
        )


@dataclass(frozen=True, slots=True)
class LifecyclePolicy:
    """A policy: its text as it was given, and its rules in the order of their priority."""

    text: str
    rules: tuple[Rule, ...]


def read_policy(text: str, document: Mapping[str, Any]) -> LifecyclePolicy:
    """The policy in ``document``, which is the JSON of ``text`` and must have no faults."""
    rules = sorted((_rule(rule) for rule in document["rules"]), key=lambda rule: rule.priority)
    return LifecyclePolicy(text, tuple(rules))


def _rule(document: Mapping[str, Any]) -> Rule:
    selection = document["selection"]
    tagged = selection["tagStatus"] == "tagged"
    return Rule(
        priority=int(document["rulePriority"]),
        tag_status=selection["tagStatus"],
        prefixes=tuple(selection.get("tagPrefixList", ())) if tagged else (),
        patterns=tuple(selection.get("tagPatternList", ())) if tagged else (),
        storage_class=selection.get("storageClass", "standard").upper(),
        count_type=selection["countType"],
        count_number=int(selection["countNumber"]),
        action=document["action"]["type"].upper(),
        description=document.get("description", ""),
    )


class Verdict(NamedTuple):
    """What a preview says of one image; ``tags`` are those it had then."""

    digest: str
    tags: tuple[str, ...]
    pushed_at: float
    storage_class: str
    rule: Rule


@dataclass(slots=True, eq=False)
class Preview:
    """What a policy would do; ``verdicts`` is None until that is known, which it is from ``completed_at`` on."""

    policy: LifecyclePolicy
    verdicts: tuple[Verdict, ...] | None = None
    completed_at: float = NEVER


@dataclass(slots=True, eq=False)
class Lifecycle:
    """The policy of a repository, when it was last evaluated, when it will be next, and the last preview.

    Written by ``lifecycle_runs``.
    """

    policy: LifecyclePolicy | None = None
    last_evaluated_at: float = NEVER
    next_run: Event | None = None
    preview: Preview | None = None
    completion: Event | None = field(default=None, repr=False)
