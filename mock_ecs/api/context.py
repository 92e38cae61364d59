"""What a handler is given beside the request."""

from __future__ import annotations

from dataclasses import dataclass, field

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.public import PublicRegistries, PublicRegistry
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecs.state import EcsState


@dataclass(frozen=True, slots=True)
class Context:
    """Whose request it is, its id, and the state of its account and region.

    ``references`` says what becomes of a reference to something that does not exist in a neighbouring
    service: ``strict`` refuses it, ``warn`` accepts it and adds to ``warnings``, ``off`` accepts it.
    """

    scope: Scope
    request_id: str
    ecs: EcsState
    ecr: EcrState
    public_registries: PublicRegistries
    references: str = "warn"
    warnings: list[str] = field(default_factory=list)

    def warn(self, text: str) -> None:
        """Tell the caller, in a header and in the log, of something that was let pass."""
        if text not in self.warnings:
            self.warnings.append(text)

    @property
    def ecr_public(self) -> PublicRegistry:
        """The public registry of the account, which has no region."""
        return self.public_registries.of(self.scope.account)

    @property
    def principal(self) -> str:
        """The ARN of the caller: the account's root, since no credentials are looked up."""
        return f"arn:{self.scope.partition}:iam::{self.scope.account}:root"
