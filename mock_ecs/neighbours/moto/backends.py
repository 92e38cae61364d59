"""moto's backend objects, looked up without loading or making any.

A backend that nobody has used yet holds nothing that a user could know of, so it counts as not there.
moto's state belongs to the process, not to a World.
"""

from __future__ import annotations

import sys
from typing import Any


def loaded_backend(service: str, account: str, region: str) -> Any | None:
    """moto's backend of ``service`` in an account and region (a partition for IAM), or None before its first use."""
    module = sys.modules.get(f"moto.{service}.models")
    accounts: dict[str, dict[str, Any]] = getattr(module, f"{service}_backends", {})
    # Indexing moto's dicts would make what they lack; get() does not.
    return accounts.get(account, {}).get(region)
