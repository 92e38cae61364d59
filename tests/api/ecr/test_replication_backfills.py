"""Replication backfills copy what was pushed before there were rules."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecr.registries import AWAY, BOTH, EU, HOME, OTHER_ACCOUNT, allow, images, replicate, statuses
from tests.ecr.examples import IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest, list_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

DAY = 24 * 3600.0


def start(client: Any, destination: dict[str, str] = EU) -> str:
    backfill: str = client.start_replication_backfill(destination=destination)["replicationBackfillId"]
    return backfill


def results(client: Any, backfill: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.describe_replication_backfill_results(replicationBackfillId=backfill, **more)
    return answer


@pytest.fixture
def eu(ecs_world: MockEcs) -> Any:
    """The same account in another region."""
    return ecs_world.client("ecr", region="eu-west-1")


@pytest.fixture
def manual(ecs_world: MockEcs, filled: Any) -> Any:
    """The filled registry, which replicates to Ireland, in a time that stands still."""
    replicate(filled, EU)
    ecs_world.clock.set_mode("manual")
    return filled


def test_it_copies_each_image_with_each_of_its_tags(filled: Any, eu: Any) -> None:
    replicate(filled, EU)

    backfill = start(filled)

    answer = results(filled, backfill)
    assert answer["status"] == "COMPLETE"
    assert answer["destination"] == EU
    assert answer["progress"] == {
        "totalReplicationCount": 3,
        "completedReplicationCount": 3,
        "failedReplicationCount": 0,
        "failureCodes": [],
    }
    assert [each["imageId"] for each in answer["results"]] == [
        {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"},
        {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v2"},
        {"imageDigest": IMAGE_B_DIGEST},
    ]
    assert images(eu) == images(filled)
    assert statuses(filled, "v1") == {(HOME, "eu-west-1"): ("COMPLETE", None)}


def test_it_goes_through_its_statuses(ecs_world: MockEcs, manual: Any, eu: Any) -> None:
    started = manual.start_replication_backfill(destination=EU)
    backfill = started["replicationBackfillId"]

    preparing = results(manual, backfill)
    ecs_world.clock.advance(1.15)
    going_on = results(manual, backfill)
    ecs_world.clock.advance(1)
    ended = results(manual, backfill)

    assert [started["status"], preparing["status"], going_on["status"], ended["status"]] == [
        "PREPARING",
        "PREPARING",
        "IN_PROGRESS",
        "COMPLETE",
    ]
    assert [key for key in ("progress", "endedAt", "results") if key in preparing] == []
    assert going_on["progress"]["completedReplicationCount"] == 1
    assert [key for key in ("endedAt", "results") if key in going_on] == []
    assert (ended["endedAt"] - ended["startedAt"]).total_seconds() == pytest.approx(1.3)


def test_images_of_a_list_come_along_with_it(filled: Any, eu: Any) -> None:
    text = list_manifest(IMAGE_B_DIGEST)
    filled.put_image(repositoryName="app", imageManifest=text, imageTag="list")
    replicate(filled, EU)

    found = results(filled, start(filled))["results"]

    assert [each["imageId"].get("imageTag") for each in found] == ["v1", "v2", "list"]
    assert [each.get("subImageFailureCodes") for each in found] == [None, None, []]
    assert images(eu) == images(filled)


def test_what_another_account_does_not_allow_fails(ecs_world: MockEcs, filled: Any) -> None:
    replicate(filled, OTHER_ACCOUNT)

    backfill = start(filled, OTHER_ACCOUNT)

    answer = results(filled, backfill)
    assert answer["status"] == "COMPLETE"
    assert answer["progress"]["failedReplicationCount"] == 3
    assert answer["progress"]["failureCodes"] == ["ACCESS_DENIED"]
    assert results(filled, backfill, resultStatusFilter="COMPLETE")["results"] == []
    assert len(results(filled, backfill, resultStatusFilter="FAILED")["results"]) == 3


def test_it_fails_once_half_of_a_hundred_replications_failed(filled: Any) -> None:
    for number in range(120):
        filled.put_image(repositoryName="app", imageManifest=image_manifest("d"), imageTag=f"t{number}")
    replicate(filled, OTHER_ACCOUNT)

    answer = results(filled, start(filled, OTHER_ACCOUNT))

    assert (answer["status"], answer["failureCode"]) == ("FAILED", "TOO_MANY_FAILED_REPLICATIONS")
    assert answer["progress"]["failedReplicationCount"] == 100
    assert answer["progress"]["totalReplicationCount"] == 123


def test_only_what_the_rules_cover_is_copied(ecr: Any, eu: Any) -> None:
    for name in ("prod/app", "test/app"):
        ecr.create_repository(repositoryName=name)
        ecr.put_image(repositoryName=name, imageManifest=image_manifest("a"), imageTag="v1")
    replicate(ecr, EU, repositoryFilters=[{"filter": "prod", "filterType": "PREFIX_MATCH"}])

    found = results(ecr, start(ecr))["results"]

    assert [each["repositoryName"] for each in found] == ["prod/app"]


def test_archived_images_are_left_out(filled: Any) -> None:
    filled.update_image_storage_class(
        repositoryName="app", imageId={"imageDigest": IMAGE_A_DIGEST}, targetStorageClass="ARCHIVE"
    )
    replicate(filled, EU)

    found = results(filled, start(filled))["results"]

    assert [each["imageId"] for each in found] == [{"imageDigest": IMAGE_B_DIGEST}]


def test_an_image_that_is_deleted_meanwhile_fails(ecs_world: MockEcs, manual: Any) -> None:
    backfill = start(manual)
    ecs_world.clock.advance(1)

    manual.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_B_DIGEST}])
    ecs_world.clock.settle()

    (failed,) = results(manual, backfill, resultStatusFilter="FAILED")["results"]
    assert (failed["imageId"], failed["failureCode"]) == ({"imageDigest": IMAGE_B_DIGEST}, "IMAGE_NOT_FOUND")


class TestStop:
    def test_one_that_is_prepared_stops_at_once(self, ecs_world: MockEcs, manual: Any, eu: Any) -> None:
        backfill = start(manual)

        stopped = manual.stop_replication_backfill(replicationBackfillId=backfill)
        ecs_world.clock.settle()

        answer = results(manual, backfill)
        assert stopped["status"] == answer["status"] == "STOPPED"
        assert "progress" not in answer
        assert answer["results"] == []
        assert images(eu) == {}

    def test_one_that_goes_on_lets_an_image_on_its_way_arrive(self, ecs_world: MockEcs, manual: Any, eu: Any) -> None:
        backfill = start(manual)
        ecs_world.clock.advance(1.05)

        stopped = manual.stop_replication_backfill(replicationBackfillId=backfill)
        ecs_world.clock.settle()

        answer = results(manual, backfill)
        assert (stopped["status"], answer["status"]) == ("STOPPING", "STOPPED")
        assert images(eu) == {IMAGE_A_DIGEST: ["v1"]}
        assert answer["progress"]["completedReplicationCount"] == 1

    @pytest.mark.parametrize("ended", ["COMPLETE", "STOPPED", "STOPPING"])
    def test_one_that_ends_or_has_ended_cannot_be_stopped(self, ecs_world: MockEcs, manual: Any, ended: str) -> None:
        backfill = start(manual)
        if ended != "COMPLETE":
            ecs_world.clock.advance({"STOPPED": 0, "STOPPING": 1.05}[ended])
            manual.stop_replication_backfill(replicationBackfillId=backfill)
        else:
            ecs_world.clock.settle()

        with pytest.raises(manual.exceptions.ReplicationBackfillInvalidStatusException, match=f"its status is {ended}"):
            manual.stop_replication_backfill(replicationBackfillId=backfill)


class TestLimits:
    def test_there_is_one_for_each_region_at_a_time(self, ecs_world: MockEcs, manual: Any) -> None:
        to_ireland = {"region": "eu-west-1", "registryId": AWAY}
        replicate(manual, EU, to_ireland)
        start(manual)

        with pytest.raises(manual.exceptions.ReplicationBackfillInProgressException):
            start(manual, to_ireland)
        ecs_world.clock.settle()

        assert start(manual, to_ireland)

    def test_ten_go_on_at_most(self, ecs_world: MockEcs, manual: Any) -> None:
        destinations = [{"region": f"ap-south-{number}", "registryId": HOME} for number in range(11)]
        replicate(manual, *destinations)
        for destination in destinations[:10]:
            start(manual, destination)

        with pytest.raises(manual.exceptions.LimitExceededException):
            start(manual, destinations[10])
        ecs_world.clock.settle()

        assert start(manual, destinations[10])

    def test_they_are_shown_for_ninety_days_after_their_end(self, ecs_world: MockEcs, manual: Any) -> None:
        backfill = start(manual)
        ecs_world.clock.settle()

        ecs_world.clock.advance(90 * DAY - 1)
        before = manual.list_replication_backfills()["backfills"]
        ecs_world.clock.advance(1)

        assert [each["replicationBackfillId"] for each in before] == [backfill]
        assert manual.list_replication_backfills()["backfills"] == []
        with pytest.raises(manual.exceptions.ReplicationBackfillNotFoundException):
            results(manual, backfill)


def test_pages_of_backfills_and_of_results(filled: Any) -> None:
    replicate(filled, EU)
    backfills = [start(filled) for _ in range(26)]

    first = filled.list_replication_backfills()
    second = filled.list_replication_backfills(nextToken=first["nextToken"])
    page = results(filled, backfills[0], maxResults=2)
    rest = results(filled, backfills[0], nextToken=page["nextToken"])

    assert [len(first["backfills"]), len(second["backfills"])] == [25, 1]
    assert "nextToken" not in second
    assert [len(page["results"]), len(rest["results"])] == [2, 1]


def test_an_allowed_account_gets_all(ecs_world: MockEcs, filled: Any) -> None:
    other = ecs_world.client("ecr", account=AWAY)
    allow(other, *BOTH)
    replicate(filled, OTHER_ACCOUNT)

    start(filled, OTHER_ACCOUNT)
    filled.describe_registry()

    assert images(other) == images(filled)
