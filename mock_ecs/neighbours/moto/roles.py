"""IAM roles, as moto knows them."""

from __future__ import annotations

from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend


class MotoRoles:
    """Asks moto's IAM, whose state belongs to the process. Before its first use there is no role."""

    def has_role(self, scope: Scope, role: str) -> bool:
        """True when the role exists: in the account that its ARN names, or by name in the account of ``scope``."""
        account = scope.account
        if is_arn(role):
            arn = parse_arn(role)
            if arn is None:
                return False
            account = arn.account
        backend = loaded_backend("iam", account, scope.partition)
        if backend is None:
            return False
        return any(role in (known.arn, known.name) for known in backend.get_roles())
