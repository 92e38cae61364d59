"""Secrets Manager's secrets, as moto knows them."""

from __future__ import annotations

import re

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend

_RANDOM = re.compile(r"-[A-Za-z0-9]{6}$")


class MotoSecrets:
    """Asks moto's Secrets Manager, whose state belongs to the process. Before its first use there is no secret."""

    def has_secret(self, scope: Scope, arn: str) -> bool:
        """True when the secret exists in the account and region of ``scope``, and is not deleted."""
        backend = loaded_backend("secretsmanager", scope.account, scope.region)
        if backend is None:
            return False
        known = (secret for secret in backend.secrets.values() if not secret.is_deleted())
        return any(arn in (secret.arn, _RANDOM.sub("", secret.arn)) for secret in known)
