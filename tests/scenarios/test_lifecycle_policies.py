"""Lifecycle policies as time passes: boto3, and ``advance(days=…)``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.ecr.examples import image_manifest, list_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

APP = {"repositoryName": "app"}
EXPIRE = {"type": "expire"}
ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}


def policy(*rules: tuple[dict[str, Any], dict[str, str]]) -> str:
    numbered = [
        {"rulePriority": number, "selection": {"tagStatus": "any"} | selection, "action": action}
        for number, (selection, action) in enumerate(rules, 1)
    ]
    return json.dumps({"rules": numbered}).ljust(100)


def days(number: int, count_type: str = "sinceImagePushed", **more: Any) -> dict[str, Any]:
    return {"countType": count_type, "countUnit": "days", "countNumber": number, **more}


KEEP_TWO = policy(({"countType": "imageCountMoreThan", "countNumber": 2}, EXPIRE))
AFTER_30_DAYS = policy((days(30), EXPIRE))


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    with mock_ecs(clock="manual", neighbours="null") as mock:
        mock.client("ecr").create_repository(**APP)
        yield mock
        assert mock.faults == []


class Registry:
    """The repository app, spoken to as people do."""

    def __init__(self, mock: MockEcs) -> None:
        self.client = mock.client("ecr")
        self._clock = mock.clock

    def push(self, tag: str) -> str:
        """The digest of a new image with this tag."""
        image = self.client.put_image(**APP, imageManifest=image_manifest(annotations={"tag": tag}), imageTag=tag)
        digest: str = image["image"]["imageId"]["imageDigest"]
        return digest

    def pass_days(self, number: float) -> None:
        self._clock.advance(timedelta(days=number))

    def tags(self, status: str = "ACTIVE") -> list[str]:
        """Of the images there are with this status, in the order of their pushes."""
        found = self.client.describe_images(**APP, filter={"imageStatus": status})["imageDetails"]
        return [", ".join(image.get("imageTags", ["untagged"])) for image in found]

    def evaluated(self) -> Any:
        return self.client.get_lifecycle_policy(**APP)["lastEvaluatedAt"]


@pytest.fixture
def registry(mock: MockEcs) -> Registry:
    return Registry(mock)


def test_images_are_gone_within_a_day_of_their_age(registry: Registry) -> None:
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
    registry.push("v1")
    registry.pass_days(10)
    registry.push("v2")

    registry.pass_days(20)
    at_30_days = registry.tags()
    registry.pass_days(1)
    at_31_days = registry.tags()
    registry.pass_days(10)

    assert (at_30_days, at_31_days, registry.tags()) == (["v1", "v2"], ["v2"], [])


def test_a_pipeline_that_pushes_every_day_keeps_two(registry: Registry) -> None:
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=KEEP_TWO)

    for day in range(10):
        registry.push(f"build-{day}")
        registry.pass_days(1)

    assert registry.tags() == ["build-8", "build-9"]


def test_what_expires_cannot_be_pulled_and_can_be_pushed_again(registry: Registry) -> None:
    digest = registry.push("v1")
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
    registry.pass_days(31)

    pulled = registry.client.batch_get_image(**APP, imageIds=[{"imageDigest": digest}, {"imageTag": "v1"}])
    again = registry.push("v1")

    assert [failure["failureCode"] for failure in pulled["failures"]] == ["ImageNotFound"] * 2
    assert (again, registry.tags()) == (digest, ["v1"])


def test_it_is_told_when_a_policy_was_evaluated(registry: Registry) -> None:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)

    at_first = registry.evaluated()
    registry.pass_days(1)
    after_a_day = registry.evaluated()
    registry.pass_days(7)
    after_a_week = registry.evaluated()
    deleted = registry.client.delete_lifecycle_policy(**APP)

    assert at_first == never
    assert after_a_day == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert after_a_week == datetime(2026, 1, 8, 1, tzinfo=UTC)
    assert deleted["lastEvaluatedAt"] == after_a_week


def test_another_policy_is_a_new_one_that_soon_acts(registry: Registry) -> None:
    for number in range(4):
        registry.push(f"v{number}")
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
    registry.pass_days(1)

    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=KEEP_TWO)
    at_first = registry.evaluated()
    registry.pass_days(1 / 24)

    assert at_first == datetime(1970, 1, 1, tzinfo=UTC)
    assert registry.tags() == ["v2", "v3"]


def test_who_puts_the_policy_every_few_minutes_does_not_keep_it_from_acting(registry: Registry) -> None:
    for number in range(4):
        registry.push(f"v{number}")

    for _ in range(13):
        registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=KEEP_TWO)
        registry.pass_days(5 / 1440)

    assert registry.tags() == ["v2", "v3"]


def test_a_policy_that_is_deleted_acts_no_more(registry: Registry, mock: MockEcs) -> None:
    registry.push("v1")
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
    registry.pass_days(29)

    registry.client.delete_lifecycle_policy(**APP)
    pending = list(mock.world.engine.pending())
    registry.pass_days(100)

    assert pending == []
    assert registry.tags() == ["v1"]


def test_a_repository_that_is_deleted_takes_its_runs_along(registry: Registry, mock: MockEcs) -> None:
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)

    registry.client.delete_repository(**APP)

    assert list(mock.world.engine.pending()) == []


def test_runs_are_steady_life_that_no_settling_waits_for(registry: Registry, mock: MockEcs) -> None:
    registry.push("v1")
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
    before = mock.clock.now

    after = mock.clock.settle()

    assert after == before


def test_what_is_not_pulled_goes_to_the_archive_and_out_of_it(registry: Registry) -> None:
    in_use, forgotten = registry.push("in-use"), registry.push("forgotten")
    in_archive = days(90, "sinceImageTransitioned", storageClass="archive")
    text = policy((days(60, "sinceImagePulled"), ARCHIVE), (in_archive, EXPIRE))
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=text)

    for _ in range(3):
        registry.pass_days(25)
        registry.client.batch_get_image(**APP, imageIds=[{"imageDigest": in_use}])
    active, archived = registry.tags(), registry.tags("ARCHIVED")
    (detail,) = registry.client.describe_images(**APP, imageIds=[{"imageDigest": forgotten}])["imageDetails"]
    for _ in range(4):
        registry.pass_days(25)
        registry.client.batch_get_image(**APP, imageIds=[{"imageDigest": in_use}])

    assert (active, archived) == (["in-use"], ["forgotten"])
    assert (detail["imageStatus"], detail["lastArchivedAt"]) == ("ARCHIVED", datetime(2026, 3, 2, 1, tzinfo=UTC))
    assert (registry.tags(), registry.tags("ARCHIVED")) == (["in-use"], [])


def test_the_images_of_a_list_go_one_run_after_it(registry: Registry) -> None:
    digests = [registry.push(tag) for tag in ("amd64", "arm64")]
    registry.client.put_image(**APP, imageManifest=list_manifest(*digests), imageTag="v1")
    registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)

    registry.pass_days(31)
    first = registry.tags()
    registry.pass_days(1)

    assert (first, registry.tags()) == (["amd64", "arm64"], [])


def test_the_same_story_gives_the_same_end() -> None:
    def told() -> list[str]:
        with mock_ecs(seed=3, clock="manual", neighbours="null") as mock:
            mock.client("ecr").create_repository(**APP)
            registry = Registry(mock)
            registry.client.put_lifecycle_policy(**APP, lifecyclePolicyText=AFTER_30_DAYS)
            for number in range(8):
                registry.push(f"v{number}")
                registry.pass_days(6.3)
            return [*registry.tags(), str(registry.evaluated())]

    assert told() == told()
