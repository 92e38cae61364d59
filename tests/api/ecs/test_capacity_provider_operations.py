"""The operations on capacity providers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.config import load_config
from mock_ecs.ports.hosts import AutoScalingGroup
from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, START
from tests.api.raw import Raw

GROUP = f"arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:{'0' * 8}:autoScalingGroupName/hosts"
SCALING = {"status": "ENABLED", "targetCapacity": 90}
TAGS = [{"key": "team", "value": "red"}]
NOT_FOUND = (
    f"The specified Auto Scaling group '{GROUP}' was not found. Specify a valid Auto Scaling group ARN and try again."
)
NOT_PROTECTED = (
    "The managed termination protection setting for the capacity provider is invalid. To enable managed termination "
    "protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled."
)
BUSY = (
    "The specified cluster is in a busy state. Cluster attachments must be in UPDATE_COMPLETE or UPDATE_FAILED state "
    "before they can be updated. Wait and try again."
)


def create(call: Raw, name: str = "hosts", **members: Any) -> dict[str, Any]:
    """Make a provider of the group ``name``, with ``members`` of the group provider."""
    group = {"autoScalingGroupArn": GROUP.replace("/hosts", f"/{name}"), **members}
    response = call("CreateCapacityProvider", name=name, autoScalingGroupProvider=group, tags=TAGS)
    provider: dict[str, Any] = response["capacityProvider"]
    return provider


def described(call: Raw, *names: str, **members: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("DescribeCapacityProviders", capacityProviders=list(names), **members)[
        "capacityProviders"
    ]
    return found


class TestCreateCapacityProvider:
    def test_it_answers_with_the_provider_and_what_holds_where_nothing_is_said(self, call: Raw) -> None:
        provider = create(call)

        assert provider == {
            "capacityProviderArn": f"{ARN}:capacity-provider/hosts",
            "name": "hosts",
            "status": "ACTIVE",
            "autoScalingGroupProvider": {
                "autoScalingGroupArn": GROUP,
                "managedScaling": {
                    "status": "DISABLED",
                    "targetCapacity": 100,
                    "minimumScalingStepSize": 1,
                    "maximumScalingStepSize": 10000,
                    "instanceWarmupPeriod": 300,
                },
                "managedTerminationProtection": "DISABLED",
                "managedDraining": "ENABLED",
            },
            "tags": TAGS,
            "type": "EC2_AUTOSCALING",
        }

    def test_what_is_given_is_shown(self, call: Raw) -> None:
        given = {
            "managedScaling": SCALING,
            "managedTerminationProtection": "ENABLED",
            "managedDraining": "DISABLED",
        }

        group = create(call, **given)["autoScalingGroupProvider"]

        assert (group["managedScaling"]["status"], group["managedScaling"]["targetCapacity"]) == ("ENABLED", 90)
        assert (group["managedTerminationProtection"], group["managedDraining"]) == ("ENABLED", "DISABLED")

    def test_a_group_goes_by_name_too_and_is_shown_by_arn(self, call: Raw) -> None:
        provider = call(
            "CreateCapacityProvider", name="hosts", autoScalingGroupProvider={"autoScalingGroupArn": "my-group"}
        )["capacityProvider"]

        shown = provider["autoScalingGroupProvider"]["autoScalingGroupArn"]
        assert shown.startswith("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:")
        assert shown.endswith(":autoScalingGroupName/my-group")

    def test_the_same_again_answers_with_the_one_there_is(self, call: Raw) -> None:
        first = create(call)

        assert create(call) == first


class TestDescribeCapacityProviders:
    def test_those_of_fargate_are_always_there(self, call: Raw) -> None:
        assert call("DescribeCapacityProviders") == {
            "capacityProviders": [
                {
                    "capacityProviderArn": f"{ARN}:capacity-provider/{name}",
                    "name": name,
                    "status": "ACTIVE",
                    "tags": [],
                    "type": name,
                }
                for name in ("FARGATE", "FARGATE_SPOT")
            ],
            "failures": [],
        }

    def test_names_and_arns_find_each_once_and_what_is_not_there_is_a_failure(self, call: Raw) -> None:
        create(call)

        response = call(
            "DescribeCapacityProviders",
            capacityProviders=["hosts", f"{ARN}:capacity-provider/hosts", "nope", "FARGATE", "nope"],
        )

        assert [provider["name"] for provider in response["capacityProviders"]] == ["hosts", "FARGATE"]
        assert response["failures"] == [{"arn": f"{ARN}:capacity-provider/nope", "reason": "MISSING"}]

    def test_tags_are_shown_when_asked_for(self, call: Raw) -> None:
        create(call)

        assert described(call, "hosts")[0]["tags"] == []
        assert described(call, "hosts", include=["TAGS"])[0]["tags"] == TAGS

    def test_of_a_cluster_only_those_that_it_has(self, call: Raw) -> None:
        create(call)
        create(call, "others")
        call("CreateCluster", clusterName="demo", capacityProviders=["hosts", "FARGATE"])

        found = call("DescribeCapacityProviders", cluster="demo")["capacityProviders"]

        assert [provider["name"] for provider in found] == ["FARGATE", "hosts"]

    def test_tags_of_a_provider_can_be_changed(self, call: Raw) -> None:
        arn = create(call)["capacityProviderArn"]

        call("TagResource", resourceArn=arn, tags=[{"key": "tier", "value": "1"}])
        call("UntagResource", resourceArn=arn, tagKeys=["team"])

        assert call("ListTagsForResource", resourceArn=arn) == {"tags": [{"key": "tier", "value": "1"}]}


class TestUpdateCapacityProvider:
    def test_what_is_not_given_stays(self, call: Raw) -> None:
        create(call, managedScaling=SCALING)

        call(
            "UpdateCapacityProvider", name="hosts", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 80}}
        )

        scaling = described(call, "hosts")[0]["autoScalingGroupProvider"]["managedScaling"]
        assert (scaling["status"], scaling["targetCapacity"]) == ("ENABLED", 80)

    def test_it_is_in_progress_for_a_time(self, call: Raw, ecs_world: MockEcs) -> None:
        create(call)
        ecs_world.clock.set_mode("manual")

        updated = call("UpdateCapacityProvider", name="hosts", autoScalingGroupProvider={})["capacityProvider"]
        ecs_world.clock.settle()

        assert updated["updateStatus"] == "UPDATE_IN_PROGRESS"
        assert described(call, "hosts")[0]["updateStatus"] == "UPDATE_COMPLETE"


class TestDeleteCapacityProvider:
    def test_it_becomes_inactive_and_is_forgotten(self, call: Raw, ecs_world: MockEcs) -> None:
        create(call)
        ecs_world.clock.set_mode("manual")

        deleting = call("DeleteCapacityProvider", capacityProvider="hosts")["capacityProvider"]
        ecs_world.clock.settle()
        (deleted,) = described(call, "hosts")
        listed = call("DescribeCapacityProviders")["capacityProviders"]
        ecs_world.clock.advance(3600)

        assert (deleting["status"], deleting["updateStatus"]) == ("ACTIVE", "DELETE_IN_PROGRESS")
        assert (deleted["status"], deleted["updateStatus"]) == ("INACTIVE", "DELETE_COMPLETE")
        assert [provider["name"] for provider in listed] == ["FARGATE", "FARGATE_SPOT"]
        assert described(call, "hosts") == []

    def test_its_name_and_its_group_are_free_again(self, call: Raw, ecs_world: MockEcs) -> None:
        create(call)
        call("DeleteCapacityProvider", capacityProvider="hosts")

        again = create(call, managedDraining="DISABLED")
        ecs_world.clock.advance(3600)

        assert again["status"] == "ACTIVE"
        assert "updateStatus" not in again
        assert described(call, "hosts")[0]["status"] == "ACTIVE"


class TestClusters:
    def test_a_provider_brings_attachments(self, call: Raw, ecs_world: MockEcs) -> None:
        create(call, managedScaling=SCALING)
        call("CreateCluster", clusterName="demo")
        ecs_world.clock.set_mode("manual")

        put = call(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=[f"{ARN}:capacity-provider/hosts"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "hosts", "weight": 1}],
        )["cluster"]
        ecs_world.clock.settle()
        (done,) = call("DescribeClusters", clusters=["demo"], include=["ATTACHMENTS"])["clusters"]

        assert put["capacityProviders"] == ["hosts"]
        assert put["attachmentsStatus"] == "UPDATE_IN_PROGRESS"
        assert [(one["type"], one["status"]) for one in put["attachments"]] == [
            ("as_policy", "PRECREATED"),
            ("managed_draining", "PRECREATED"),
        ]
        assert done["attachmentsStatus"] == "UPDATE_COMPLETE"
        assert {one["status"] for one in done["attachments"]} == {"CREATED"}
        assert done["attachments"][1]["details"] == [
            {"name": "capacityProviderName", "value": "hosts"},
            {"name": "autoScalingLifecycleHookName", "value": "ecs-managed-draining-termination-hook"},
        ]

    def test_while_they_change_the_cluster_is_busy(self, call: Raw, ecs_world: MockEcs) -> None:
        create(call)
        ecs_world.clock.set_mode("manual")
        call("CreateCluster", clusterName="demo", capacityProviders=["hosts"])
        put = {"cluster": "demo", "capacityProviders": [], "defaultCapacityProviderStrategy": []}

        busy = call.refusal("PutClusterCapacityProviders", **put), call.refusal("DeleteCluster", cluster="demo")
        ecs_world.clock.settle()

        assert busy == (("UpdateInProgressException", BUSY),) * 2
        assert call("PutClusterCapacityProviders", **put)["cluster"]["capacityProviders"] == []

    def test_fargate_brings_none(self, call: Raw) -> None:
        cluster = call("CreateCluster", clusterName="demo", capacityProviders=["FARGATE"])["cluster"]

        assert "attachmentsStatus" not in cluster


class Groups:
    """Only the group called plain exists, and it protects no instance."""

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        return AutoScalingGroup(GROUP.replace("/hosts", "/plain"), False) if name == "plain" else None


@pytest.fixture
def lonely() -> Iterator[Callable[[str], Raw]]:
    """Makes a mock with this setting of ``references``, where there is one Auto Scaling group."""
    made: list[MockEcs] = []

    def make(references: str) -> Raw:
        config = load_config({"clock": "instant", "start_time": START, "references": references}, environ={})
        mock = MockEcs(config, neighbours="null")
        mock.world.neighbours = replace(mock.world.neighbours, auto_scaling_groups=Groups())
        made.append(mock)
        return Raw(mock)

    yield make
    for mock in made:
        assert mock.faults == []


class TestGroups:
    def test_strict_refuses_a_group_that_does_not_exist(self, lonely: Callable[[str], Raw]) -> None:
        call = lonely("strict")

        refusal = call.refusal(
            "CreateCapacityProvider", name="hosts", autoScalingGroupProvider={"autoScalingGroupArn": GROUP}
        )

        assert refusal == ("InvalidParameterException", NOT_FOUND)

    def test_warn_accepts_it_with_a_warning_and_off_without(self, lonely: Callable[[str], Raw]) -> None:
        warned, off = lonely("warn"), lonely("off")

        create(warned)
        create(off)

        assert (warned.warnings, off.warnings) == ([NOT_FOUND], [])

    @pytest.mark.parametrize("references", ["strict", "warn"])
    def test_a_group_that_does_not_protect_its_instances_takes_no_termination_protection(
        self, lonely: Callable[[str], Raw], references: str
    ) -> None:
        call = lonely(references)
        protected = {"managedScaling": SCALING, "managedTerminationProtection": "ENABLED"}
        group = {"autoScalingGroupArn": "plain"}
        update = {"name": "plain", "autoScalingGroupProvider": protected}

        created = call.refusal("CreateCapacityProvider", name="plain", autoScalingGroupProvider={**group, **protected})
        call("CreateCapacityProvider", name="plain", autoScalingGroupProvider=group)
        updated = call.refusal("UpdateCapacityProvider", **update)

        assert created == updated == ("InvalidParameterException", NOT_PROTECTED)
