"""When a container's health check changes its verdict: reckoned ahead, so that nothing has to be polled.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
"""

from __future__ import annotations

from math import ceil, inf

from mock_ecs.ports.runtimes import HealthCheck

Changes = tuple[tuple[float, str], ...]
"""Seconds since the container was started, and HEALTHY or UNHEALTHY."""


def health_changes(
    check: HealthCheck, passes: tuple[tuple[float, bool], ...], first_check: float | None = None
) -> Changes:
    """The changes of verdict of a container whose check passes or fails from the times of ``passes`` on.

    It is looked at after ``first_check`` seconds (None: after one interval), and then at every interval. One success
    makes it HEALTHY; ``retries`` failures in a row make it UNHEALTHY. Failures within the start period do not count,
    unless a success came before them.
    """
    first = check.interval if first_check is None else first_check
    changes: list[tuple[float, str]] = []
    status, failures, succeeded = "UNKNOWN", 0, False
    for index, (begin, passing) in enumerate(passes):
        end = passes[index + 1][0] if index + 1 < len(passes) else inf
        look = _first_look(check, first, begin)
        if look >= end:
            continue
        if passing:
            failures, succeeded = 0, True
            if status != "HEALTHY":
                status = "HEALTHY"
                changes.append((look, status))
            continue
        if not succeeded:
            look = max(look, _first_look(check, first, check.start_period))
        last = look + (check.retries - failures - 1) * check.interval
        if last < end:
            if status != "UNHEALTHY":
                status = "UNHEALTHY"
                changes.append((last, status))
        elif look < end:
            failures += ceil((end - look) / check.interval)
    return tuple(changes)


def _first_look(check: HealthCheck, first: float, begin: float) -> float:
    """The time of the first look at ``begin`` or later."""
    return first + max(0, ceil((begin - first) / check.interval)) * check.interval
