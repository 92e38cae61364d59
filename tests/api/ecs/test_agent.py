"""The operations that ECS's agent calls, and the update of an agent."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.raw import Raw


def register(call: Raw, version: str | None = "1.80.0") -> str:
    info = {} if version is None else {"versionInfo": {"agentVersion": version, "dockerVersion": "DockerVersion: 20"}}
    arn: str = call("RegisterContainerInstance", cluster="demo", **info)["containerInstance"]["containerInstanceArn"]
    return arn


def described(call: Raw, arn: str) -> dict[str, Any]:
    response = call("DescribeContainerInstances", cluster="demo", containerInstances=[arn])
    found: dict[str, Any] = response["containerInstances"][0]
    return found


class TestDiscoverPollEndpoint:
    @pytest.mark.parametrize("members", [{}, {"cluster": "demo"}, {"cluster": "nope"}])
    def test_an_agent_is_told_where_to_connect(self, demo: Raw, members: dict[str, Any]) -> None:
        assert demo("DiscoverPollEndpoint", **members) == {
            "endpoint": "https://ecs-a-1.us-east-1.amazonaws.com/",
            "telemetryEndpoint": "https://ecs-t-1.us-east-1.amazonaws.com/",
            "serviceConnectEndpoint": "https://ecs-sc.us-east-1.api.aws",
        }

    def test_the_instance_has_to_be_there(self, demo: Raw) -> None:
        arn = register(demo)

        assert demo("DiscoverPollEndpoint", cluster="demo", containerInstance=arn)
        refused = demo.refusal("DiscoverPollEndpoint", cluster="demo", containerInstance="nope")
        assert refused == ("InvalidParameterException", "The referenced container instance was not found.")


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("SubmitContainerStateChange", {"task": "0f", "containerName": "app", "status": "STOPPED", "exitCode": 3}),
        ("SubmitTaskStateChange", {"task": "0f", "status": "RUNNING"}),
        ("SubmitAttachmentStateChanges", {"attachments": [{"attachmentArn": "x", "status": "ATTACHED"}]}),
    ],
)
def test_what_an_agent_submits_is_acknowledged(demo: Raw, operation: str, members: dict[str, Any]) -> None:
    assert demo(operation, cluster="demo", **members) == {"acknowledgment": "ACK"}
    assert demo.refusal(operation, cluster="nope", **members) == ("ClusterNotFoundException", "Cluster not found.")


class TestUpdateContainerAgent:
    def test_an_update_goes_through_its_steps(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        arn = register(demo)

        answered = demo("UpdateContainerAgent", cluster="demo", containerInstance=arn)["containerInstance"]
        steps = [answered]
        for _ in range(4):
            ecs_world.clock.advance(0.5)
            steps.append(described(demo, arn))

        statuses = [instance["agentUpdateStatus"] for instance in steps]
        assert statuses == ["PENDING", "STAGING", "STAGED", "UPDATING", "UPDATED"]
        assert [instance["version"] for instance in steps] == [2, 3, 4, 5, 6]
        assert [instance["versionInfo"]["agentVersion"] for instance in steps] == ["1.80.0"] * 4 + ["1.98.0"]

    def test_without_an_update_there_is_no_status(self, demo: Raw) -> None:
        assert "agentUpdateStatus" not in described(demo, register(demo))

    def test_an_updated_agent_has_no_update_left(self, demo: Raw) -> None:
        arn = register(demo)
        demo("UpdateContainerAgent", cluster="demo", containerInstance=arn)

        refused = demo.refusal("UpdateContainerAgent", cluster="demo", containerInstance=arn)

        assert refused[0] == "NoUpdateAvailableException"

    def test_one_update_at_a_time(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        arn = register(demo)
        demo("UpdateContainerAgent", cluster="demo", containerInstance=arn)

        refused = demo.refusal("UpdateContainerAgent", cluster="demo", containerInstance=arn)

        assert refused == (
            "UpdateInProgressException",
            "An update of the container agent on the container instance is already in progress.",
        )

    def test_an_instance_that_goes_meanwhile_is_not_updated(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        arn = register(demo)
        demo("UpdateContainerAgent", cluster="demo", containerInstance=arn)
        demo("DeregisterContainerInstance", cluster="demo", containerInstance=arn)

        ecs_world.clock.advance(60)

        assert described(demo, arn)["agentUpdateStatus"] == "PENDING"

    @pytest.mark.parametrize("version", [None, "", "latest", "1.x"])
    def test_the_version_has_to_be_known(self, demo: Raw, version: str | None) -> None:
        arn = register(demo, version)

        refused = demo.refusal("UpdateContainerAgent", cluster="demo", containerInstance=arn)

        assert refused[0] == "MissingVersionException"
