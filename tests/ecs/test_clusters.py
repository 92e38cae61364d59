"""Clusters, and what keeps them from being deleted."""

from __future__ import annotations

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.clusters import create_cluster, delete_cluster, remember_call
from mock_ecs.ecs.container_instances import deregister_container_instance
from mock_ecs.ecs.errors import (
    ClusterContainsContainerInstancesException,
    ClusterContainsServicesException,
    ClusterContainsTasksException,
    ClusterNotFoundException,
)
from mock_ecs.ecs.services import delete_service
from tests.ecs.examples import (
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    pass_time,
    run_task,
)


def test_a_new_cluster_is_active_and_empty() -> None:
    cluster = create_cluster(new_state(), "demo")

    assert cluster.arn == "arn:aws:ecs:us-east-1:123456789012:cluster/demo"
    assert cluster.status == "ACTIVE"
    assert (cluster.pending_tasks, cluster.running_tasks) == (0, 0)
    assert cluster.settings == {"containerInsights": "disabled"}


def test_the_account_says_whether_new_clusters_have_container_insights() -> None:
    state = new_state()
    before = create_cluster(state, "before")
    state.account_settings.put("containerInsights", "enhanced", state.account_settings.root)

    after = create_cluster(state, "after")
    own = create_cluster(state, "own", settings={"containerInsights": "disabled"})

    assert [cluster.settings["containerInsights"] for cluster in (before, after, own)] == [
        "disabled",
        "enhanced",
        "disabled",
    ]


def test_a_cluster_that_is_there_is_returned_unchanged() -> None:
    state = new_state()
    first = create_cluster(state, "demo", tags={"team": "blue"})

    second = create_cluster(state, "demo", tags={"team": "red"})

    assert second is first
    assert first.tags == {"team": "blue"}


class TestDeleting:
    def test_an_empty_cluster_becomes_inactive(self) -> None:
        state = new_state()
        cluster = create_cluster(state, "demo")

        delete_cluster(state, cluster)

        assert cluster.status == "INACTIVE"
        assert state.clusters["demo"] is cluster

    def test_a_deleted_cluster_is_not_found_for_use(self) -> None:
        state = new_state()
        delete_cluster(state, create_cluster(state, "demo"))

        with pytest.raises(ClusterNotFoundException) as deleted:
            state.cluster("demo")
        with pytest.raises(ClusterNotFoundException) as unknown:
            state.cluster("other")

        assert deleted.value.message == "The referenced cluster was inactive."
        assert unknown.value.message == "Cluster not found."

    def test_its_name_may_be_used_again_for_a_fresh_one(self) -> None:
        state = new_state()
        old = create_cluster(state, "demo", tags={"team": "blue"})
        delete_cluster(state, old)

        new = create_cluster(state, "demo")

        assert new is not old
        assert (new.status, new.tags) == ("ACTIVE", {})
        assert state.cluster("demo") is new

    @pytest.mark.parametrize(
        ("kept_by", "error", "message"),
        [
            pytest.param(
                "service", ClusterContainsServicesException, "The Cluster cannot be deleted while Services are active."
            ),
            pytest.param(
                "instance",
                ClusterContainsContainerInstancesException,
                "The Cluster cannot be deleted while Container Instances are active or draining.",
            ),
            pytest.param(
                "task", ClusterContainsTasksException, "The Cluster cannot be deleted while Tasks are active."
            ),
        ],
    )
    def test_what_is_in_it_keeps_it(self, kept_by: str, error: type[AwsError], message: str) -> None:
        state = new_state()
        cluster = create_cluster(state, "demo")
        launch = fargate(new_definition(state))
        makes = {
            "service": lambda: new_service(state, cluster, launch, desired_count=0),
            "instance": lambda: new_instance(state, cluster),
            "task": lambda: run_task(state, cluster, launch),
        }
        makes[kept_by]()

        with pytest.raises(error) as refused:
            delete_cluster(state, cluster)

        assert refused.value.message == message
        assert cluster.status == "ACTIVE"

    def test_a_draining_service_keeps_it_and_then_its_last_tasks_do(self) -> None:
        state = new_state(profile="typical")
        cluster = create_cluster(state, "demo")
        service = new_service(state, cluster, fargate(new_definition(state)), desired_count=1)
        state.engine.settle()

        delete_service(state, service, force=True)
        with pytest.raises(ClusterContainsServicesException):
            delete_cluster(state, cluster)
        pass_time(state, 1)
        with pytest.raises(ClusterContainsTasksException):
            delete_cluster(state, cluster)
        pass_time(state, 60)
        delete_cluster(state, cluster)

        assert service.status == "INACTIVE"
        assert cluster.status == "INACTIVE"

    def test_stopped_tasks_and_gone_instances_do_not_keep_it(self) -> None:
        state = new_state()
        cluster = create_cluster(state, "demo")
        task = run_task(state, cluster, fargate(new_definition(state)))
        state.lifecycle.stop(task, reason="", code="UserInitiated")
        deregister_container_instance(state, new_instance(state, cluster), force=False)
        pass_time(state, 5)

        delete_cluster(state, cluster)

        assert list(cluster.tasks) == [task.id]
        assert cluster.status == "INACTIVE"


def test_services_are_found_by_their_status() -> None:
    state = new_state()
    cluster = create_cluster(state, "demo")
    launch = fargate(new_definition(state))
    services = [new_service(state, cluster, launch, name=name, desired_count=0) for name in ("a", "b", "c")]
    state.engine.settle()

    delete_service(state, services[1], force=False)
    draining = cluster.services_in("DRAINING")
    state.engine.settle()

    assert draining == [services[1]]
    assert cluster.services_in("ACTIVE") == [services[0], services[2]]
    assert cluster.services_in("INACTIVE") == [services[1]]


def test_a_client_token_is_forgotten_after_a_day() -> None:
    state = new_state()
    cluster = new_cluster(state)

    remember_call(state, cluster, "token", {"count": 1}, [])
    pass_time(state, 24 * 3600 - 1)
    before = dict(cluster.idempotency)
    pass_time(state, 1)

    assert before == {"token": ({"count": 1}, [])}
    assert cluster.idempotency == {}


def test_clusters_of_one_name_in_two_regions_are_two() -> None:
    here, there = new_state(), new_state()

    create_cluster(here, "demo")

    assert "demo" not in there.clusters
