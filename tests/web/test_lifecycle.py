"""What lifecycle policies leave, by the control API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.lifecycle_rules import read_policy
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Repository
from mock_ecs.web.forecasts import lines
from mock_ecs.world import World
from tests.ecr.examples import IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest

PATH = "/_mock_ecs/lifecycle"
AFTER_10_DAYS = {
    "rulePriority": 1,
    "description": "Ten days are enough",
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 10},
    "action": {"type": "expire"},
}
ARCHIVE_20_DAYS = {
    "rulePriority": 2,
    "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 20},
    "action": {"type": "transition", "targetStorageClass": "archive"},
}
POLICY = json.dumps({"rules": [AFTER_10_DAYS, ARCHIVE_20_DAYS]})


@pytest.fixture
def repository(world: World) -> Repository:
    """A repository with image a as v1, and image b, untagged."""
    registry = world.ecr(Scope())
    repository = registry.create_repository("app")
    for letter, tag in (("a", "v1"), ("b", None)):
        manifest = read_manifest(image_manifest(letter))
        put_image(repository, manifest, now=registry.engine.now, tag=tag, strict_layers=False)
    return repository


def test_it_is_told_what_is_left_and_nothing_changes(http: Client, world: World, repository: Repository) -> None:
    answer = http.post(PATH, json={"repositoryName": "app", "lifecyclePolicyText": POLICY, "days": 15}).get_json()

    assert answer == {
        "registryId": "123456789012",
        "repositoryName": "app",
        "days": 15,
        "from": "2026-01-01T00:00:00Z",
        "until": "2026-01-16T00:00:00Z",
        "left": 1,
        "archived": 0,
        "expired": 1,
        "images": [
            {
                "imageDigest": IMAGE_A_DIGEST,
                "imageTags": ["v1"],
                "imagePushedAt": "2026-01-01T00:00:00Z",
                "status": "ACTIVE",
                "actions": [],
            },
            {
                "imageDigest": IMAGE_B_DIGEST,
                "imageTags": [],
                "imagePushedAt": "2026-01-01T00:00:00Z",
                "status": "EXPIRED",
                "actions": [
                    {
                        "type": "EXPIRE",
                        "at": "2026-01-11T01:00:00Z",
                        "rulePriority": 1,
                        "description": "Ten days are enough",
                    }
                ],
            },
        ],
        "warnings": [],
    }
    assert len(repository.images) == 2
    assert list(world.engine.pending()) == []


def test_for_people_it_is_a_line_for_each_image(http: Client, repository: Repository) -> None:
    answer = http.post(PATH, json={"repositoryName": "app", "lifecyclePolicyText": POLICY, "days": 90}).get_json()

    assert lines(answer) == [
        "app: 2 images, 90 days from 2026-01-01T00:00:00Z",
        "  archived  c4bf4ae5df96  v1        pushed 2026-01-01T00:00:00Z, goes to the archive 2026-01-21T01:00:00Z by"
        " rule 2",
        "  expired   1fcfe1d97a3c  untagged  pushed 2026-01-01T00:00:00Z, expires 2026-01-11T01:00:00Z by rule 1"
        " (Ten days are enough)",
        "0 left, 1 in the archive, 1 expired",
    ]


def test_without_a_policy_the_repository_has_its_own(http: Client, world: World, repository: Repository) -> None:
    none = http.post(PATH, json={"repositoryName": "app"})
    world.ecr(Scope()).lifecycle.put_policy(repository, read_policy(POLICY, json.loads(POLICY)))

    own = http.post(PATH, json={"repositoryName": "app"})

    assert (none.status_code, none.get_json()["error"]) == (
        400,
        "Lifecycle policy does not exist for the repository with name 'app' in the registry with id '123456789012'",
    )
    assert (own.get_json()["days"], own.get_json()["left"]) == (90, 0)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "repositoryName is missing"),
        (
            {"repositoryName": "other"},
            "The repository with name 'other' does not exist in the registry with id '123456789012'",
        ),
        (
            {"repositoryName": "app", "account": "210987654321"},
            "The repository with name 'app' does not exist in the registry with id '210987654321'",
        ),
        ({"repositoryName": ""}, 'repositoryName must be the name of a repository, not ""'),
        ({"repositoryName": "app", "days": 0}, "days must be a whole number from 1 to 3650, not 0"),
        ({"repositoryName": "app", "days": 3651}, "days must be a whole number from 1 to 3650, not 3651"),
        ({"repositoryName": "app", "days": 1.5}, "days must be a whole number from 1 to 3650, not 1.5"),
        ({"repositoryName": "app", "days": True}, "days must be a whole number from 1 to 3650, not true"),
        ({"repositoryName": "app", "region": "here"}, 'region must be a region, not "here"'),
        (
            {"repositoryName": "app", "lifecyclePolicyText": {}},
            "lifecyclePolicyText must be a lifecycle policy as JSON text, not {}",
        ),
        (
            {"repositoryName": "app", "policy": 1},
            "there is no 'policy'; there are repositoryName, lifecyclePolicyText, days, account, region",
        ),
        (
            {"repositoryName": "app", "lifecyclePolicyText": "x"},
            "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation"
            " failure: Could not map policyString into LifecyclePolicy.'",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(http: Client, repository: Repository, body: Any, error: str) -> None:
    answer = http.post(PATH, json=body)

    assert (answer.status_code, answer.get_json()) == (400, {"error": error})
