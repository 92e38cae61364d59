"""ecs-deploy, unmodified, against a live server: https://github.com/fabfuel/ecs-deploy"""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Run

pytestmark = pytest.mark.slow


@pytest.fixture
def service(ecs: Any, ecs_world: Any) -> dict[str, Any]:
    """A service ``web`` of two Fargate tasks in the cluster ``demo``, in a subnet of the default VPC."""
    ec2 = ecs_world.client("ec2")
    subnet = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][0]
    group = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])["SecurityGroups"][0]
    network = {"subnets": [subnet["SubnetId"]], "securityGroups": [group["GroupId"]]}
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(
        family="web",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "app", "image": "nginx:1.25"}],
    )
    created: dict[str, Any] = ecs.create_service(
        cluster="demo",
        serviceName="web",
        taskDefinition="web",
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": network},
    )["service"]
    return created


def test_deploy_brings_a_new_image_and_deregisters_the_old_revision(
    ecs: Any, service: dict[str, Any], ecs_deploy: Run
) -> None:
    ended = ecs_deploy("deploy", "demo", "web", "--image", "app", "nginx:1.27")

    (deployed,) = ecs.describe_services(cluster="demo", services=["web"])["services"]
    new = ecs.describe_task_definition(taskDefinition=deployed["taskDefinition"])["taskDefinition"]
    old = ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Deployment successful" in ended.stdout
    assert (new["revision"], new["containerDefinitions"][0]["image"]) == (2, "nginx:1.27")
    assert old["status"] == "INACTIVE"
    assert deployed["runningCount"] == 2


def test_scale_changes_the_number_of_tasks(ecs: Any, service: dict[str, Any], ecs_deploy: Run) -> None:
    ended = ecs_deploy("scale", "demo", "web", "4")

    (scaled,) = ecs.describe_services(cluster="demo", services=["web"])["services"]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Scaling successful" in ended.stdout
    assert (scaled["desiredCount"], scaled["runningCount"]) == (4, 4)


def test_run_starts_tasks_with_another_command(ecs: Any, service: dict[str, Any], ecs_deploy: Run) -> None:
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    subnet, group = network["subnets"][0], network["securityGroups"][0]
    place = ("--launchtype", "FARGATE", "--subnet", subnet, "--securitygroup", group)

    ended = ecs_deploy("run", "demo", "web:1", "2", "--command", "app", "sleep infinity", *place)

    listed = ecs.list_tasks(cluster="demo", family="web")["taskArns"]
    tasks = ecs.describe_tasks(cluster="demo", tasks=listed)["tasks"]
    overrides = [task["overrides"] for task in tasks if task["group"] == "family:web"]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Successfully started 2 instances of task: web:1" in ended.stdout
    assert [override["containerOverrides"][0]["command"] for override in overrides] == [["sleep", "infinity"]] * 2


def test_update_registers_a_revision_of_a_task_definition(ecs: Any, service: dict[str, Any], ecs_deploy: Run) -> None:
    ended = ecs_deploy("update", "web", "--image", "app", "nginx:1.28", "--no-deregister")

    latest = ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (latest["revision"], latest["containerDefinitions"][0]["image"]) == (2, "nginx:1.28")


def test_a_service_that_does_not_exist_is_told(ecs: Any, service: dict[str, Any], ecs_deploy: Run) -> None:
    ended = ecs_deploy("deploy", "demo", "none")

    assert ended.returncode == 1
    assert ended.stderr.strip() == "An error occurred when calling the DescribeServices operation: Service not found."
