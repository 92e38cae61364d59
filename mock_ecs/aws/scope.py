"""Whose resources: an AWS account in a region."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


class Scope(NamedTuple):
    """An account (12 digits) and a region; state is kept by it."""

    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION

    @property
    def partition(self) -> str:
        """``aws``, ``aws-cn`` or ``aws-us-gov``, by the region's prefix."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of ``resource`` (``cluster/demo``) of ``service`` in this scope."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"
