"""Events as Amazon EventBridge has them.

https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.aws.timestamps import timestamp_text


def enveloped(
    source: str,
    detail_type: str,
    detail: Mapping[str, Any],
    scope: Scope,
    event_id: str,
    at: float,
    resources: Sequence[str],
) -> dict[str, Any]:
    """An event of a service in an account and region, ``at`` in epoch seconds; its time has no fraction."""
    return {
        "version": "0",
        "id": event_id,
        "detail-type": detail_type,
        "source": source,
        "account": scope.account,
        "time": timestamp_text(at // 1),
        "region": scope.region,
        "resources": list(resources),
        "detail": detail,
    }
