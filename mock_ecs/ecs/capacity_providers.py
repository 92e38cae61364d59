"""Capacity provider strategies: how many tasks go to which provider.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def distribute(
    strategy: Sequence[CapacityProviderStrategyItem], count: int, running: Iterable[str | None] = ()
) -> list[str | None]:
    """The provider of each of ``count`` new tasks, given those of the tasks that run already.

    Bases are filled first; after that each task goes where the share is furthest below the weight. Without a
    strategy no provider is named.
    """
    if not strategy:
        return [None] * count
    have = Counter(running)
    chosen: list[str | None] = []
    for _ in range(count):
        provider = _next_provider(strategy, have)
        have[provider] += 1
        chosen.append(provider)
    return chosen


def _next_provider(strategy: Sequence[CapacityProviderStrategyItem], have: Counter[str | None]) -> str:
    for item in strategy:
        if have[item.provider] < item.base:
            return item.provider
    weighted = [item for item in strategy if item.weight > 0]
    return min(weighted, key=lambda item: (have[item.provider] - item.base) / item.weight).provider
