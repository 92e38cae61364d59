"""What holds of the targets of a service whatever happens to it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.load_balancer import LoadBalancer
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.neighbours.null import NullScenario
from mock_ecs.neighbours.null_networks import NullTargetGroups
from mock_ecs.ports.runtimes import TaskSpec, UnhealthyTarget
from tests.ecs.examples import fargate, new_cluster, new_definition, new_service, new_state, pass_time

GROUP = LoadBalancer("arn:targetgroup/web", "app", 8080)
ILL = st.none() | st.builds(
    UnhealthyTarget,
    after=st.none() | st.floats(0, 300),
    lasts=st.none() | st.floats(1, 100),
    every=st.none(),
    reason=st.just("Request timed out"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["scale", "deploy", "stop", "crash", "ill"]), st.integers(0, 6), st.integers(0, 200), ILL
    ),
    max_size=8,
)


class Chaos(NullScenario):
    """Targets are as the last step wants them."""

    ill: UnhealthyTarget | None = None

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        return self.ill


def take(state: EcsState, service: Service, chaos: Chaos, what: str, number: int, ill: UnhealthyTarget | None) -> None:
    running = [task for task in service.live_tasks() if task.desired_status == "RUNNING"]
    if what == "scale":
        scale_service(state, service, number)
    elif what == "deploy":
        deploy(state, service, service.launch, {})
    elif what == "ill":
        chaos.ill = ill
        for task in running:
            state.discovery.watch(task)
    elif running:
        code = "UserInitiated" if what == "stop" else "EssentialContainerExited"
        state.lifecycle.stop(running[number % len(running)], reason="chance", code=code)


def check(state: EcsState, service: Service) -> None:
    """Who runs is registered and not draining; what is registered beside that drains; each has its own address."""
    groups = state.neighbours.target_groups
    assert isinstance(groups, NullTargetGroups)
    told = groups.targets.get(GROUP.name, {})
    running = [task for task in service.live_tasks() if task.last_status == "RUNNING"]
    serving = {target.target: target.health for task in running for target in task.targets}
    assert len(serving) == len(running)
    assert {target: health for target, health in told.items() if health.state != "draining"} == serving
    for task in service.live_tasks():
        if task.last_status == "DEACTIVATING":
            assert [told[target.target].state for target in task.targets] == ["draining"]
    for task in running:
        (target,) = task.targets
        assert (task.healthy_at is not None) == (target.health.state == "healthy")
        assert (task.unhealthy_at is not None) == (target.health.state == "unhealthy")


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, grace=st.sampled_from([0, 30, 500]), count=st.integers(0, 4))
def test_targets_follow_the_tasks_whatever_happens(
    steps: list[tuple[str, int, int, UnhealthyTarget | None]], grace: int, count: int
) -> None:
    state, chaos = new_state(profile="typical"), Chaos()
    state.neighbours = replace(state.neighbours, scenario=chaos)
    launch = fargate(new_definition(state), load_balancers=(GROUP,))
    given = {"healthCheckGracePeriodSeconds": grace}
    service = new_service(state, new_cluster(state), launch, desired_count=count, settings=given)

    for what, number, seconds, ill in steps:
        take(state, service, chaos, what, number, ill)
        pass_time(state, seconds)
        check(state, service)
    take(state, service, chaos, "ill", 0, None)
    pass_time(state, 6 * 3600)

    check(state, service)
    assert service.running_count == service.desired_count
    assert [deployment.rollout_state for deployment in service.deployments] == ["COMPLETED"]
    assert service.steady
