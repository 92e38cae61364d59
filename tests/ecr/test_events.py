"""What ECR tells EventBridge of images, scans and replication, to a World that listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.ecr.examples import IMAGE_A_DIGEST, image_manifest, list_manifest

ARN = "arn:aws:ecr:us-east-1:123456789012:repository/app"
EVERYTHING = [{"filter": "*", "filterType": "WILDCARD"}]
FOUND = {"findings": [{"name": "CVE-1", "severity": "HIGH"}, {"name": "CVE-2", "severity": "LOW"}]}
Heard = list[Mapping[str, Any]]


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    with mock_ecs(neighbours="null", clock="manual", references="off", scenario={"rules": [{"scan": FOUND}]}) as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def app(ecs_world: MockEcs) -> Any:
    ecr = ecs_world.client("ecr")
    ecr.create_repository(repositoryName="app")
    return ecr


@pytest.fixture
def heard(ecs_world: MockEcs, app: Any) -> Heard:
    return ecs_world.listen()


def put(ecr: Any, letter: str = "a", tag: str | None = "v1", repository: str = "app") -> None:
    tagged = {"imageTag": tag} if tag else {}
    ecr.put_image(repositoryName=repository, imageManifest=image_manifest(letter), **tagged)


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(each["detail-type"], each["detail"]["action-type"], each["detail"]["image-tag"]) for each in heard]


def test_a_push_is_told(app: Any, heard: Heard) -> None:
    put(app)

    (event,) = heard
    assert len(event["id"]) == 36
    assert {name: value for name, value in event.items() if name != "id"} == {
        "version": "0",
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "result": "SUCCESS",
            "repository-name": "app",
            "image-digest": IMAGE_A_DIGEST,
            "action-type": "PUSH",
            "image-tag": "v1",
        },
    }


def test_each_tag_that_goes_is_told(app: Any, heard: Heard) -> None:
    put(app, tag="v1")
    put(app, tag="v2")
    put(app, tag="v3")
    put(app, "b", tag=None)
    heard.clear()

    app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v2"}])
    app.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_A_DIGEST}])
    (left,) = app.list_images(repositoryName="app")["imageIds"]
    app.batch_delete_image(repositoryName="app", imageIds=[left])

    assert told(heard) == [("ECR Image Action", "DELETE", tag) for tag in ("v2", "v1", "v3", "")]


def test_what_is_refused_is_not_told(app: Any, heard: Heard) -> None:
    put(app)
    heard.clear()

    with pytest.raises(app.exceptions.ImageAlreadyExistsException):
        put(app)
    app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "none"}])

    assert heard == []


def test_a_scan_that_is_complete_is_told(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    put(app)
    put(app, tag="v2")
    app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
    heard.clear()

    ecs_world.clock.advance(1)

    (event,) = heard
    assert (event["detail-type"], event["source"], event["resources"]) == ("ECR Image Scan", "aws.ecr", [ARN])
    assert event["time"] == "2026-01-01T00:00:01Z"
    assert event["detail"] == {
        "scan-status": "COMPLETE",
        "repository-name": "app",
        "finding-severity-counts": {"HIGH": 1, "LOW": 1},
        "image-digest": IMAGE_A_DIGEST,
        "image-tags": ["v1", "v2"],
    }


def test_a_scan_that_fails_is_not(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    ecs_world.scenario({"rules": [{"scan": {"status": "FAILED"}}]})
    put(app)
    app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
    heard.clear()

    ecs_world.clock.settle()

    assert heard == []


def test_enhanced_scanning_is_told_by_inspector(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    put(app)
    heard.clear()

    app.put_registry_scanning_configuration(scanType="ENHANCED")
    ecs_world.clock.settle()

    changed, scanned = heard
    assert changed["detail-type"] == "ECR Scan Resource Change"
    assert changed["detail"] == {
        "action-type": "SCAN_FREQUENCY_CHANGE",
        "repositories": [
            {
                "repository-name": "app",
                "repository-arn": ARN,
                "scan-frequency": "CONTINUOUS_SCAN",
                "previous-scan-frequency": "MANUAL",
            }
        ],
        "resource-type": "REPOSITORY",
        "scan-type": "ENHANCED",
    }
    assert (scanned["detail-type"], scanned["source"]) == ("Inspector2 Scan", "aws.inspector2")
    assert scanned["detail"] == {
        "scan-status": "INITIAL_SCAN_COMPLETE",
        "repository-name": ARN,
        "finding-severity-counts": {"HIGH": 1, "LOW": 1, "TOTAL": 2},
        "image-digest": IMAGE_A_DIGEST,
        "image-tags": ["v1"],
    }


def test_the_way_to_the_archive_and_back_is_told(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    put(app)
    app.put_image(repositoryName="app", imageManifest=list_manifest(IMAGE_A_DIGEST), imageTag="list")
    heard.clear()
    of_list = {"repositoryName": "app", "imageId": {"imageTag": "list"}}

    app.update_image_storage_class(**of_list, targetStorageClass="ARCHIVE")
    app.update_image_storage_class(**of_list, targetStorageClass="STANDARD")
    ecs_world.clock.settle()

    details = [event["detail"] for event in heard]
    assert [detail["target-storage-class"] for detail in details] == ["ARCHIVE", "ARCHIVE", "STANDARD", "STANDARD"]
    assert {detail["action-type"] for detail in details} == {"UPDATE_STORAGE_CLASS"}
    assert {event["detail-type"] for event in heard} == {"ECR Image Action"}
    assert details[1]["artifact-media-type"] == "application/vnd.docker.container.image.v1+json"
    assert "artifact-media-type" not in details[0]
    assert "last-activated-at" in details[2]


def test_a_copy_is_told_where_it_arrives(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    other = {"region": "eu-west-1", "registryId": "123456789012"}
    app.put_replication_configuration(replicationConfiguration={"rules": [{"destinations": [other]}]})
    put(app)
    heard.clear()

    ecs_world.clock.settle()

    (event,) = heard
    assert (event["detail-type"], event["region"]) == ("ECR Replication Action", "eu-west-1")
    assert event["resources"] == ["arn:aws:ecr:eu-west-1:123456789012:repository/app"]
    assert event["detail"] == {
        "result": "SUCCESS",
        "repository-name": "app",
        "image-digest": IMAGE_A_DIGEST,
        "action-type": "REPLICATE",
        "source-account": "123456789012",
        "source-region": "us-east-1",
        "image-tag": "v1",
    }


def test_a_copy_that_is_not_allowed_is_told_too(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    other = {"region": "eu-west-1", "registryId": "222222222222"}
    app.put_replication_configuration(replicationConfiguration={"rules": [{"destinations": [other]}]})
    put(app)
    heard.clear()

    ecs_world.clock.settle()

    assert [(event["account"], event["detail"]["result"]) for event in heard] == [("222222222222", "FAILED")]


def test_expired_images_are_told(app: Any, ecs_world: MockEcs, heard: Heard) -> None:
    rule = (
        '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan",'
        ' "countNumber": 1}, "action": {"type": "expire"}}]}'
    )
    put(app, "a", "v1")
    ecs_world.clock.advance(60)
    put(app, "b", "v2")
    heard.clear()

    app.put_lifecycle_policy(repositoryName="app", lifecyclePolicyText=rule)
    ecs_world.clock.advance(2 * 24 * 3600)

    assert told(heard) == [("ECR Image Action", "DELETE", "v1")]


def test_nothing_is_made_where_nobody_listens(app: Any, ecs_world: MockEcs) -> None:
    before = ecs_world.world.ids.uuid("event")
    put(app)
    after = ecs_world.world.ids.uuid("event")

    with mock_ecs(neighbours="null", clock="manual") as mock:
        drawn = [mock.world.ids.uuid("event") for _ in range(2)]
    assert [before, after] == drawn
