"""Services and their deployments, up to what the controllers make of them."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.errors import InvalidParameterException, ServiceNotActiveException, ServiceNotFoundException
from mock_ecs.ecs.service_events import add_event, unsettle
from mock_ecs.ecs.services import active_service, delete_service, find_service, scale_service, task_tags
from tests.ecs.examples import (
    START,
    fargate,
    new_cluster,
    new_definition,
    new_service,
    new_state,
    pass_time,
)

STEADY = "(service web) has reached a steady state."


def messages(service: object) -> list[str]:
    return [event.message for event in service.events]  # type: ignore[attr-defined]


class TestCreating:
    def test_a_new_service_is_active_with_one_deployment_and_nothing_yet(self) -> None:
        state = new_state()

        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=3)

        assert service.arn == "arn:aws:ecs:us-east-1:123456789012:service/demo/web"
        assert service.status == "ACTIVE"
        assert (service.desired_count, service.running_count, service.pending_count) == (3, 0, 0)
        assert list(service.events) == []
        (deployment,) = service.deployments
        assert deployment is service.primary
        assert deployment.id == "ecs-svc/6101222617937887014"
        assert (deployment.status, deployment.rollout_state) == ("PRIMARY", "IN_PROGRESS")
        assert deployment.rollout_state_reason == "ECS deployment ecs-svc/6101222617937887014 in progress."
        assert (deployment.created_at, deployment.updated_at) == (START, START)
        assert (deployment.desired_count, deployment.failed_tasks) == (3, 0)

    def test_its_tasks_are_of_its_group_and_started_by_its_deployment(self) -> None:
        state = new_state()

        service = new_service(state, new_cluster(state), fargate(new_definition(state)), name="shop")

        assert service.launch.group == "service:shop"
        assert service.launch.started_by == service.primary.id
        assert service.primary.launch is service.launch

    def test_an_inactive_name_may_be_used_again(self) -> None:
        state = new_state()
        cluster, launch = new_cluster(state), fargate(new_definition(state))
        old = new_service(state, cluster, launch)
        state.engine.settle()
        delete_service(state, old, force=True)
        state.engine.settle()

        new = new_service(state, cluster, launch, desired_count=1)
        state.engine.settle()

        assert cluster.services == {"web": new}
        assert (old.status, new.status, new.running_count) == ("INACTIVE", "ACTIVE", 1)


class TestDeploying:
    def test_a_newer_deployment_is_primary_and_those_before_it_active(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()
        first = service.primary
        pass_time(state, 60)
        before = state.engine.now

        second = deploy(state, service, fargate(new_definition(state)), {"volumeConfigurations": []})

        assert service.deployments == [second, first]
        assert [deployment.status for deployment in service.deployments] == ["PRIMARY", "ACTIVE"]
        assert (first.rollout_state, second.rollout_state) == ("COMPLETED", "IN_PROGRESS")
        assert (first.updated_at, second.created_at) == (before, before)
        assert (first.desired_count, second.desired_count) == (2, 2)
        assert second.configuration == {"volumeConfigurations": []}

    def test_the_desired_count_of_an_older_deployment_is_what_it_is_to_keep(self) -> None:
        state = new_state()
        service = new_service(
            state, new_cluster(state), fargate(new_definition(state)), desired_count=4, minimum_healthy_percent=50
        )
        state.engine.settle()
        first = service.primary

        deploy(state, service, service.launch, {})
        pass_time(state, 0)

        assert first.desired_count == 2
        assert first.counts.running == 2
        assert (service.desired_count, service.running_count, service.pending_count) == (4, 2, 4)

    def test_a_newer_deployment_interrupts_one_in_progress(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()
        first = service.primary
        second = deploy(state, service, fargate(new_definition(state)), {})
        pass_time(state, 1)

        third = deploy(state, service, fargate(new_definition(state)), {})
        in_between = [deployment.status for deployment in (first, second, third)]
        state.engine.settle()

        assert in_between == ["ACTIVE", "ACTIVE", "PRIMARY"]
        assert service.deployments == [third]
        assert second.rollout_state == "IN_PROGRESS"
        assert {task.definition.revision for task in service.live_tasks()} == {3}


class TestScaling:
    def test_no_deployment_begins(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()
        primary = service.primary
        pass_time(state, 60)
        now = state.engine.now

        scale_service(state, service, 5)
        state.engine.settle()

        assert service.deployments == [primary]
        assert (primary.desired_count, primary.updated_at, primary.rollout_state) == (5, now, "COMPLETED")
        assert service.running_count == 5
        assert messages(service)[0] == STEADY

    def test_the_same_count_is_no_change(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()
        before = messages(service)

        scale_service(state, service, 2)
        state.engine.settle()

        assert messages(service) == before

    def test_a_change_of_any_kind_lets_it_say_again_that_it_is_steady(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()

        unsettle(state, service)
        state.engine.settle()

        assert messages(service)[:2] == [STEADY, STEADY]


class TestDeleting:
    def test_a_service_with_a_count_stays_unless_forced(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))

        with pytest.raises(InvalidParameterException) as refused:
            delete_service(state, service, force=False)

        assert refused.value.message == "The service cannot be stopped while it is scaled above 0."
        assert service.status == "ACTIVE"

    def test_forced_it_drains_to_nothing(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        state.engine.settle()

        delete_service(state, service, force=True)
        draining = (service.status, service.desired_count, service.running_count)
        state.engine.settle()

        assert draining == ("DRAINING", 0, 2)
        assert (service.status, service.running_count, service.deployments) == ("INACTIVE", 0, [])
        assert {task.last_status for task in service.stopped_tasks.values()} == {"STOPPED"}

    def test_twice_is_once(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=0)
        state.engine.settle()

        delete_service(state, service, force=False)
        delete_service(state, service, force=False)
        state.engine.settle()
        delete_service(state, service, force=True)

        assert service.status == "INACTIVE"


class TestFinding:
    def test_a_service_is_found_whatever_its_status_but_only_an_active_one_for_use(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        service = new_service(state, cluster, fargate(new_definition(state)))
        active = active_service(cluster, "web")
        delete_service(state, service, force=True)

        with pytest.raises(ServiceNotActiveException) as refused:
            active_service(cluster, "web")

        assert find_service(cluster, "web") is service is active
        assert refused.value.message == "Service was not ACTIVE."

    def test_an_unknown_one_is_not(self) -> None:
        cluster = new_cluster(new_state())

        for find in (find_service, active_service):
            with pytest.raises(ServiceNotFoundException) as refused:
                find(cluster, "web")
            assert refused.value.message == "Service not found."


class TestTags:
    @pytest.mark.parametrize(
        ("propagate", "managed", "tags"),
        [
            pytest.param("NONE", False, {}, id="none"),
            pytest.param("SERVICE", False, {"from": "service", "a": "1"}, id="those of the service"),
            pytest.param("TASK_DEFINITION", False, {"from": "definition", "b": "2"}, id="those of the revision"),
            pytest.param(
                "NONE", True, {"aws:ecs:clusterName": "demo", "aws:ecs:serviceName": "web"}, id="those that ECS manages"
            ),
            pytest.param(
                "SERVICE",
                True,
                {"from": "service", "a": "1", "aws:ecs:clusterName": "demo", "aws:ecs:serviceName": "web"},
                id="both",
            ),
        ],
    )
    def test_of_new_tasks(self, propagate: str, managed: bool, tags: dict[str, str]) -> None:
        state = new_state()
        definition = new_definition(state, tags={"from": "definition", "b": "2"})
        service = new_service(
            state,
            new_cluster(state),
            fargate(definition),
            tags={"from": "service", "a": "1"},
            propagate_tags=propagate,
            enable_ecs_managed_tags=managed,
        )
        pass_time(state, 0)

        assert task_tags(service, service.primary) == tags
        assert [task.tags for task in service.live_tasks()] == [tags, tags]

    def test_later_changes_reach_new_tasks_only(self) -> None:
        state = new_state()
        service = new_service(
            state,
            new_cluster(state),
            fargate(new_definition(state)),
            desired_count=1,
            tags={"v": "1"},
            propagate_tags="SERVICE",
        )
        state.engine.settle()

        service.tags = {"v": "2"}
        scale_service(state, service, 2)
        state.engine.settle()

        assert [task.tags for task in service.live_tasks()] == [{"v": "1"}, {"v": "2"}]


class TestEvents:
    def test_the_newest_come_first_and_a_hundred_are_kept(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=0)

        for number in range(105):
            add_event(state, service, f"did {number}.")

        assert len(service.events) == 100
        assert messages(service)[0] == "(service web) did 104."
        assert messages(service)[-1] == "(service web) did 5."

    def test_each_has_an_id_of_its_own(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=0)

        add_event(state, service, "said it.")
        add_event(state, service, "said it.")

        first, second = service.events
        assert first.id != second.id
        assert [len(part) for part in first.id.split("-")] == [8, 4, 4, 4, 12]
