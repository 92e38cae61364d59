"""Managed scaling over time: a group in memory, its hosts, and the tasks that they are for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.capacity_providers import update_capacity_provider
from mock_ecs.ecs.container_instances import deregister_container_instance
from mock_ecs.ecs.entities.capacity_provider import MANAGED_SCALING, GroupSettings
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.region import create_ecs
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.neighbours.null import null_neighbours
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from tests.ecs.examples import START, changes, container, new_cluster, new_definition, new_service, on_ec2, pass_time
from tests.ecs.groups import Group, Groups, by, capacity_provider

MINUTE = 60.0


class Scaled:
    """A cluster whose provider hosts has managed scaling and ``group``; four of the tasks fill an instance."""

    def __init__(self, group: Group | None = None, *, protects: bool = False, drains: bool = True, **scaling: Any):
        engine, ids = Engine(START), Ids(0)
        self.group = group or Group(protects=protects)
        self.groups = Groups(hosts=self.group)
        runtime = SimulatedRuntime(engine, ProfileBehaviour("fast", one_off_seconds="never"))
        neighbours = replace(null_neighbours(ids, runtime), auto_scaling_groups=self.groups, hosts=self.groups)
        self.state: EcsState = create_ecs(Scope(), engine, ids, neighbours)
        provider = capacity_provider(self.state, **scaling)
        assert provider.group is not None
        settings = replace(
            provider.group.settings,
            managed_termination_protection="ENABLED" if protects else "DISABLED",
            managed_draining="ENABLED" if drains else "DISABLED",
        )
        provider.kind = replace(provider.group, settings=settings)
        self.cluster: Cluster = new_cluster(self.state, capacity_providers=["hosts"])
        self.launch = by(new_definition(self.state, container(cpu=512, memory=512), network_mode="bridge"))

    def run(self, count: int = 1) -> list[Task]:
        return launch_tasks(self.state, self.cluster, self.launch, count)[0]

    def wait(self, minutes: float) -> None:
        pass_time(self.state, minutes * MINUTE)

    def stop(self, *tasks: Task) -> None:
        for task in tasks:
            self.state.lifecycle.stop(task, reason="", code="UserInitiated")

    def seen(self) -> str:
        """Tasks that run and that are pending, the group's capacity, and how many instances are ACTIVE and DRAINING."""
        statuses = Counter(instance.status for instance in self.cluster.container_instances.values())
        return (
            f"{self.cluster.running_tasks}+{self.cluster.pending_tasks} on {self.group.desired}: "
            f"{statuses['ACTIVE']}+{statuses['DRAINING']}"
        )

    def history(self, minutes: float) -> list[tuple[float, str]]:
        return changes(self.state, self.seen, minutes * MINUTE)

    def on(self, host: str) -> ContainerInstance:
        return next(one for one in self.cluster.container_instances.values() if one.ec2_instance_id == host)


def at_minutes(scaled: Scaled, minutes: int) -> list[str]:
    """What is seen after each full minute in which something changed."""
    found = [scaled.seen()]
    for _ in range(minutes):
        scaled.wait(1)
        if (seen := scaled.seen()) != found[-1]:
            found.append(seen)
    return found


def test_a_story_of_ten_tasks() -> None:
    scaled = Scaled()
    service = new_service(scaled.state, scaled.cluster, scaled.launch, desired_count=10)

    out = at_minutes(scaled, 20)
    scale_service(scaled.state, service, 0)
    back = at_minutes(scaled, 30)

    assert out == ["0+0 on 0: 0+0", "0+10 on 2: 0+0", "8+2 on 2: 2+0", "8+2 on 3: 2+0", "10+0 on 3: 3+0"]
    assert back == ["10+0 on 3: 3+0", "0+0 on 3: 3+0", "0+0 on 3: 0+3", "0+0 on 0: 0+0"]
    assert scaled.group.asked == [2, 3]


def test_an_idle_world_rests() -> None:
    scaled = Scaled()
    tasks = scaled.run(3)
    scaled.wait(30)
    scaled.stop(*tasks)
    scaled.wait(30)

    labels = {event.label for event in scaled.state.engine.pending()}

    assert scaled.group.desired == 0
    assert not any("scaled" in label for label in labels)


def test_the_capacity_that_is_set_never_leaves_the_groups_bounds() -> None:
    scaled = Scaled(Group(minimum=1, maximum=2, desired=1))

    tasks = scaled.run(20)
    scaled.wait(14)
    placed = [task for task in tasks if task.last_status == "RUNNING"]
    scaled.wait(10)
    scaled.stop(*placed)
    scaled.wait(30)

    assert len(placed) == 8
    assert {task.stopped_reason for task in tasks if task not in placed} == {"TaskFailedToStart: RESOURCE:CPU"}
    assert (scaled.group.asked, scaled.group.desired) == ([2], 1)


def test_a_task_that_fits_on_no_instance_of_the_group_launches_none() -> None:
    scaled = Scaled(Group(desired=1))
    scaled.groups.set_desired_capacity(Scope(), "hosts", 1)
    scaled.state.agents.look()
    scaled.run()
    large = by(new_definition(scaled.state, container(cpu=4096), family="large", network_mode="bridge"))

    (task,) = launch_tasks(scaled.state, scaled.cluster, large, 1)[0]
    scaled.wait(16)

    assert task.stopped_reason == "TaskFailedToStart: RESOURCE:CPU"
    assert scaled.group.asked == [1]


def test_while_instances_warm_up_no_more_are_launched() -> None:
    scaled = Scaled(Group(maximum=10), instanceWarmupPeriod=240)
    scaled.run(20)

    history = [(time, text) for time, text in scaled.history(14) if text.startswith("0+20 on")]

    assert scaled.group.asked == [2, 5]
    assert history[1] == (60.0, "0+20 on 2: 0+0")


def test_a_target_below_100_keeps_some_instances_spare() -> None:
    scaled = Scaled(targetCapacity=50)
    scaled.run(1)

    scaled.wait(120)

    assert (scaled.group.desired, len(scaled.cluster.container_instances)) == (2, 2)


def test_managed_termination_protection_frees_empty_instances_alone() -> None:
    scaled = Scaled(protects=True)
    first, *others = scaled.run(8)
    scaled.wait(12)
    full = [one.protected for one in scaled.group.instances.values()]
    home = first.container_instance
    assert home is not None
    scaled.stop(*[task for task in others if task.container_instance is not home])

    scaled.wait(2)
    half = {host: one.protected for host, one in scaled.group.instances.items()}
    scaled.wait(20)

    assert full == [True, True]
    assert half == {host: host == home.ec2_instance_id for host in half}
    assert list(scaled.group.instances) == [home.ec2_instance_id]
    assert first.last_status == "RUNNING"


@pytest.mark.parametrize("protects", [False, True])
def test_daemons_do_not_keep_an_instance_and_are_the_last_to_leave_it(*, protects: bool) -> None:
    scaled = Scaled(protects=protects)
    definition = new_definition(scaled.state, container(cpu=64), family="agent", network_mode="bridge")
    daemon = new_service(
        scaled.state,
        scaled.cluster,
        on_ec2(definition),
        name="agent",
        desired_count=0,
        minimum_healthy_percent=0,
        maximum_percent=100,
        settings={"schedulingStrategy": "DAEMON"},
    )
    tasks = scaled.run(6)
    scaled.wait(12)
    everywhere = daemon.desired_count, daemon.running_count, scaled.group.desired

    scaled.stop(*tasks)
    scaled.wait(30)

    assert everywhere == (2, 2, 2)
    assert (daemon.desired_count, daemon.running_count, scaled.group.desired) == (0, 0, 0)


def test_managed_draining_moves_a_services_tasks_before_the_host_goes() -> None:
    scaled = Scaled()
    service = new_service(scaled.state, scaled.cluster, scaled.launch, desired_count=2)
    scaled.wait(10)
    both = list(scaled.group.instances)

    scale_service(scaled.state, service, 1)
    counts = changes(scaled.state, lambda: service.running_count, 30 * MINUTE)

    assert both == ["i-hosts-0", "i-hosts-1"]
    assert scaled.group.terminated == ["i-hosts-0"]
    assert [count for _, count in counts] == [2, 1, 2, 1]
    assert [task.container_instance for task in service.live_tasks()] == [scaled.on("i-hosts-1")]


def test_instances_that_the_group_protects_stay_and_are_not_looked_at_for_ever() -> None:
    scaled = Scaled(Group(protects=True))
    scaled.stop(*scaled.run(8))
    tasks = scaled.run(1)
    scaled.wait(10)
    scaled.stop(*tasks)

    scaled.wait(30)

    assert scaled.group.desired == 2
    assert not any("scaled" in event.label for event in scaled.state.engine.pending())


def test_without_managed_draining_the_tasks_of_a_host_are_lost_with_it() -> None:
    scaled = Scaled(drains=False)
    tasks = scaled.run(8)
    scaled.wait(10)
    oldest = scaled.on("i-hosts-0")
    scaled.stop(*[task for task in tasks if task.container_instance is not oldest])

    scaled.wait(30)

    lost = {(task.stop_code, task.stopped_reason) for task in tasks if task.container_instance is oldest}
    assert lost == {("TerminationNotice", "Host EC2 (instance i-hosts-0) terminated.")}
    assert scaled.group.desired == 0


def test_an_instance_that_was_deregistered_counts_as_empty() -> None:
    scaled = Scaled(Group())
    scaled.run(1)
    scaled.wait(5)

    for instance in tuple(scaled.cluster.container_instances.values()):
        deregister_container_instance(scaled.state, instance, force=True)
    scaled.wait(30)

    assert scaled.group.desired == 0


def test_a_provider_that_left_its_cluster_is_scaled_no_more() -> None:
    scaled = Scaled()
    scaled.run(1)

    scaled.cluster.capacity_providers = []
    scaled.wait(5)

    assert scaled.group.asked == []


def test_a_provider_that_is_given_managed_scaling_lets_empty_instances_go() -> None:
    scaled = Scaled(status="DISABLED")
    scaled.groups.set_desired_capacity(Scope(), "hosts", 2)
    scaled.state.agents.look()
    scaled.wait(30)
    before = scaled.group.desired
    provider = scaled.state.capacity_providers["hosts"]

    assert provider.group is not None
    settings = GroupSettings({**MANAGED_SCALING, "status": "ENABLED"})
    update_capacity_provider(scaled.state, provider, replace(provider.group, settings=settings))
    scaled.wait(30)

    assert (before, scaled.group.desired) == (2, 0)


def test_a_group_that_is_gone_is_left_alone() -> None:
    scaled = Scaled()
    (task,) = scaled.run(1)
    del scaled.groups.by_name["hosts"]

    scaled.wait(16)

    assert task.stopped_reason == "TaskFailedToStart: EMPTY CAPACITY PROVIDER"


@pytest.mark.parametrize("protects", [True, False])
@settings(max_examples=25, deadline=None)
@example(steps=[(2, 6), (1, 15), (14, 1)], maximum=4, target=40)
@given(
    steps=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 25)), min_size=1, max_size=5),
    maximum=st.integers(1, 6),
    target=st.integers(40, 100),
)
def test_whatever_is_asked_of_a_service_its_tasks_run_and_the_group_comes_to_rest(
    protects: bool, steps: list[tuple[int, int]], maximum: int, target: int
) -> None:
    scaled = Scaled(Group(maximum=maximum, protects=protects), protects=protects, targetCapacity=target)
    service = new_service(scaled.state, scaled.cluster, scaled.launch, desired_count=0)

    for count, minutes in steps:
        scale_service(scaled.state, service, min(count, 4 * maximum))
        scaled.wait(minutes)
    scaled.wait(180)
    rested = scaled.group.desired, list(scaled.group.instances), len(scaled.group.asked)
    scaled.wait(180)

    assert service.running_count == service.desired_count
    assert (scaled.group.desired, list(scaled.group.instances), len(scaled.group.asked)) == rested
    assert scaled.group.desired * 4 >= service.desired_count
