"""Why a service could not place a task, in the words of its events.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_ecs.ecs.placement.place import EMPTY, LIMIT, NONE_ACTIVE, Failure

_UNPLACED = "was unable to place a task because no container instance met all of its requirements."
_MORE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
_CLOSEST = {
    "RESOURCE:CPU": "has insufficient CPU units available.",
    "RESOURCE:MEMORY": "has insufficient memory available.",
    "RESOURCE:PORTS": "is already using a port required by your task.",
    "RESOURCE:GPU": 'encountered error "RESOURCE:GPU".',
    "RESOURCE:ENI": 'encountered error "RESOURCE:ENI".',
    "AGENT": 'encountered error "AGENT".',
    "ATTRIBUTE": "is missing an attribute required by your task.",
}


_EMPTY = "was unable to reach steady state. Reason: No Container Instances were found in your capacity provider."
_LIMIT = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."


def provider_complaint(failures: Sequence[Failure]) -> str:
    """The same for tasks by capacity providers of Auto Scaling groups."""
    reason = failures[0].reason if failures else ""
    if reason == LIMIT:
        return _LIMIT
    return _EMPTY if reason in (EMPTY, NONE_ACTIVE) else placement_complaint(failures)


def placement_complaint(failures: Sequence[Failure]) -> str:
    """The text of the event, naming the instance that came closest where one did."""
    if not failures:
        return f"{_UNPLACED} Reason: No Container Instances were found in your cluster.{_MORE}"
    closest = failures[0]
    identifier = (closest.arn or "").rpartition("/")[2]
    if closest.arn is None and closest.reason.startswith("Capacity is unavailable"):
        return f"was unable to place a task. Reason: {closest.reason}.{_MORE}"
    what = _CLOSEST.get(closest.reason)
    if what is None:
        return f"{_UNPLACED} Reason: {closest.reason}{_MORE}"
    return f"{_UNPLACED} The closest matching (container-instance {identifier}) {what}{_MORE}"
