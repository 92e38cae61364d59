"""The operations on images that are there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ecr.examples import (
    DOCKER_CONFIG,
    DOCKER_V2,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    OCI_IMAGE,
    image_manifest,
    list_manifest,
)

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

A_V1 = {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"}
A_V2 = {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v2"}
B = {"imageDigest": IMAGE_B_DIGEST}


class TestBatchGetImage:
    def test_an_image_comes_under_the_id_that_was_asked_for(self, filled: Any) -> None:
        response = filled.batch_get_image(repositoryName="app", imageIds=[{"imageTag": "v2"}, B])

        assert [image["imageId"] for image in response["images"]] == [A_V2, B]
        assert response["images"][0]["imageManifest"] == image_manifest("a")
        assert response["failures"] == []

    def test_what_is_missing_is_a_failure(self, filled: Any) -> None:
        response = filled.batch_get_image(
            repositoryName="app",
            imageIds=[
                {"imageTag": "gone"},
                {},
                {"imageDigest": IMAGE_B_DIGEST, "imageTag": "v1"},
                {"imageDigest": "x"},
            ],
        )

        assert response["images"] == []
        assert response["failures"] == [
            {
                "imageId": {"imageTag": "gone"},
                "failureCode": "ImageNotFound",
                "failureReason": "Requested image not found",
            },
            {
                "imageId": {},
                "failureCode": "MissingDigestAndTag",
                "failureReason": "Invalid request parameters: both tag and digest cannot be null",
            },
            {
                "imageId": {"imageDigest": IMAGE_B_DIGEST, "imageTag": "v1"},
                "failureCode": "ImageTagDoesNotMatchDigest",
                "failureReason": "Invalid request parameters: image tag does not match digest",
            },
            {
                "imageId": {"imageDigest": "x"},
                "failureCode": "InvalidImageDigest",
                "failureReason": "Invalid request parameters: image digest should satisfy the regex"
                " '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
            },
        ]

    def test_an_id_given_twice_comes_once(self, filled: Any) -> None:
        response = filled.batch_get_image(repositoryName="app", imageIds=[B, B])

        assert len(response["images"]) == 1

    def test_an_image_asked_for_by_tag_is_translated(self, filled: Any) -> None:
        response = filled.batch_get_image(
            repositoryName="app", imageIds=[{"imageTag": "v1"}, B], acceptedMediaTypes=[OCI_IMAGE]
        )

        assert [image["imageManifestMediaType"] for image in response["images"]] == [OCI_IMAGE]
        assert response["images"][0]["imageId"] == A_V1
        assert [failure["imageId"] for failure in response["failures"]] == [B]

    def test_it_counts_as_a_pull(self, filled: Any) -> None:
        filled.batch_get_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        details = filled.describe_images(repositoryName="app")["imageDetails"]
        assert [detail.get("lastRecordedPullTime") for detail in details] == [datetime(2026, 1, 1, tzinfo=UTC), None]


class TestDescribeImages:
    def test_it_describes_an_image(self, filled: Any) -> None:
        details = filled.describe_images(repositoryName="app")["imageDetails"]

        assert details[0] == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageDigest": IMAGE_A_DIGEST,
            "imageTags": ["v1", "v2"],
            "imageSizeInBytes": 1100,
            "imagePushedAt": datetime(2026, 1, 1, tzinfo=UTC),
            "imageManifestMediaType": DOCKER_V2,
            "artifactMediaType": DOCKER_CONFIG,
            "imageStatus": "ACTIVE",
        }
        assert "imageTags" not in details[1]

    def test_a_tag_brings_the_whole_image_once(self, filled: Any) -> None:
        response = filled.describe_images(
            repositoryName="app", imageIds=[{"imageTag": "v1"}, {"imageTag": "v2"}, {"imageDigest": IMAGE_A_DIGEST}]
        )

        assert [detail["imageTags"] for detail in response["imageDetails"]] == [["v1", "v2"]]

    @pytest.mark.parametrize(
        ("wanted", "digests"),
        [
            pytest.param({}, [IMAGE_A_DIGEST, IMAGE_B_DIGEST], id="all"),
            pytest.param({"tagStatus": "TAGGED"}, [IMAGE_A_DIGEST], id="tagged"),
            pytest.param({"tagStatus": "UNTAGGED"}, [IMAGE_B_DIGEST], id="untagged"),
            pytest.param({"tagStatus": "ANY"}, [IMAGE_A_DIGEST, IMAGE_B_DIGEST], id="any"),
            pytest.param({"imageStatus": "ARCHIVED"}, [], id="archived"),
        ],
    )
    def test_a_filter_chooses(self, filled: Any, wanted: dict[str, str], digests: list[str]) -> None:
        listed = filled.describe_images(repositoryName="app", filter=wanted)
        named = filled.describe_images(
            repositoryName="app", filter=wanted, imageIds=[{"imageDigest": IMAGE_A_DIGEST}, B]
        )

        assert [detail["imageDigest"] for detail in listed["imageDetails"]] == digests
        assert [detail["imageDigest"] for detail in named["imageDetails"]] == digests

    def test_the_subject_of_an_artifact_is_shown(self, filled: Any) -> None:
        subject = {"mediaType": DOCKER_V2, "size": 1, "digest": IMAGE_A_DIGEST}
        text = image_manifest(mediaType=OCI_IMAGE, artifactType="application/x-sbom", subject=subject)
        digest = filled.put_image(repositoryName="app", imageManifest=text)["image"]["imageId"]["imageDigest"]

        response = filled.describe_images(repositoryName="app", imageIds=[{"imageDigest": digest}])

        assert response["imageDetails"][0]["artifactMediaType"] == "application/x-sbom"
        assert response["imageDetails"][0]["subjectManifestDigest"] == IMAGE_A_DIGEST

    def test_pages_show_all_images_once(self, filled: Any) -> None:
        pages = filled.get_paginator("describe_images").paginate(repositoryName="app", PaginationConfig={"PageSize": 1})

        digests = [[detail["imageDigest"] for detail in page["imageDetails"]] for page in pages]
        assert digests == [[IMAGE_A_DIGEST], [IMAGE_B_DIGEST]]


class TestListImages:
    def test_each_tag_has_an_entry(self, filled: Any) -> None:
        response = filled.list_images(repositoryName="app")

        assert response["imageIds"] == [A_V1, A_V2, B]

    @pytest.mark.parametrize(
        ("wanted", "ids"),
        [
            pytest.param({"tagStatus": "TAGGED"}, [A_V1, A_V2], id="tagged"),
            pytest.param({"tagStatus": "UNTAGGED"}, [B], id="untagged"),
            pytest.param({"imageStatus": "ARCHIVED"}, [], id="archived"),
        ],
    )
    def test_a_filter_chooses(self, filled: Any, wanted: dict[str, str], ids: list[dict[str, str]]) -> None:
        response = filled.list_images(repositoryName="app", filter=wanted)

        assert response["imageIds"] == ids

    def test_a_page_ends_between_two_tags(self, filled: Any) -> None:
        pages = filled.get_paginator("list_images").paginate(repositoryName="app", PaginationConfig={"PageSize": 1})

        assert [page["imageIds"] for page in pages] == [[A_V1], [A_V2], [B]]


class TestBatchDeleteImage:
    def test_it_answers_with_what_is_gone(self, filled: Any) -> None:
        response = filled.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}, B])

        assert response["imageIds"] == [A_V1, B]
        assert response["failures"] == []
        assert filled.list_images(repositoryName="app")["imageIds"] == [A_V2]

    def test_all_that_is_listed_can_be_deleted(self, filled: Any) -> None:
        ids = filled.list_images(repositoryName="app")["imageIds"]

        response = filled.batch_delete_image(repositoryName="app", imageIds=ids)

        assert response["imageIds"] == [A_V1, A_V2, B]
        assert response["failures"] == []
        assert filled.list_images(repositoryName="app")["imageIds"] == []

    def test_an_image_of_a_list_is_kept(self, filled: Any) -> None:
        text = list_manifest(IMAGE_B_DIGEST)
        digest = filled.put_image(repositoryName="app", imageManifest=text)["image"]["imageId"]["imageDigest"]

        response = filled.batch_delete_image(repositoryName="app", imageIds=[B])

        assert response["imageIds"] == []
        assert response["failures"] == [
            {
                "imageId": B,
                "failureCode": "ImageReferencedByManifestList",
                "failureReason": f"Requested image referenced by manifest list: [{digest}]",
            }
        ]

    def test_what_is_missing_is_a_failure(self, filled: Any) -> None:
        response = filled.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "gone"}, {}])

        assert [failure["failureCode"] for failure in response["failures"]] == ["ImageNotFound", "MissingDigestAndTag"]
        assert [failure["imageId"] for failure in response["failures"]] == [{"imageTag": "gone"}, {}]
