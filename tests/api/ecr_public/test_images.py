"""The operations on images in public repositories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_ecs.testing import mock_ecs
from tests.ecr.examples import DOCKER_CONFIG, DOCKER_V2, IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest, list_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

START = datetime(2026, 1, 1, tzinfo=UTC)
OF_A = {
    "imageDigest": IMAGE_A_DIGEST,
    "imageSizeInBytes": 1100,
    "imagePushedAt": START,
    "imageManifestMediaType": DOCKER_V2,
    "artifactMediaType": DOCKER_CONFIG,
}
NAMES = {"registryId": "123456789012", "repositoryName": "app"}


def tags_of(public: Any) -> dict[str, str]:
    details = public.describe_image_tags(repositoryName="app")["imageTagDetails"]
    return {item["imageTag"]: item["imageDetail"]["imageDigest"] for item in details}


class TestPutImage:
    def test_it_is_stored_under_its_digest(self, app: Any) -> None:
        image = app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")["image"]

        assert image == {
            **NAMES,
            "imageId": {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"},
            "imageManifest": image_manifest("a"),
            "imageManifestMediaType": DOCKER_V2,
        }

    def test_a_tag_moves_always(self, filled: Any) -> None:
        filled.put_image(repositoryName="app", imageManifest=image_manifest("d"), imageTag="v1")

        tags = tags_of(filled)
        assert tags["v2"] == IMAGE_A_DIGEST
        assert tags["v1"] not in (IMAGE_A_DIGEST, IMAGE_B_DIGEST)

    def test_layers_that_were_not_uploaded_are_refused_where_references_are_strict(self) -> None:
        with mock_ecs(references="strict") as mock:
            public = mock.client("ecr-public")
            public.create_repository(repositoryName="app")

            with pytest.raises(public.exceptions.LayersNotFoundException, match="required for pushing image"):
                public.put_image(repositoryName="app", imageManifest=image_manifest(), imageTag="v1")

    def test_an_image_has_a_thousand_tags_at_most(self, app: Any) -> None:
        for number in range(1_000):
            app.put_image(repositoryName="app", imageManifest=image_manifest(), imageTag=f"v{number}")

        with pytest.raises(app.exceptions.LimitExceededException, match="tags per image which is '1000'"):
            app.put_image(repositoryName="app", imageManifest=image_manifest(), imageTag="one-more")


class TestDescribeImages:
    def test_public_images_tell_less_than_private_ones(self, filled: Any) -> None:
        first, second = filled.describe_images(repositoryName="app")["imageDetails"]

        assert first == {**NAMES, "imageTags": ["v1", "v2"], **OF_A}
        assert (second["imageDigest"], "imageTags" in second) == (IMAGE_B_DIGEST, False)

    def test_an_image_that_is_named_twice_comes_once(self, filled: Any) -> None:
        ids = [{"imageTag": "v1"}, {"imageDigest": IMAGE_A_DIGEST}]

        (image,) = filled.describe_images(repositoryName="app", imageIds=ids)["imageDetails"]

        assert image["imageTags"] == ["v1", "v2"]

    def test_they_come_in_pages(self, filled: Any) -> None:
        pages = filled.get_paginator("describe_images").paginate(repositoryName="app", PaginationConfig={"PageSize": 1})

        digests = [[item["imageDigest"] for item in page["imageDetails"]] for page in pages]
        assert digests == [[IMAGE_A_DIGEST], [IMAGE_B_DIGEST]]


class TestDescribeImageTags:
    def test_each_tag_tells_when_it_came_and_which_image_it_is_on(self, filled: Any) -> None:
        details = filled.describe_image_tags(repositoryName="app")["imageTagDetails"]

        assert details == [
            {"imageTag": "v1", "createdAt": START, "imageDetail": OF_A},
            {"imageTag": "v2", "createdAt": START + timedelta(hours=1), "imageDetail": OF_A},
        ]

    def test_a_tag_that_moved_came_then(self, filled: Any) -> None:
        filled.put_image(repositoryName="app", imageManifest=image_manifest("b"), imageTag="v1")

        details = filled.describe_image_tags(repositoryName="app")["imageTagDetails"]

        (moved,) = [item for item in details if item["imageTag"] == "v1"]
        assert moved["createdAt"] == START + timedelta(hours=1)
        assert moved["imageDetail"]["imageDigest"] == IMAGE_B_DIGEST

    def test_they_come_in_pages(self, filled: Any) -> None:
        first = filled.describe_image_tags(repositoryName="app", maxResults=1)
        second = filled.describe_image_tags(repositoryName="app", maxResults=1, nextToken=first["nextToken"])

        pages = [[item["imageTag"] for item in page["imageTagDetails"]] for page in (first, second)]
        assert pages == [["v1"], ["v2"]]
        assert "nextToken" not in second


class TestBatchDeleteImage:
    def test_the_last_tag_takes_the_image_along(self, filled: Any) -> None:
        answers = [
            filled.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": tag}]) for tag in ("v1", "v2")
        ]

        assert [answer["imageIds"] for answer in answers] == [
            [{"imageDigest": IMAGE_A_DIGEST, "imageTag": tag}] for tag in ("v1", "v2")
        ]
        (left,) = filled.describe_images(repositoryName="app")["imageDetails"]
        assert left["imageDigest"] == IMAGE_B_DIGEST

    @pytest.mark.parametrize(
        ("image_id", "code", "reason"),
        [
            ({"imageTag": "v9"}, "ImageNotFound", "Requested image not found"),
            ({}, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"),
            (
                {"imageDigest": "x"},
                "InvalidImageDigest",
                "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
            ),
            (
                {"imageDigest": IMAGE_B_DIGEST, "imageTag": "v1"},
                "ImageTagDoesNotMatchDigest",
                "Invalid request parameters: image tag does not match digest",
            ),
        ],
    )
    def test_what_cannot_be_deleted_is_a_failure(
        self, filled: Any, image_id: dict[str, str], code: str, reason: str
    ) -> None:
        answer = filled.batch_delete_image(repositoryName="app", imageIds=[image_id])

        assert answer["failures"] == [{"imageId": image_id, "failureCode": code, "failureReason": reason}]
        assert answer["imageIds"] == []

    def test_an_image_that_a_list_names_stays(self, filled: Any) -> None:
        parent = filled.put_image(repositoryName="app", imageManifest=list_manifest(IMAGE_B_DIGEST), imageTag="all")

        answer = filled.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_B_DIGEST}])

        (failure,) = answer["failures"]
        digest = parent["image"]["imageId"]["imageDigest"]
        assert failure["failureCode"] == "ImageReferencedByManifestList"
        assert failure["failureReason"] == f"Requested image referenced by manifest list: [{digest}]"
