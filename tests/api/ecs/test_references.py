"""Names, ids and ARNs: what they find, and what is said of those of other clusters, accounts and regions."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
MISMATCH = (INVALID, "AccountIDs mismatch")
OTHER_CLUSTER = (INVALID, "Identifier is for other. Your cluster is demo")  # unsure in the reference
SERVICES = {
    "DescribeServices": lambda name: {"services": [name]},
    "UpdateService": lambda name: {"service": name},
    "DeleteService": lambda name: {"service": name},
    "ListTasks": lambda name: {"serviceName": name},
}
TASKS = {"DescribeTasks": lambda name: {"tasks": [name]}, "StopTask": lambda name: {"task": name}}
INSTANCES = {
    "DescribeContainerInstances": lambda name: {"containerInstances": [name]},
    "UpdateContainerInstancesState": lambda name: {"containerInstances": [name], "status": "ACTIVE"},
    "DeregisterContainerInstance": lambda name: {"containerInstance": name},
    "StartTask": lambda name: {"taskDefinition": "job", "containerInstances": [name]},
    "ListTasks": lambda name: {"containerInstance": name},
}
EVERY = [
    *((operation, members, "service", "web") for operation, members in SERVICES.items()),
    *((operation, members, "task", "0" * 32) for operation, members in TASKS.items()),
    *((operation, members, "container-instance", "0" * 32) for operation, members in INSTANCES.items()),
]
IDS = [f"{operation} {kind}" for operation, _, kind, _ in EVERY]


@pytest.fixture
def found(hosted: Raw) -> dict[str, str]:
    """ARNs by kind of one service, one task and one container instance of demo; and a cluster called other."""
    hosted("CreateCluster", clusterName="other")
    hosted("CreateService", **ON_FARGATE, serviceName="web")
    return {
        "service": f"{ARN}:service/demo/web",
        "task": hosted("RunTask", **ON_INSTANCES)["tasks"][0]["taskArn"],
        "container-instance": hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"][1],
    }


class TestClusters:
    @pytest.mark.parametrize("reference", ["demo", f"{ARN}:cluster/demo"])
    def test_a_name_and_an_arn_find_it(self, demo: Raw, reference: str) -> None:
        assert demo("ListTasks", cluster=reference) == {"taskArns": []}

    @pytest.mark.parametrize("members", [{}, {"cluster": ""}], ids=["absent", "empty"])
    def test_none_means_the_default_cluster(self, call: Raw, members: dict[str, str]) -> None:
        before = call.refusal("ListTasks", **members)
        call("CreateCluster")

        assert before == ("ClusterNotFoundException", "Cluster not found.")
        assert call("ListTasks", **members) == {"taskArns": []}

    @pytest.mark.parametrize(
        ("reference", "refusal"),
        [
            pytest.param("nope", ("ClusterNotFoundException", "Cluster not found."), id="unknown"),
            pytest.param("DEMO", ("ClusterNotFoundException", "Cluster not found."), id="capitals"),
            pytest.param("arn:aws:ecs:us-east-1:999999999999:cluster/demo", MISMATCH, id="another account"),
            pytest.param(
                "arn:aws:ecs:eu-west-1:123456789012:cluster/demo",
                ("ClusterNotFoundException", "Cluster not found."),
                id="another region",
            ),
            *(
                pytest.param(text, (INVALID, f"Invalid identifier: Unexpected ARN format {text}"), id=text)
                for text in (
                    "arn:",
                    "arn:aws:ecs:us-east-1:123456789012:cluster",
                    "arn:aws:ecs:us-east-1:123456789012:cluster/demo/more",
                    "arn:aws:ecs:us-east-1:123456789012:service/demo/web",
                    "arn:aws:ecr:us-east-1:123456789012:cluster/demo",
                )
            ),
        ],
    )
    def test_what_names_no_cluster_is_refused(self, demo: Raw, reference: str, refusal: tuple[str, str]) -> None:
        assert demo.refusal("ListTasks", cluster=reference) == refusal

    def test_a_deleted_cluster_can_be_read_but_not_used(self, demo: Raw) -> None:
        demo("DeleteCluster", cluster="demo")

        assert demo("ListTasks", cluster="demo") == {"taskArns": []}
        assert demo.refusal("RunTask", **ON_FARGATE) == (
            "ClusterNotFoundException",
            "The referenced cluster was inactive.",
        )


class TestThingsInClusters:
    @pytest.mark.parametrize(("operation", "members", "kind", "_"), EVERY, ids=IDS)
    def test_an_arn_means_the_same_as_a_name(
        self, hosted: Raw, found: dict[str, str], operation: str, members: Any, kind: str, _: str
    ) -> None:
        arn = found[kind]
        forced = {"force": True} if operation == "DeregisterContainerInstance" else {}

        for reference in (arn, arn.rpartition("/")[2]):
            response = hosted(operation, cluster="demo", **members(reference), **forced)
            assert response.get("failures", []) == []
            if operation == "DeregisterContainerInstance":
                break

    @pytest.mark.parametrize(("operation", "members", "kind", "name"), EVERY, ids=IDS)
    def test_one_of_another_cluster_is_refused(
        self, hosted: Raw, found: dict[str, str], operation: str, members: Any, kind: str, name: str
    ) -> None:
        refusal = hosted.refusal(operation, cluster="demo", **members(f"{ARN}:{kind}/other/{name}"))

        assert refusal == OTHER_CLUSTER

    @pytest.mark.parametrize(("operation", "members", "kind", "_"), EVERY, ids=IDS)
    def test_one_of_another_account_is_refused(
        self, hosted: Raw, found: dict[str, str], operation: str, members: Any, kind: str, _: str
    ) -> None:
        foreign = found[kind].replace("123456789012", "999999999999")

        assert hosted.refusal(operation, cluster="demo", **members(foreign)) == MISMATCH

    @pytest.mark.parametrize(("operation", "members", "kind", "_"), EVERY, ids=IDS)
    def test_one_of_another_region_is_not_there(
        self, hosted: Raw, found: dict[str, str], operation: str, members: Any, kind: str, _: str
    ) -> None:
        foreign = found[kind].replace("us-east-1", "eu-west-1")

        if operation in ("DescribeServices", "DescribeTasks", "DescribeContainerInstances") or operation in (
            "UpdateContainerInstancesState",
            "StartTask",
        ):
            response = hosted(operation, cluster="demo", **members(foreign))
            assert response["failures"] == [{"arn": foreign, "reason": "MISSING"}]
        else:
            code, message = hosted.refusal(operation, cluster="demo", **members(foreign))
            assert code in ("ServiceNotFoundException", INVALID)
            assert message.endswith("not found.")

    @pytest.mark.parametrize(("operation", "members", "kind", "_"), EVERY, ids=IDS)
    def test_an_arn_of_something_else_is_refused(
        self, hosted: Raw, found: dict[str, str], operation: str, members: Any, kind: str, _: str
    ) -> None:
        other = f"{ARN}:cluster/demo"

        refusal = hosted.refusal(operation, cluster="demo", **members(other))

        assert refusal == (INVALID, f"Invalid identifier: Unexpected ARN format {other}")


class TestOneThingNamedTwice:
    def test_it_is_shown_once(self, demo: Raw) -> None:
        arn = demo("RunTask", **ON_FARGATE)["tasks"][0]["taskArn"]
        identifier = arn.rpartition("/")[2]

        response = demo("DescribeTasks", cluster="demo", tasks=[identifier, arn, identifier])

        assert [task["taskArn"] for task in response["tasks"]] == [arn]

    def test_what_is_missing_is_one_failure(self, demo: Raw) -> None:
        arn = f"{ARN}:task/demo/{'0' * 32}"

        response = demo("DescribeTasks", cluster="demo", tasks=["0" * 32, arn])

        assert response == {"tasks": [], "failures": [{"arn": arn, "reason": "MISSING"}]}


class TestScopes:
    def test_accounts_and_regions_see_nothing_of_each_other(self, ecs_world: MockEcs) -> None:
        home, region, account = (
            Raw(ecs_world),
            Raw(ecs_world, region="eu-west-1"),
            Raw(ecs_world, account="999999999999"),
        )

        for call in (home, region, account):
            call("CreateCluster", clusterName="demo")
            call("RegisterTaskDefinition", **WEB)

        assert home("ListClusters") == {"clusterArns": ["arn:aws:ecs:us-east-1:123456789012:cluster/demo"]}
        assert region("ListClusters") == {"clusterArns": ["arn:aws:ecs:eu-west-1:123456789012:cluster/demo"]}
        assert account("ListClusters") == {"clusterArns": ["arn:aws:ecs:us-east-1:999999999999:cluster/demo"]}

    @pytest.mark.parametrize(
        ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-west-2", "aws")]
    )
    def test_the_partition_comes_from_the_region(self, ecs_world: MockEcs, region: str, partition: str) -> None:
        call = Raw(ecs_world, region=region)

        cluster = call("CreateCluster", clusterName="demo")["cluster"]

        assert cluster["clusterArn"] == f"arn:{partition}:ecs:{region}:123456789012:cluster/demo"

    def test_a_task_runs_in_its_own_region(self, ecs_world: MockEcs) -> None:
        call = Raw(ecs_world, region="eu-west-1")
        call("CreateCluster", clusterName="demo")
        call("RegisterTaskDefinition", **WEB)

        (task,) = call("RunTask", **ON_FARGATE)["tasks"]

        assert task["availabilityZone"] == "eu-west-1a"
        (running,) = call("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])["tasks"]
        details = {item["name"]: item["value"] for item in running["attachments"][0]["details"]}
        assert details["privateDnsName"].endswith(".eu-west-1.compute.internal")
