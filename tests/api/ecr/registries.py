"""Several registries of one mock, and what tests do with them."""

from __future__ import annotations

import json
from typing import Any

HOME, AWAY = "123456789012", "222222222222"
EU = {"region": "eu-west-1", "registryId": HOME}
OTHER_ACCOUNT = {"region": "us-east-1", "registryId": AWAY}
BOTH = ("ecr:ReplicateImage", "ecr:CreateRepository")


def replicate(client: Any, *destinations: dict[str, str], **rule: Any) -> None:
    """Let the registry of ``client`` copy what is pushed to it to ``destinations``; ``rule`` has more of the rule."""
    rules = [{"destinations": list(destinations), **rule}]
    client.put_replication_configuration(replicationConfiguration={"rules": rules})


def allow(client: Any, *actions: str, account: str = HOME) -> None:
    """Let ``account`` do something in the registry of ``client``."""
    statement = {
        "Sid": "replicate",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": list(actions),
        "Resource": "*",
    }
    client.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def statuses(client: Any, tag: str, name: str = "app") -> dict[tuple[str, str], tuple[str, str | None]]:
    """By destination, how far the replication of an image has come, and why it failed."""
    answer = client.describe_image_replication_status(repositoryName=name, imageId={"imageTag": tag})
    return {
        (each["registryId"], each["region"]): (each["status"], each.get("failureCode"))
        for each in answer["replicationStatuses"]
    }


def images(client: Any, name: str = "app") -> dict[str, list[str]]:
    """The tags of all images of a repository, by digest; nothing where there is no repository."""
    try:
        details = client.describe_images(repositoryName=name, filter={"imageStatus": "ANY"})["imageDetails"]
    except client.exceptions.RepositoryNotFoundException:
        return {}
    return {detail["imageDigest"]: sorted(detail.get("imageTags", [])) for detail in details}
