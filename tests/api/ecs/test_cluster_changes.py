"""The operations that change and delete clusters."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, NETWORK, ON_FARGATE, execute_command
from tests.api.raw import Raw

NOT_ASSOCIATED = (
    "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the "
    "cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again."
)
NO_TARGET = (
    "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration."
)
UNKNOWN_PROVIDER = "The specified capacity provider 'mine' was not found. Specify a valid name or ARN and try again."


class TestDeleteCluster:
    def test_it_answers_with_the_cluster_inactive(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo")

        cluster = call("DeleteCluster", cluster=f"{ARN}:cluster/demo")["cluster"]

        assert (cluster["clusterName"], cluster["status"]) == ("demo", "INACTIVE")

    def test_services_keep_a_cluster(self, demo: Raw) -> None:
        demo("CreateService", serviceName="web", desiredCount=0, **ON_FARGATE)

        assert demo.refusal("DeleteCluster", cluster="demo") == (
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        )

    def test_a_service_that_is_draining_keeps_it_too(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("CreateService", serviceName="web", desiredCount=1, **ON_FARGATE)
        demo("ListClusters")
        ecs_world.clock.set_mode("manual")
        demo("DeleteService", cluster="demo", service="web", force=True)

        assert demo.refusal("DeleteCluster", cluster="demo")[0] == "ClusterContainsServicesException"

    def test_container_instances_keep_a_cluster(self, hosted: Raw) -> None:
        assert hosted.refusal("DeleteCluster", cluster="demo") == (
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )

    def test_tasks_keep_a_cluster(self, demo: Raw) -> None:
        demo("RunTask", **ON_FARGATE)

        assert demo.refusal("DeleteCluster", cluster="demo") == (
            "ClusterContainsTasksException",
            "The Cluster cannot be deleted while Tasks are active.",
        )

    def test_stopped_tasks_do_not(self, demo: Raw) -> None:
        task = demo("RunTask", **ON_FARGATE)["tasks"][0]["taskArn"]
        demo("StopTask", cluster="demo", task=task)

        assert demo("DeleteCluster", cluster="demo")["cluster"]["status"] == "INACTIVE"

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="missing"),
            pytest.param({"cluster": ""}, "ClusterNotFoundException", "Cluster not found.", id="empty"),
            pytest.param({}, "InvalidParameterException", "Cluster can not be blank.", id="absent"),
        ],
    )
    def test_what_is_not_there_is_refused(self, call: Raw, members: dict[str, Any], code: str, message: str) -> None:
        assert call.refusal("DeleteCluster", **members) == (code, message)


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

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="missing"),
            pytest.param(
                {"cluster": "gone"}, "ClusterNotFoundException", "The referenced cluster was inactive.", id="inactive"
            ),
            pytest.param(
                {"cluster": "demo", **execute_command(logging="OVERRIDE")},
                "InvalidParameterException",
                NO_TARGET,
                id="configuration",
            ),
        ],
    )
    def test_what_aws_does_not_take_is_refused(
        self, demo: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        demo("CreateCluster", clusterName="gone")
        demo("DeleteCluster", cluster="gone")

        assert demo.refusal("UpdateCluster", **members) == (code, message)


class TestUpdateClusterSettings:
    def test_it_sets_container_insights(self, demo: Raw) -> None:
        settings = [{"name": "containerInsights", "value": "enhanced"}]

        cluster = demo("UpdateClusterSettings", cluster="demo", settings=settings)["cluster"]

        assert cluster["settings"] == settings
        described = demo("DescribeClusters", clusters=["demo"], include=["SETTINGS"])["clusters"][0]
        assert described["settings"] == settings

    @pytest.mark.parametrize(
        ("members", "message"),
        [
            pytest.param({"cluster": "demo"}, "Settings can not be blank.", id="no settings"),
            pytest.param({"settings": []}, "Cluster can not be blank.", id="no cluster"),
            pytest.param(
                {"cluster": "demo", "settings": [{"name": "speed", "value": "enabled"}]},
                "speed should be one of [containerInsights]",
                id="unknown name",
            ),
            pytest.param({"cluster": "demo", "settings": [{}]}, "Name can not be blank.", id="empty setting"),
        ],
    )
    def test_what_aws_does_not_take_is_refused(self, demo: Raw, members: dict[str, Any], message: str) -> None:
        assert demo.refusal("UpdateClusterSettings", **members) == ("InvalidParameterException", message)


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

    @pytest.mark.parametrize(
        ("members", "message"),
        [
            pytest.param(
                {"capacityProviders": ["FARGATE"]},
                "DefaultCapacityProviderStrategy can not be blank.",
                id="no strategy",
            ),
            pytest.param(
                {"capacityProviders": [], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE"}]},
                NOT_ASSOCIATED,
                id="not associated",
            ),
            pytest.param(
                {"capacityProviders": ["mine"], "defaultCapacityProviderStrategy": []},
                UNKNOWN_PROVIDER,  # unsure in the reference
                id="unknown",
            ),
            pytest.param(
                {
                    "capacityProviders": ["FARGATE"],
                    "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1001}],
                },
                "defaultCapacityProviderStrategy.0.weight must be at most 1000",  # unsure in the reference
                id="weight",
            ),
        ],
    )
    def test_what_aws_does_not_take_is_refused(self, demo: Raw, members: dict[str, Any], message: str) -> None:
        code = "InvalidParameterException"

        assert demo.refusal("PutClusterCapacityProviders", cluster="demo", **members) == (code, message)

    @pytest.mark.parametrize("user", ["CreateService", "RunTask"])
    def test_a_provider_in_use_cannot_be_taken_away(self, demo: Raw, user: str) -> None:
        both = {"cluster": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}
        demo("PutClusterCapacityProviders", **both, defaultCapacityProviderStrategy=[])
        name = {"serviceName": "web", "desiredCount": 1} if user == "CreateService" else {}
        demo(
            user,
            cluster="demo",
            taskDefinition="web",
            networkConfiguration=NETWORK,
            capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
            **name,
        )
        put = {"cluster": "demo", "defaultCapacityProviderStrategy": []}

        assert demo.refusal("PutClusterCapacityProviders", **put, capacityProviders=["FARGATE"]) == (
            "ResourceInUseException",
            "The specified capacity provider is in use and cannot be removed.",
        )
        assert demo("PutClusterCapacityProviders", **put, capacityProviders=["FARGATE_SPOT"])
