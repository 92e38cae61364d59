"""Principals whose pulls are not recorded: those of a scanner would make every image look used.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html
"""

from __future__ import annotations

from mock_ecs.ecr.refusals.registry import EXCLUSION_EXISTS, EXCLUSION_NOT_FOUND, EXCLUSION_QUOTA

MAXIMUM = 100


class PullTimeExclusions:
    """The roles and users of one registry whose pulls leave no trace, by ARN, in the order of their registration."""

    def __init__(self) -> None:
        self._principals: dict[str, float] = {}

    def add(self, principal: str, *, now: float) -> None:
        """Take one on. Raises ExclusionAlreadyExistsException, LimitExceededException."""
        if principal in self._principals:
            raise EXCLUSION_EXISTS(principal=principal)
        if len(self._principals) >= MAXIMUM:
            raise EXCLUSION_QUOTA(maximum=MAXIMUM)
        self._principals[principal] = now

    def remove(self, principal: str) -> None:
        """Drop one; ExclusionNotFoundException when it is none."""
        if principal not in self._principals:
            raise EXCLUSION_NOT_FOUND(principal=principal)
        del self._principals[principal]

    def all(self) -> list[str]:
        """All of them."""
        return list(self._principals)

    def covers(self, principal: str) -> bool:
        """True when pulls by the principal with this ARN are not recorded."""
        return principal in self._principals
