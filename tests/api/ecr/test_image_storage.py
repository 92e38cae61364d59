"""The archive, and the artifacts that belong to an image."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.ecr.examples import (
    CONFIG_DIGEST,
    DOCKER_LAYER,
    DOCKER_V2,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    LAYER_DIGESTS,
    OCI_IMAGE,
    image_manifest,
    list_manifest,
)

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")


def move(client: Any, target: str, **image_id: str) -> str:
    image_id = image_id or {"imageTag": "v1"}
    answer = client.update_image_storage_class(repositoryName="app", imageId=image_id, targetStorageClass=target)
    status: str = answer["imageStatus"]
    return status


def statuses(client: Any) -> dict[str, str]:
    details = client.describe_images(repositoryName="app", filter={"imageStatus": "ANY"})["imageDetails"]
    return {detail["imageDigest"]: detail["imageStatus"] for detail in details}


def artifact(subject: str, kind: str = "application/x-sbom", **annotations: str) -> str:
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_IMAGE,
        "artifactType": kind,
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2, "digest": CONFIG_DIGEST},
        "layers": [{"mediaType": "application/json", "size": 10, "digest": LAYER_DIGESTS["f"]}],
        "subject": {"mediaType": DOCKER_V2, "size": 500, "digest": subject},
        **({"annotations": annotations} if annotations else {}),
    }
    return json.dumps(manifest)


def attach(client: Any, subject: str, *kind: str, **annotations: str) -> str:
    answer = client.put_image(repositoryName="app", imageManifest=artifact(subject, *kind, **annotations))
    digest: str = answer["image"]["imageId"]["imageDigest"]
    return digest


def upload(client: Any, content: bytes) -> str:
    digest = f"sha256:{sha256(content).hexdigest()}"
    upload_id = client.initiate_layer_upload(repositoryName="app")["uploadId"]
    part = {"partFirstByte": 0, "partLastByte": len(content) - 1, "layerPartBlob": content}
    client.upload_layer_part(repositoryName="app", uploadId=upload_id, **part)
    client.complete_layer_upload(repositoryName="app", uploadId=upload_id, layerDigests=[digest])
    return digest


def referrers(client: Any, subject: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.list_image_referrers(
        repositoryName="app", subjectId={"imageDigest": subject}, **more
    )["referrers"]
    return found


class TestArchive:
    def test_an_image_goes_at_once_and_comes_back_a_while_later(self, ecs_world: MockEcs, filled: Any) -> None:
        ecs_world.clock.set_mode("manual")

        went = move(filled, "ARCHIVE")
        ecs_world.clock.advance(60)
        coming = move(filled, "STANDARD")
        in_between = statuses(filled)[IMAGE_A_DIGEST]
        ecs_world.clock.settle()

        (detail,) = filled.describe_images(repositoryName="app", imageIds=[{"imageTag": "v1"}])["imageDetails"]
        assert [went, coming, in_between, detail["imageStatus"]] == ["ARCHIVED", "ACTIVATING", "ACTIVATING", "ACTIVE"]
        assert (detail["lastActivatedAt"] - detail["lastArchivedAt"]).total_seconds() == 61
        assert detail["lastArchivedAt"] == detail["imagePushedAt"]

    def test_it_is_told_by_its_digest_too(self, filled: Any) -> None:
        assert move(filled, "ARCHIVE", imageDigest=IMAGE_A_DIGEST) == "ARCHIVED"

    @pytest.mark.parametrize("image_id", [{"imageTag": "v1"}, {"imageDigest": IMAGE_A_DIGEST}])
    def test_it_cannot_be_pulled_from_there(self, filled: Any, image_id: dict[str, str]) -> None:
        move(filled, "ARCHIVE")

        answer = filled.batch_get_image(repositoryName="app", imageIds=[image_id, {"imageDigest": IMAGE_B_DIGEST}])

        (failure,) = answer["failures"]
        assert (failure["imageId"], failure["failureCode"]) == (image_id, "ImageInaccessible")
        assert [image["imageId"] for image in answer["images"]] == [{"imageDigest": IMAGE_B_DIGEST}]

    def test_it_can_be_pulled_when_it_is_back(self, filled: Any) -> None:
        move(filled, "ARCHIVE")
        move(filled, "STANDARD")

        answer = filled.batch_get_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        assert answer["failures"] == []

    def test_it_is_listed_only_when_it_is_asked_for(self, filled: Any) -> None:
        move(filled, "ARCHIVE")

        listed = {
            status: len(filled.list_images(repositoryName="app", filter={"imageStatus": status})["imageIds"])
            for status in ("ACTIVE", "ARCHIVED", "ACTIVATING", "ANY")
        }

        assert listed == {"ACTIVE": 1, "ARCHIVED": 2, "ACTIVATING": 0, "ANY": 3}

    def test_a_layer_that_only_archived_images_have_is_archived(self, app: Any) -> None:
        own, shared = upload(app, b"own"), upload(app, b"shared")
        for tag, digests in (("v1", (own, shared)), ("v2", (shared,))):
            layers = [{"mediaType": DOCKER_LAYER, "size": 1, "digest": digest} for digest in digests]
            app.put_image(repositoryName="app", imageManifest=image_manifest(layers=layers), imageTag=tag)

        move(app, "ARCHIVE")

        found = app.batch_check_layer_availability(repositoryName="app", layerDigests=[own, shared])["layers"]
        assert [each["layerAvailability"] for each in found] == ["ARCHIVED", "AVAILABLE"]

    def test_an_image_that_comes_back_cannot_be_sent_away_meanwhile(self, ecs_world: MockEcs, filled: Any) -> None:
        ecs_world.clock.set_mode("manual")
        move(filled, "ARCHIVE")
        move(filled, "STANDARD")

        with pytest.raises(filled.exceptions.ImageStorageClassUpdateNotSupportedException):
            move(filled, "ARCHIVE")
        ecs_world.clock.settle()

        assert move(filled, "ARCHIVE") == "ARCHIVED"

    def test_an_image_that_is_deleted_meanwhile_does_not_come_back(self, ecs_world: MockEcs, filled: Any) -> None:
        ecs_world.clock.set_mode("manual")
        move(filled, "ARCHIVE")
        move(filled, "STANDARD")

        filled.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_A_DIGEST}])
        ecs_world.clock.settle()

        assert statuses(filled) == {IMAGE_B_DIGEST: "ACTIVE"}

    def test_a_list_takes_its_images_along_and_brings_them_back(self, filled: Any) -> None:
        text = list_manifest(IMAGE_A_DIGEST, IMAGE_B_DIGEST)
        filled.put_image(repositoryName="app", imageManifest=text, imageTag="list")

        move(filled, "ARCHIVE", imageTag="list")
        away = set(statuses(filled).values())
        move(filled, "STANDARD", imageTag="list")
        filled.describe_registry()

        assert away == {"ARCHIVED"}
        assert set(statuses(filled).values()) == {"ACTIVE"}

    def test_an_image_of_another_list_stays(self, filled: Any) -> None:
        for tag, digests in (("both", (IMAGE_A_DIGEST, IMAGE_B_DIGEST)), ("one", (IMAGE_A_DIGEST,))):
            filled.put_image(repositoryName="app", imageManifest=list_manifest(*digests), imageTag=tag)

        move(filled, "ARCHIVE", imageTag="both")

        assert statuses(filled)[IMAGE_A_DIGEST] == "ACTIVE"
        assert statuses(filled)[IMAGE_B_DIGEST] == "ARCHIVED"

    def test_what_belongs_to_an_image_goes_and_comes_with_it(self, filled: Any) -> None:
        signature = attach(filled, IMAGE_A_DIGEST)
        of_signature = attach(filled, signature)

        move(filled, "ARCHIVE")
        away = statuses(filled)
        move(filled, "STANDARD")
        filled.describe_registry()

        assert away[signature] == away[of_signature] == "ARCHIVED"
        assert statuses(filled)[signature] == statuses(filled)[of_signature] == "ACTIVE"


class TestReferrers:
    def test_artifacts_are_listed_as_their_manifests_tell(self, filled: Any) -> None:
        sbom = attach(filled, IMAGE_A_DIGEST, "application/x-sbom", made="today")

        found = referrers(filled, IMAGE_A_DIGEST)

        assert found == [
            {
                "digest": sbom,
                "mediaType": OCI_IMAGE,
                "artifactType": "application/x-sbom",
                "size": len(artifact(IMAGE_A_DIGEST, "application/x-sbom", made="today")),
                "annotations": {"made": "today"},
                "artifactStatus": "ACTIVE",
            }
        ]
        (detail,) = filled.describe_images(repositoryName="app", imageIds=[{"imageDigest": sbom}])["imageDetails"]
        assert detail["subjectManifestDigest"] == IMAGE_A_DIGEST

    def test_a_subject_without_any_has_none(self, filled: Any) -> None:
        attach(filled, IMAGE_A_DIGEST)

        assert referrers(filled, IMAGE_B_DIGEST) == []
        assert referrers(filled, f"sha256:{'0' * 64}") == []

    def test_a_subject_may_come_later(self, app: Any) -> None:
        attach(app, IMAGE_A_DIGEST)

        before = referrers(app, IMAGE_A_DIGEST)
        app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")

        assert len(before) == 1
        assert referrers(app, IMAGE_A_DIGEST) == before

    def test_they_can_be_chosen_by_type_and_status(self, filled: Any) -> None:
        for kind in ("application/x-sbom", "application/x-signature"):
            attach(filled, IMAGE_A_DIGEST, kind)
        archived = attach(filled, IMAGE_A_DIGEST, "application/x-old")
        move(filled, "ARCHIVE", imageDigest=archived)

        found = {
            name: [
                each["artifactType"].removeprefix("application/x-")
                for each in referrers(filled, IMAGE_A_DIGEST, filter=wanted)
            ]
            for name, wanted in {
                "none": {},
                "type": {"artifactTypes": ["application/x-sbom", "application/x-old"]},
                "archived": {"artifactStatus": "ARCHIVED"},
                "any": {"artifactStatus": "ANY"},
                "both": {"artifactStatus": "ANY", "artifactTypes": ["application/x-old"]},
            }.items()
        }

        assert found == {
            "none": ["sbom", "signature"],
            "type": ["sbom"],
            "archived": ["old"],
            "any": ["sbom", "signature", "old"],
            "both": ["old"],
        }

    def test_one_that_is_deleted_is_listed_no_more(self, filled: Any) -> None:
        sbom = attach(filled, IMAGE_A_DIGEST)

        filled.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": sbom}])

        assert referrers(filled, IMAGE_A_DIGEST) == []

    def test_a_page_has_twenty(self, filled: Any) -> None:
        for number in range(21):
            attach(filled, IMAGE_A_DIGEST, f"application/x-{number}")

        first = filled.list_image_referrers(repositoryName="app", subjectId={"imageDigest": IMAGE_A_DIGEST})
        second = filled.list_image_referrers(
            repositoryName="app", subjectId={"imageDigest": IMAGE_A_DIGEST}, nextToken=first["nextToken"]
        )

        assert [len(first["referrers"]), len(second["referrers"])] == [20, 1]
