"""What the policy of a repository lets the caller do.

No credentials are looked up: the caller is the account of the token. In its own account all is allowed that no
statement denies, in another's nothing that no statement allows.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""

from __future__ import annotations

from mock_ecs.ecr.permissions import denial
from mock_ecs.ecr.public import PublicRepository
from mock_ecs.ecr.repositories import Repository
from mock_ecs.web.distribution.exchange import Request
from mock_ecs.web.distribution.refusals import OciError

_READING = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:ListImages")


def check_permission(request: Request, repository: Repository, action: str) -> None:
    """OciError (403) when the caller may not do ``action`` (``ecr:PutImage``). All may read what is public."""
    if isinstance(repository, PublicRepository):
        if action in _READING:
            return
        action = action.replace("ecr:", "ecr-public:")
    reason = denial(repository, request.caller, action)
    if reason is not None:
        raise OciError(403, "DENIED", reason)
