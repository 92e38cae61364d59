"""The operation PutImage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mock_ecs.testing import mock_ecs
from tests.ecr.examples import (
    CONFIG_DIGEST,
    DOCKER_LIST,
    DOCKER_V2,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    LAYER_DIGESTS,
    OCI_IMAGE,
    image_manifest,
    list_manifest,
)

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

MISSING_LAYERS = (
    f"Layers with digests '[{CONFIG_DIGEST}, {LAYER_DIGESTS['a']}]' required for pushing image into repository"
    " with name 'app' in the registry with id '123456789012' do not exist"
)


class TestPutImage:
    def test_it_answers_with_the_image(self, app: Any) -> None:
        text = image_manifest("a")

        response = app.put_image(repositoryName="app", imageManifest=text, imageTag="v1")

        assert response["image"] == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageId": {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"},
            "imageManifest": text,
            "imageManifestMediaType": DOCKER_V2,
        }

    def test_an_image_needs_no_tag(self, app: Any) -> None:
        response = app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageDigest=IMAGE_A_DIGEST)

        assert response["image"]["imageId"] == {"imageDigest": IMAGE_A_DIGEST}

    def test_the_media_type_may_come_as_a_parameter(self, app: Any) -> None:
        text = json.dumps({name: item for name, item in json.loads(image_manifest()).items() if name != "mediaType"})

        response = app.put_image(repositoryName="app", imageManifest=text, imageManifestMediaType=OCI_IMAGE)

        assert response["image"]["imageManifestMediaType"] == OCI_IMAGE

    def test_an_image_is_tagged_again_by_its_manifest(self, filled: Any) -> None:
        manifest = filled.batch_get_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])["images"][0]

        filled.put_image(repositoryName="app", imageManifest=manifest["imageManifest"], imageTag="stable")

        details = filled.describe_images(repositoryName="app", imageIds=[{"imageTag": "stable"}])["imageDetails"]
        assert [detail["imageTags"] for detail in details] == [["v1", "v2", "stable"]]

    def test_a_list_of_images_there_is_taken(self, filled: Any) -> None:
        text = list_manifest(IMAGE_A_DIGEST, IMAGE_B_DIGEST)

        response = filled.put_image(repositoryName="app", imageManifest=text, imageTag="latest")

        assert response["image"]["imageManifestMediaType"] == DOCKER_LIST

    def test_layers_that_were_never_uploaded_are_a_warning(self, app: Any, ecs_world: Any) -> None:
        app.put_image(repositoryName="app", imageManifest=image_manifest("a"))

        assert ecs_world.warnings == [f"{MISSING_LAYERS}; the image was stored without them."]

    def test_they_are_refused_where_references_are_strict(self) -> None:
        with mock_ecs(references="strict", neighbours="null") as mock:
            ecr = mock.client("ecr")
            ecr.create_repository(repositoryName="app")

            with pytest.raises(ClientError) as refused:
                ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"))

        assert refused.value.response["Error"]["Code"] == "LayersNotFoundException"
        assert refused.value.response["Error"]["Message"] == MISSING_LAYERS

    def test_nothing_is_said_of_them_where_references_are_off(self) -> None:
        with mock_ecs(references="off", neighbours="null") as mock:
            ecr = mock.client("ecr")
            ecr.create_repository(repositoryName="app")

            ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"))

        assert mock.warnings == []
