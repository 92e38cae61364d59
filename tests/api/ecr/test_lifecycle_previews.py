"""Previews of lifecycle policies: over time, with filters and pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.ecr.examples import IMAGE_A_DIGEST, IMAGE_B_DIGEST, START, image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

APP = {"repositoryName": "app"}


def policy(*rules: dict[str, Any]) -> str:
    numbered = [{"rulePriority": number, **rule} for number, rule in enumerate(rules, 1)]
    return json.dumps({"rules": numbered}).ljust(100)


def rule(action: dict[str, str] | None = None, **selection: Any) -> dict[str, Any]:
    chosen = {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1} | selection
    return {"selection": chosen, "action": action or {"type": "expire"}}


ALL_OLD = policy(rule())
ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}
TWO_RULES = policy(rule(ARCHIVE, tagStatus="tagged", tagPrefixList=["v"]), rule())


def test_a_preview_becomes_complete(filled: Any, ecs_world: MockEcs) -> None:
    ecs_world.clock.set_mode("manual")
    ecs_world.clock.advance(timedelta(days=2))

    started = filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)
    at_once = filled.get_lifecycle_policy_preview(**APP)
    ecs_world.clock.advance(5)
    later = filled.get_lifecycle_policy_preview(**APP)

    assert {name: started[name] for name in ("registryId", "repositoryName", "lifecyclePolicyText", "status")} == {
        "registryId": "123456789012",
        "repositoryName": "app",
        "lifecyclePolicyText": ALL_OLD,
        "status": "IN_PROGRESS",
    }
    assert (at_once["status"], at_once["previewResults"]) == ("IN_PROGRESS", [])
    assert at_once["summary"] == {"expiringImageTotalCount": 0}
    assert (later["status"], later["lifecyclePolicyText"]) == ("COMPLETE", ALL_OLD)
    assert later["summary"] == {"expiringImageTotalCount": 2}


def test_the_results_say_what_would_become_of_each_image(filled: Any, ecs_clock: Any) -> None:
    ecs_clock.advance(timedelta(days=2))

    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=TWO_RULES)
    filled.get_waiter("lifecycle_policy_preview_complete").wait(**APP)
    preview = filled.get_lifecycle_policy_preview(**APP)

    for result in preview["previewResults"]:
        assert result.pop("imagePushedAt").timestamp() == START
    assert preview["previewResults"] == [
        {
            "imageTags": ["v1", "v2"],
            "imageDigest": IMAGE_A_DIGEST,
            "action": {"type": "TRANSITION", "targetStorageClass": "ARCHIVE"},
            "appliedRulePriority": 1,
            "storageClass": "STANDARD",
        },
        {
            "imageDigest": IMAGE_B_DIGEST,
            "action": {"type": "EXPIRE"},
            "appliedRulePriority": 2,
            "storageClass": "STANDARD",
        },
    ]
    assert preview["summary"] == {
        "expiringImageTotalCount": 1,
        "transitioningImageTotalCounts": [{"targetStorageClass": "ARCHIVE", "imageTotalCount": 1}],
    }


def test_a_preview_touches_nothing(filled: Any, ecs_clock: Any) -> None:
    ecs_clock.advance(timedelta(days=2))

    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)
    ecs_clock.advance(timedelta(days=30))

    assert len(filled.describe_images(**APP)["imageDetails"]) == 2
    with pytest.raises(filled.exceptions.LifecyclePolicyNotFoundException):
        filled.get_lifecycle_policy(**APP)


def test_without_a_text_the_policy_of_the_repository_is_looked_at(filled: Any) -> None:
    filled.put_lifecycle_policy(**APP, lifecyclePolicyText=ALL_OLD)

    started = filled.start_lifecycle_policy_preview(**APP)

    assert started["lifecyclePolicyText"] == ALL_OLD


def test_a_second_preview_waits_for_the_first(filled: Any, ecs_clock: Any) -> None:
    ecs_clock.set_mode("manual")
    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)

    with pytest.raises(filled.exceptions.LifecyclePolicyPreviewInProgressException) as refused:
        filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=TWO_RULES)
    ecs_clock.advance(5)
    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=TWO_RULES)

    assert refused.value.response["Error"]["Message"] == (
        "Lifecycle policy preview is in progress for the repository with name 'app' in the registry with id"
        " '123456789012'"
    )
    assert filled.get_lifecycle_policy_preview(**APP)["lifecyclePolicyText"] == TWO_RULES


def test_the_results_are_kept_for_a_day(filled: Any, ecs_clock: Any) -> None:
    ecs_clock.advance(timedelta(days=2))
    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)
    ecs_clock.settle()

    ecs_clock.advance(24 * 3600 - 1)
    kept = filled.get_lifecycle_policy_preview(**APP)
    ecs_clock.advance(1)
    expired = filled.get_lifecycle_policy_preview(**APP)

    assert (kept["status"], len(kept["previewResults"])) == ("COMPLETE", 2)
    assert (expired["status"], expired["previewResults"]) == ("EXPIRED", [])


def test_results_come_by_tag_status_and_by_image_id(filled: Any, ecs_clock: Any) -> None:
    ecs_clock.advance(timedelta(days=2))
    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)

    def digests(**wanted: Any) -> list[str]:
        preview = filled.get_lifecycle_policy_preview(**APP, **wanted)
        assert preview["summary"] == {"expiringImageTotalCount": 2}
        return [result["imageDigest"] for result in preview["previewResults"]]

    assert digests(filter={"tagStatus": "ANY"}) == [IMAGE_A_DIGEST, IMAGE_B_DIGEST]
    assert digests(filter={"tagStatus": "TAGGED"}) == [IMAGE_A_DIGEST]
    assert digests(filter={"tagStatus": "UNTAGGED"}) == [IMAGE_B_DIGEST]
    assert digests(imageIds=[{"imageTag": "v2"}]) == [IMAGE_A_DIGEST]
    assert digests(imageIds=[{"imageDigest": IMAGE_B_DIGEST}, {"imageTag": "gone"}]) == [IMAGE_B_DIGEST]
    assert digests(imageIds=[{"imageDigest": IMAGE_B_DIGEST, "imageTag": "v1"}, {}]) == []
    assert digests(imageIds=[{"imageTag": "v1"}], filter={"tagStatus": "UNTAGGED"}) == []


def test_results_come_in_pages(app: Any, ecs_clock: Any) -> None:
    for number in range(101):
        app.put_image(**APP, imageManifest=image_manifest(annotations={"n": str(number)}))
    ecs_clock.advance(timedelta(days=2))
    app.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)

    first = app.get_lifecycle_policy_preview(**APP)
    second = app.get_lifecycle_policy_preview(**APP, nextToken=first["nextToken"])
    paginator = app.get_paginator("get_lifecycle_policy_preview")
    by_threes = [page["previewResults"] for page in paginator.paginate(**APP, PaginationConfig={"PageSize": 34})]

    assert (len(first["previewResults"]), len(second["previewResults"])) == (100, 1)
    assert "nextToken" not in second
    assert [len(page) for page in by_threes] == [34, 34, 33]


def test_a_preview_goes_with_its_repository(filled: Any, ecs_world: MockEcs) -> None:
    ecs_world.clock.set_mode("manual")
    filled.start_lifecycle_policy_preview(**APP, lifecyclePolicyText=ALL_OLD)

    filled.delete_repository(**APP, force=True)
    filled.create_repository(**APP)

    with pytest.raises(filled.exceptions.LifecyclePolicyPreviewNotFoundException):
        filled.get_lifecycle_policy_preview(**APP)
    assert list(ecs_world.world.engine.pending()) == []
