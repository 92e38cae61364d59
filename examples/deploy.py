"""A deployment as a script would do it at AWS: plain boto3, nothing of mock-ecs.

Point it at a server with AWS_ENDPOINT_URL. It deploys a service, rolls it over to a second revision while
watching that enough tasks run, and takes everything down again.

    python examples/deploy.py          all of it
    python examples/deploy.py --keep   stops when the second revision is stable, and leaves the service
    python examples/deploy.py --aws    says that AWS itself is meant
"""

from __future__ import annotations

import math
import sys
import time
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

CLUSTER = "demo"
SERVICE = "web"
FAMILY = "web"
REPOSITORY = "web"
DESIRED = 3
MINIMUM_HEALTHY_PERCENT = 50
MAXIMUM_PERCENT = 200
FEWEST = math.ceil(DESIRED * MINIMUM_HEALTHY_PERCENT / 100)
MOST = math.floor(DESIRED * MAXIMUM_PERCENT / 100)

# botocore looks only every 15 seconds unless told otherwise.
PATIENCE = {"Delay": 1, "MaxAttempts": 600}
POLL_SECONDS = 0.2


class WentWrong(Exception):
    """What ECS did was not what it promises."""


def main(arguments: list[str]) -> int:
    """Deploy; 0 when all went well."""
    try:
        ecs, ecr, ec2 = boto3.client("ecs"), boto3.client("ecr"), boto3.client("ec2")
        if "amazonaws.com" in ecs.meta.endpoint_url and "--aws" not in arguments:
            raise WentWrong("this would deploy to AWS itself: set AWS_ENDPOINT_URL, or say --aws")
        deploy(ecs, ecr, ec2, keep="--keep" in arguments)
    except (WentWrong, BotoCoreError, ClientError) as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 1
    return 0


def deploy(ecs: Any, ecr: Any, ec2: Any, *, keep: bool) -> None:
    """Everything from the cluster to its removal."""
    ecs.create_cluster(clusterName=CLUSTER)
    remove_service(ecs)
    repository = ensure_repository(ecr)
    say(f"cluster {CLUSTER}, repository {repository['repositoryUri']}")

    first = register(ecs, image="nginx:1.25", version="1")
    ecs.create_service(
        cluster=CLUSTER,
        serviceName=SERVICE,
        taskDefinition=first,
        desiredCount=DESIRED,
        launchType="FARGATE",
        deploymentConfiguration={
            "minimumHealthyPercent": MINIMUM_HEALTHY_PERCENT,
            "maximumPercent": MAXIMUM_PERCENT,
        },
        networkConfiguration={"awsvpcConfiguration": {"subnets": default_subnets(ec2)}},
    )
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=PATIENCE)
    say(f"{short(first)} is stable")

    second = register(ecs, image="nginx:1.25", version="2")
    roll_over(ecs, second)
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=PATIENCE)
    say(f"{short(second)} is stable")
    if keep:
        say(f"kept: service {SERVICE} in cluster {CLUSTER}")
        return

    scale_to_zero(ecs)
    remove_service(ecs)
    for definition in (first, second):
        ecs.deregister_task_definition(taskDefinition=definition)
    ecs.delete_cluster(cluster=CLUSTER)
    ecr.delete_repository(repositoryName=REPOSITORY, force=True)
    say("service, task definitions, cluster and repository are gone")


def ensure_repository(ecr: Any) -> dict[str, Any]:
    """The repository of the images, made when it does not exist."""
    try:
        repository: dict[str, Any] = ecr.create_repository(repositoryName=REPOSITORY)["repository"]
    except ecr.exceptions.RepositoryAlreadyExistsException:
        repository = ecr.describe_repositories(repositoryNames=[REPOSITORY])["repositories"][0]
    return repository


def default_subnets(ec2: Any) -> list[str]:
    """The default subnet of each availability zone."""
    answer = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    subnets = [subnet["SubnetId"] for subnet in answer["Subnets"]]
    if not subnets:
        raise WentWrong("this region has no default subnets to put tasks in")
    return subnets


def register(ecs: Any, *, image: str, version: str) -> str:
    """Register the next revision of the task definition; returns its ARN."""
    answer = ecs.register_task_definition(
        family=FAMILY,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[
            {
                "name": "app",
                "image": image,
                "essential": True,
                "portMappings": [{"containerPort": 80}],
                "environment": [{"name": "VERSION", "value": version}],
            }
        ],
    )
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    say(f"registered {short(arn)}")
    return arn


def roll_over(ecs: Any, definition: str) -> None:
    """Update the service and watch it until only the new deployment is left, counting tasks all the while."""
    service = ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=definition)["service"]
    say(f"update to {short(definition)}: {FEWEST} to {MOST} tasks may run")
    seen = None
    most_deployments = 0
    deadline = time.monotonic() + PATIENCE["Delay"] * PATIENCE["MaxAttempts"]
    while True:
        deployments, running, pending = len(service["deployments"]), service["runningCount"], service["pendingCount"]
        most_deployments = max(most_deployments, deployments)
        if (deployments, running, pending) != seen:
            seen = deployments, running, pending
            say(f"  deployments {deployments}  running {running}  pending {pending}")
        if running < FEWEST:
            raise WentWrong(f"{running} tasks run, which is fewer than {FEWEST}")
        if running + pending > MOST:
            raise WentWrong(f"{running} tasks run and {pending} start, which is more than {MOST}")
        if (deployments, running, pending) == (1, DESIRED, 0):
            break
        if time.monotonic() > deadline:
            raise WentWrong("the deployment does not come to an end")
        time.sleep(POLL_SECONDS)
        service = ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]
    if most_deployments < 2:
        raise WentWrong("the old and the new deployment were never seen side by side")
    if service["deployments"][0]["taskDefinition"] != definition:
        raise WentWrong(f"the service was left with {short(service['deployments'][0]['taskDefinition'])}")


def scale_to_zero(ecs: Any) -> None:
    """Let no task of the service run, and wait until the last one has stopped."""
    tasks = ecs.list_tasks(cluster=CLUSTER, serviceName=SERVICE)["taskArns"]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=PATIENCE)
    ecs.get_waiter("tasks_stopped").wait(cluster=CLUSTER, tasks=tasks, WaiterConfig=PATIENCE)
    say(f"scaled to 0: {len(tasks)} tasks stopped")


def remove_service(ecs: Any) -> None:
    """Delete the service if there is one (--keep may have left it), and wait until it is inactive."""
    found = ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"]
    if not found or found[0]["status"] == "INACTIVE":
        return
    if found[0]["status"] == "ACTIVE":
        ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
    ecs.get_waiter("services_inactive").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=PATIENCE)


def short(arn: str) -> str:
    """``family:revision`` of a task definition's ARN."""
    return arn.rpartition("/")[2]


def say(line: str) -> None:
    """Tell it to the one who watches, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
