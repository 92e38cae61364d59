"""The operations that change and delete clusters."""

from __future__ import annotations

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, ON_FARGATE, execute_command
from tests.api.raw import Raw


class TestDeleteCluster:
    def test_it_answers_with_the_cluster_inactive(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo")

        cluster = call("DeleteCluster", cluster=f"{ARN}:cluster/demo")["cluster"]

        assert (cluster["clusterName"], cluster["status"]) == ("demo", "INACTIVE")

    def test_a_service_that_is_draining_keeps_it_too(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("CreateService", serviceName="web", desiredCount=1, **ON_FARGATE)
        demo("ListClusters")
        ecs_world.clock.set_mode("manual")
        demo("DeleteService", cluster="demo", service="web", force=True)

        assert demo.refusal("DeleteCluster", cluster="demo")[0] == "ClusterContainsServicesException"

    def test_stopped_tasks_do_not(self, demo: Raw) -> None:
        task = demo("RunTask", **ON_FARGATE)["tasks"][0]["taskArn"]
        demo("StopTask", cluster="demo", task=task)

        assert demo("DeleteCluster", cluster="demo")["cluster"]["status"] == "INACTIVE"


class TestUpdateCluster:
    def test_what_is_given_replaces_what_was(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo")

        cluster = call(
            "UpdateCluster",
            cluster="demo",
            settings=[{"name": "containerInsights", "value": "enabled"}],
            serviceConnectDefaults={"namespace": "internal"},
            **execute_command(logging="NONE"),
        )["cluster"]

        assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
        assert cluster["configuration"] == {"executeCommandConfiguration": {"logging": "NONE"}}
        assert cluster["serviceConnectDefaults"] == {"namespace": "internal"}

    def test_what_is_not_given_stays(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo", **execute_command(logging="NONE"))

        cluster = call("UpdateCluster", cluster="demo", serviceConnectDefaults={"namespace": "internal"})["cluster"]

        assert cluster["configuration"] == {"executeCommandConfiguration": {"logging": "NONE"}}


class TestUpdateClusterSettings:
    def test_it_sets_container_insights(self, demo: Raw) -> None:
        settings = [{"name": "containerInsights", "value": "enhanced"}]

        cluster = demo("UpdateClusterSettings", cluster="demo", settings=settings)["cluster"]

        assert cluster["settings"] == settings
        described = demo("DescribeClusters", clusters=["demo"], include=["SETTINGS"])["clusters"][0]
        assert described["settings"] == settings


class TestPutClusterCapacityProviders:
    def test_it_replaces_providers_and_strategy(self, demo: Raw) -> None:
        strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 3, "base": 1}]

        cluster = demo(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["FARGATE", "FARGATE_SPOT"],
            defaultCapacityProviderStrategy=strategy,
        )["cluster"]

        assert cluster["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
        assert cluster["defaultCapacityProviderStrategy"] == strategy

    def test_empty_lists_take_them_away(self, demo: Raw) -> None:
        demo(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["FARGATE"],
            defaultCapacityProviderStrategy=[],
        )

        cluster = demo(
            "PutClusterCapacityProviders", cluster="demo", capacityProviders=[], defaultCapacityProviderStrategy=[]
        )["cluster"]

        assert cluster["capacityProviders"] == []
