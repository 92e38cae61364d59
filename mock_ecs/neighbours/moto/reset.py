"""Makes moto forget everything."""

from __future__ import annotations

import sys


def reset_moto() -> None:
    """Empty every backend of moto in this process, for all Worlds in it; nothing when moto was never loaded."""
    if "moto.core.base_backend" not in sys.modules:
        return
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()
