"""Tasks that capacity providers with container instances launch: placed at once, or waiting until there is room.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from mock_ecs.ecs.capacity_providers import find_capacity_provider
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment
from mock_ecs.ecs.new_tasks import attachment_in, begin, placement_class, start_on, subnet_near
from mock_ecs.ecs.placement.constraints import PlacementClass
from mock_ecs.ecs.placement.decisions import decision
from mock_ecs.ecs.placement.index import PlacementIndex
from mock_ecs.ecs.placement.place import EMPTY, LIMIT, NONE_ACTIVE, Failure, failures
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.waiting_tasks import MOST_WAITING


def launch_by_providers(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    providers: Sequence[str | None],
    *,
    deployment: Deployment | None,
    cause: str,
) -> tuple[list[Task], list[Failure]]:
    """Start one task by each of ``providers``, on an instance of it.

    Where none has room, the task waits if the provider has managed scaling; else it fails at once.
    """
    tasks: list[Task] = []
    failed: list[Failure] = []
    kinds = {provider: placement_class(state, launch, provider) for provider in dict.fromkeys(providers)}
    for provider in providers:
        kind = kinds[provider]
        index = state.placement.index(cluster, kind)
        instance = index.choose()
        made = decision(index, at=state.engine.now, cause=cause, instance=instance)
        lacking = [] if instance else _refused(state, index)
        if lacking:
            failed += lacking
        elif instance is None:
            task = begin(state, cluster, launch, deployment, provider=provider, needs=kind.needs)
            _wait(state, task, kind)
        else:
            task = start_on(state, cluster, launch, instance, kind.needs, deployment=deployment, provider=provider)
        if not lacking:
            made = replace(made, task=task.id)
            tasks.append(task)
        state.decisions.add(made)
    state.scaling.mark(cluster)
    return tasks, failed


def place_waiting(state: EcsState, cluster: Cluster) -> None:
    """Give the tasks that wait in ``cluster`` what room there is, in order of arrival; what fits nowhere waits."""
    fronts = list(state.waiting.fronts(cluster))
    queue = [(arrival, number, kind) for number, (arrival, kind) in enumerate(fronts)]
    heapify(queue)
    while queue:
        _, number, kind = heappop(queue)
        index = state.placement.index(cluster, kind)
        instance = index.choose()
        found = state.waiting.first(cluster, kind)
        if instance is None or found is None:
            continue
        made = decision(index, at=state.engine.now, cause=_cause(found[1]), instance=instance)
        _place(state, found[1], instance)
        state.decisions.add(replace(made, task=found[1].id))
        following = state.waiting.first(cluster, kind)
        if following is not None:
            heappush(queue, (following[0], number, kind))


def _wait(state: EcsState, task: Task, kind: PlacementClass) -> None:
    state.waiting.add(task, kind)
    patience = state.timings.waiting_for_capacity
    task.timer = state.engine.after(patience, f"{task.id} waits too long", _give_up, state, task, background=True)


def _place(state: EcsState, task: Task, instance: ContainerInstance) -> None:
    state.waiting.discard(task)
    state.engine.cancel(task.timer)
    attachment = attachment_in(state, subnet_near(state, task.launch, instance))
    state.lifecycle.place(task, instance, attachment)


def _give_up(state: EcsState, task: Task) -> None:
    kind = state.waiting.kind_of(task)
    if kind is None:
        return
    lack = _lack(state.placement.index(task.cluster, kind))
    state.lifecycle.stop(task, reason=f"TaskFailedToStart: {lack}", code="TaskFailedToStart")


def _refused(state: EcsState, index: PlacementIndex) -> list[Failure]:
    """Why a task that no instance takes may not even wait; empty when it may."""
    if not _scales(state, index.wanted.capacity_provider):
        return failures(index.cluster, index.wanted) or [Failure(_lack(index))]
    return [Failure(LIMIT)] if state.waiting.count(index.cluster) >= MOST_WAITING else []


def _scales(state: EcsState, provider: str | None) -> bool:
    found = find_capacity_provider(state, provider or "")
    return found is not None and found.scales


def _lack(index: PlacementIndex) -> str:
    """Why no instance takes a task, in one reason: what most of the ACTIVE ones refuse it for."""
    index.ranking()
    if not index.considered:
        return EMPTY
    counts = {reason: len(found) for reason, found in index.refused.items() if found and reason != "INACTIVE"}
    if not counts:
        return NONE_ACTIVE
    return max(counts, key=lambda reason: counts[reason]).removesuffix(".")


def _cause(task: Task) -> str:
    return task.service.name if task.service else task.id
