"""The operations that make, show and list clusters."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, ON_FARGATE, ON_INSTANCES, execute_command
from tests.api.raw import Raw

LOGS = {"cloudWatchLogGroupName": "/ecs/exec"}


class TestCreateCluster:
    def test_it_answers_with_the_cluster(self, call: Raw) -> None:
        response = call("CreateCluster", clusterName="demo")

        assert response == {
            "cluster": {
                "clusterArn": f"{ARN}:cluster/demo",
                "clusterName": "demo",
                "status": "ACTIVE",
                "registeredContainerInstancesCount": 0,
                "runningTasksCount": 0,
                "pendingTasksCount": 0,
                "activeServicesCount": 0,
                "statistics": [],
                "tags": [],
                "settings": [{"name": "containerInsights", "value": "disabled"}],
                "capacityProviders": [],
                "defaultCapacityProviderStrategy": [],
            }
        }

    def test_without_a_name_it_makes_the_default_cluster(self, call: Raw) -> None:
        cluster = call("CreateCluster")["cluster"]

        assert cluster["clusterName"] == "default"

    def test_what_is_given_is_shown(self, call: Raw) -> None:
        cluster = call(
            "CreateCluster",
            clusterName="demo",
            tags=[{"key": "team", "value": "red"}],
            settings=[{"name": "containerInsights", "value": "enhanced"}],
            serviceConnectDefaults={"namespace": "internal"},
            capacityProviders=["FARGATE", "FARGATE_SPOT"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1, "base": 2}],
            **execute_command(logging="OVERRIDE", logConfiguration=LOGS),
        )["cluster"]

        assert cluster["tags"] == [{"key": "team", "value": "red"}]
        assert cluster["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
        assert cluster["serviceConnectDefaults"] == {"namespace": "internal"}
        assert cluster["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
        assert cluster["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 1, "base": 2}]
        assert cluster["configuration"] == {
            "executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": LOGS}
        }

    def test_a_name_that_exists_answers_with_the_cluster_there_is(self, call: Raw) -> None:
        first = call("CreateCluster", clusterName="demo", tags=[{"key": "team", "value": "red"}])

        second = call("CreateCluster", clusterName="demo", tags=[{"key": "team", "value": "blue"}])

        assert second == first

    def test_a_deleted_name_is_made_anew(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo", tags=[{"key": "team", "value": "red"}])
        call("DeleteCluster", cluster="demo")

        cluster = call("CreateCluster", clusterName="demo")["cluster"]

        assert (cluster["status"], cluster["tags"]) == ("ACTIVE", [])

    def test_container_insights_come_from_the_account_setting(self, call: Raw) -> None:
        call("PutAccountSettingDefault", name="containerInsights", value="enhanced")

        cluster = call("CreateCluster")["cluster"]

        assert cluster["settings"] == [{"name": "containerInsights", "value": "enhanced"}]

    @pytest.mark.parametrize("name", ["a", "A-b_9", "a" * 255])
    def test_a_name_of_the_pattern_is_taken(self, call: Raw, name: str) -> None:
        assert call("CreateCluster", clusterName=name)["cluster"]["clusterName"] == name


class TestDescribeClusters:
    def test_it_shows_clusters_in_the_order_asked_for_and_each_once(self, call: Raw) -> None:
        for name in ("one", "two"):
            call("CreateCluster", clusterName=name)

        response = call("DescribeClusters", clusters=["two", f"{ARN}:cluster/one", "two", "one"])

        assert [cluster["clusterName"] for cluster in response["clusters"]] == ["two", "one"]
        assert response["failures"] == []

    @pytest.mark.parametrize("members", [{}, {"clusters": []}], ids=["absent", "empty"])
    def test_without_names_it_means_the_default_cluster(self, call: Raw, members: dict[str, Any]) -> None:
        call("CreateCluster")

        response = call("DescribeClusters", **members)

        assert [cluster["clusterName"] for cluster in response["clusters"]] == ["default"]

    def test_one_that_is_missing_is_a_failure_with_a_full_arn(self, call: Raw) -> None:
        response = call("DescribeClusters", clusters=["nope"])

        assert response == {
            "clusters": [],
            "failures": [{"arn": f"{ARN}:cluster/nope", "reason": "MISSING"}],
        }

    def test_one_of_another_region_is_missing(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo")
        elsewhere = "arn:aws:ecs:eu-west-1:123456789012:cluster/demo"

        response = call("DescribeClusters", clusters=[elsewhere])

        assert response["failures"] == [{"arn": elsewhere, "reason": "MISSING"}]

    def test_without_include_settings_statistics_and_tags_are_empty(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo", tags=[{"key": "team", "value": "red"}], **execute_command())

        cluster = call("DescribeClusters", clusters=["demo"])["clusters"][0]

        assert (cluster["settings"], cluster["statistics"], cluster["tags"]) == ([], [], [])
        assert "configuration" not in cluster
        assert "attachments" not in cluster

    def test_with_include_they_are_shown(self, call: Raw) -> None:
        call(
            "CreateCluster",
            clusterName="demo",
            tags=[{"key": "team", "value": "red"}],
            **execute_command(logging="DEFAULT"),
        )

        cluster = call(
            "DescribeClusters",
            clusters=["demo"],
            include=["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"],
        )["clusters"][0]

        assert cluster["settings"] == [{"name": "containerInsights", "value": "disabled"}]
        assert cluster["tags"] == [{"key": "team", "value": "red"}]
        assert cluster["configuration"] == {"executeCommandConfiguration": {"logging": "DEFAULT"}}
        assert cluster["attachments"] == []
        assert {item["name"]: item["value"] for item in cluster["statistics"]} == {
            "runningEC2TasksCount": "0",
            "pendingEC2TasksCount": "0",
            "runningFargateTasksCount": "0",
            "pendingFargateTasksCount": "0",
            "runningExternalTasksCount": "0",
            "pendingExternalTasksCount": "0",
            "activeEC2ServiceCount": "0",
            "drainingEC2ServiceCount": "0",
            "activeFargateServiceCount": "0",
            "drainingFargateServiceCount": "0",
            # unsure in the reference
            "activeExternalServiceCount": "0",
            "drainingExternalServiceCount": "0",
        }

    def test_counts_tell_of_tasks_services_and_instances(self, hosted: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        hosted("CreateService", serviceName="web", desiredCount=2, **ON_FARGATE)
        hosted("RunTask", **ON_INSTANCES)
        ecs_world.clock.advance(3)
        hosted("RunTask", **ON_FARGATE)

        cluster = hosted("DescribeClusters", clusters=["demo"], include=["STATISTICS"])["clusters"][0]

        assert cluster["registeredContainerInstancesCount"] == 2
        assert (cluster["runningTasksCount"], cluster["pendingTasksCount"]) == (3, 1)
        assert cluster["activeServicesCount"] == 1
        statistics = {item["name"]: item["value"] for item in cluster["statistics"] if item["value"] != "0"}
        assert statistics == {
            "runningEC2TasksCount": "1",
            "runningFargateTasksCount": "2",
            "pendingFargateTasksCount": "1",
            "activeFargateServiceCount": "1",
        }

    def test_a_deleted_cluster_can_be_described(self, call: Raw) -> None:
        call("CreateCluster", clusterName="demo")
        call("DeleteCluster", cluster="demo")

        response = call("DescribeClusters", clusters=["demo"])

        assert [cluster["status"] for cluster in response["clusters"]] == ["INACTIVE"]

    def test_a_hundred_are_taken(self, call: Raw) -> None:
        response = call("DescribeClusters", clusters=[f"c{number}" for number in range(100)])

        assert len(response["failures"]) == 100


class TestListClusters:
    def test_it_lists_arns_of_those_that_were_not_deleted(self, call: Raw) -> None:
        for name in ("one", "two", "three"):
            call("CreateCluster", clusterName=name)
        call("DeleteCluster", cluster="two")

        response = call("ListClusters")

        assert response == {"clusterArns": [f"{ARN}:cluster/one", f"{ARN}:cluster/three"]}

    def test_without_clusters_it_is_empty(self, call: Raw) -> None:
        assert call("ListClusters") == {"clusterArns": []}
