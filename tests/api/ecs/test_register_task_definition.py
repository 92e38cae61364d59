"""RegisterTaskDefinition: what ECS fills in and shows. Its rules have tables of their own beside this."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import JOB, START, WEB, arn, with_container
from tests.api.raw import Raw


class TestRegisterTaskDefinition:
    def test_it_answers_with_the_revision_and_what_ecs_fills_in(self, call: Raw) -> None:
        response = call("RegisterTaskDefinition", **WEB)

        assert response == {
            "taskDefinition": {
                "taskDefinitionArn": arn("web", 1),
                "family": "web",
                "revision": 1,
                "status": "ACTIVE",
                "requiresCompatibilities": ["FARGATE"],
                "networkMode": "awsvpc",
                "cpu": "256",
                "memory": "512",
                "containerDefinitions": [
                    {
                        "name": "app",
                        "image": "nginx:1.27",
                        "cpu": 0,
                        "essential": True,
                        "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}],
                        "environment": [],
                        "mountPoints": [],
                        "volumesFrom": [],
                        "systemControls": [],
                    }
                ],
                "volumes": [],
                "placementConstraints": [],
                "compatibilities": ["EC2", "FARGATE", "MANAGED_INSTANCES"],
                "requiresAttributes": [
                    {"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"},
                    {"name": "ecs.capability.task-eni"},
                ],
                "enableFaultInjection": False,
                "registeredAt": START,
                "registeredBy": "arn:aws:iam::123456789012:root",
            }
        }

    def test_what_is_not_given_is_left_out(self, call: Raw) -> None:
        shown = call("RegisterTaskDefinition", **JOB)["taskDefinition"]

        assert {"cpu", "memory", "networkMode", "requiresCompatibilities", "runtimePlatform"} & set(shown) == set()
        assert {"taskRoleArn", "executionRoleArn", "pidMode", "ipcMode"} & set(shown) == set()
        assert {"healthCheck", "secrets", "dependsOn", "links"} & set(shown["containerDefinitions"][0]) == set()

    @pytest.mark.parametrize(
        ("network_mode", "mapping", "host_port"),
        [
            pytest.param("awsvpc", {"containerPort": 80}, 80, id="awsvpc"),
            pytest.param("awsvpc", {"containerPort": 80, "hostPort": 0}, 80, id="awsvpc and 0"),
            pytest.param("host", {"containerPort": 80}, 80, id="host"),  # unsure in the reference
            pytest.param("bridge", {"containerPort": 80}, 0, id="bridge"),
            pytest.param("bridge", {"containerPort": 80, "hostPort": 8080}, 8080, id="bridge and a port"),
            pytest.param(None, {"containerPort": 80}, 0, id="no network mode"),
        ],
    )
    def test_host_ports_are_filled_in_by_network_mode(
        self, call: Raw, network_mode: str | None, mapping: dict[str, Any], host_port: int
    ) -> None:
        mode = {"networkMode": network_mode} if network_mode else {}

        shown = call("RegisterTaskDefinition", **with_container(JOB, portMappings=[mapping]), **mode)

        container = shown["taskDefinition"]["containerDefinitions"][0]
        assert container["portMappings"] == [{"containerPort": 80, "hostPort": host_port, "protocol": "tcp"}]

    def test_a_health_check_gets_its_defaults_but_no_start_period(self, call: Raw) -> None:
        shown = call("RegisterTaskDefinition", **with_container(JOB, healthCheck={"command": ["CMD", "true"]}))

        assert shown["taskDefinition"]["containerDefinitions"][0]["healthCheck"] == {
            "command": ["CMD", "true"],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
        }

    def test_empty_lists_that_were_sent_are_shown(self, call: Raw) -> None:
        sent: dict[str, Any] = {"command": [], "entryPoint": [], "ulimits": [], "environmentFiles": []}

        shown = call("RegisterTaskDefinition", **with_container(JOB, **sent))["taskDefinition"]

        assert sent.items() <= shown["containerDefinitions"][0].items()

    def test_a_volume_with_only_a_name_is_one_of_the_host(self, call: Raw) -> None:
        volumes = [{"name": "plain"}, {"name": "path", "host": {"sourcePath": "/srv"}}]

        shown = call("RegisterTaskDefinition", **JOB, volumes=volumes)["taskDefinition"]

        assert shown["volumes"] == [{"name": "plain", "host": {}}, {"name": "path", "host": {"sourcePath": "/srv"}}]

    @pytest.mark.parametrize(
        ("cpu", "memory", "shown"),
        [
            pytest.param("256", "512", ("256", "512"), id="units"),
            pytest.param("1 vCPU", "2 GB", ("1024", "2048"), id="words"),
            pytest.param(".5 vcpu", "1GB", ("512", "1024"), id="fraction"),
            pytest.param("0.25vCPU", "0.5 gb", ("256", "512"), id="half a gigabyte"),
            pytest.param(" 256 ", " 512", ("256", "512"), id="spaces"),
        ],
    )
    def test_sizes_are_shown_as_whole_numbers(self, call: Raw, cpu: str, memory: str, shown: tuple[str, str]) -> None:
        definition = call("RegisterTaskDefinition", **{**WEB, "cpu": cpu, "memory": memory})["taskDefinition"]

        assert (definition["cpu"], definition["memory"]) == shown

    def test_the_same_again_is_a_new_revision(self, call: Raw) -> None:
        revisions = [call("RegisterTaskDefinition", **JOB)["taskDefinition"]["revision"] for _ in range(3)]

        assert revisions == [1, 2, 3]

    def test_a_number_is_never_used_twice(self, call: Raw, ecs_world: MockEcs) -> None:
        call("RegisterTaskDefinition", **JOB)
        call("DeregisterTaskDefinition", taskDefinition="job:1")
        call("DeleteTaskDefinitions", taskDefinitions=["job:1"])
        ecs_world.clock.advance(3600)

        revision = call("RegisterTaskDefinition", **JOB)["taskDefinition"]["revision"]

        assert revision == 2

    def test_tags_stand_beside_the_definition(self, call: Raw) -> None:
        response = call("RegisterTaskDefinition", **JOB, tags=[{"key": "team", "value": "red"}])

        assert response["tags"] == [{"key": "team", "value": "red"}]
        assert "tags" not in response["taskDefinition"]

    def test_without_tags_there_is_no_such_member(self, call: Raw) -> None:
        assert "tags" not in call("RegisterTaskDefinition", **JOB)

    @pytest.mark.parametrize(
        "tags",
        [
            pytest.param([], id="empty list"),
            pytest.param([{"key": "aws:team", "value": "red"}], id="reserved key"),
            pytest.param([{"key": "team", "value": "red!"}], id="characters"),
        ],
    )
    def test_bad_tags_are_refused(self, call: Raw, tags: list[dict[str, str]]) -> None:
        code, message = call.refusal("RegisterTaskDefinition", **JOB, tags=tags)

        assert code == "ClientException"
        if not tags:
            assert message == "Tags can not be empty."

    def test_a_size_beyond_64_kib_is_refused(self, call: Raw) -> None:
        large = with_container(JOB, environment=[{"name": "TEXT", "value": "x" * 66_000}])

        code, message = call.refusal("RegisterTaskDefinition", **large)

        assert code == "ClientException"
        assert message.startswith("Actual length: '66")
        assert message.endswith("'. Max allowed length is '65536' bytes.")

    def test_a_size_below_it_is_taken(self, call: Raw) -> None:
        assert call("RegisterTaskDefinition", **with_container(JOB, environment=[{"name": "A", "value": "x" * 64_000}]))
