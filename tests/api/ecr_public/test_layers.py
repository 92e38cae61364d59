"""The operations on layers of public repositories."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from tests.ecr.examples import image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

LAYER = b"a layer"
DIGEST = f"sha256:{sha256(LAYER).hexdigest()}"
APP = {"repositoryName": "app"}
OTHER = "222222222222"
FIVE_MEBIBYTES = b"\0" * 5 * 1024**2


def upload(public: Any, *parts: bytes, **registry: str) -> str:
    """Send ``parts``; returns the id of the upload, which is not complete."""
    upload_id: str = public.initiate_layer_upload(**APP, **registry)["uploadId"]
    first = 0
    for part in parts:
        send(public, upload_id, first, part, **registry)
        first += len(part)
    return upload_id


def send(public: Any, upload_id: str, first: int, part: bytes, **registry: str) -> Any:
    last = first + len(part) - 1
    return public.upload_layer_part(
        **APP, **registry, uploadId=upload_id, partFirstByte=first, partLastByte=last, layerPartBlob=part
    )


def complete(public: Any, upload_id: str, digest: str = DIGEST, **registry: str) -> Any:
    return public.complete_layer_upload(**APP, **registry, uploadId=upload_id, layerDigests=[digest])


class TestUploads:
    def test_a_layer_in_parts_has_the_digest_of_all_of_them(self, app: Any) -> None:
        upload_id = upload(app, FIVE_MEBIBYTES, LAYER)

        answer = complete(app, upload_id, digest := f"sha256:{sha256(FIVE_MEBIBYTES + LAYER).hexdigest()}")

        del answer["ResponseMetadata"]
        assert answer == {
            "registryId": "123456789012",
            **APP,
            "uploadId": upload_id,
            "layerDigest": digest,
        }

    def test_it_is_available_then(self, app: Any) -> None:
        before = app.batch_check_layer_availability(**APP, layerDigests=[DIGEST, "x"])
        complete(app, upload(app, LAYER))

        after = app.batch_check_layer_availability(**APP, layerDigests=[DIGEST])

        assert before["layers"] == [{"layerDigest": DIGEST, "layerAvailability": "UNAVAILABLE"}]
        assert [failure["failureCode"] for failure in before["failures"]] == ["InvalidLayerDigest"]
        assert after["layers"] == [{"layerDigest": DIGEST, "layerAvailability": "AVAILABLE", "layerSize": len(LAYER)}]

    def test_its_content_is_kept_once_for_public_and_private_repositories(self, app: Any, ecs_world: Any) -> None:
        private = ecs_world.client("ecr")
        private.create_repository(**APP)

        complete(app, upload(app, LAYER))
        complete(private, upload(private, LAYER))

        assert ecs_world.world.blobs.bytes_kept == len(LAYER)

    def test_parts_come_in_their_order(self, app: Any) -> None:
        upload_id = upload(app, LAYER)

        with pytest.raises(app.exceptions.InvalidLayerPartException) as refused:
            send(app, upload_id, 0, LAYER)

        assert refused.value.response["Error"]["Message"] == "First byte of the layer part is 0 instead of 7"
        assert refused.value.response["lastValidByteReceived"] == 6

    def test_a_part_has_as_many_bytes_as_it_says(self, app: Any) -> None:
        upload_id = upload(app)

        with pytest.raises(app.exceptions.InvalidLayerPartException, match="has 7 bytes"):
            app.upload_layer_part(**APP, uploadId=upload_id, partFirstByte=0, partLastByte=9, layerPartBlob=LAYER)

    def test_a_layer_has_a_thousand_parts_at_most(self, app: Any) -> None:
        upload_id = upload(app, *[b"x"] * 1_000)

        with pytest.raises(app.exceptions.LimitExceededException, match="number of parts which is '1000'"):
            send(app, upload_id, 1_000, b"x")

    @pytest.mark.parametrize(
        ("parts", "digest", "code"),
        [
            ((), DIGEST, "EmptyUploadException"),
            ((LAYER, LAYER), DIGEST, "LayerPartTooSmallException"),
            ((LAYER,), f"sha256:{'0' * 64}", "InvalidLayerException"),
        ],
    )
    def test_what_is_no_layer_is_not_taken(self, app: Any, parts: tuple[bytes, ...], digest: str, code: str) -> None:
        upload_id = upload(app, *parts)

        with pytest.raises(app.exceptions.ClientError) as refused:
            complete(app, upload_id, digest)

        assert refused.value.response["Error"]["Code"] == code

    def test_a_layer_that_is_there_is_told(self, app: Any) -> None:
        complete(app, upload(app, LAYER))

        with pytest.raises(app.exceptions.LayerAlreadyExistsException):
            complete(app, upload(app, LAYER))

    def test_an_upload_that_is_complete_is_over(self, app: Any) -> None:
        upload_id = upload(app, LAYER)
        complete(app, upload_id)

        with pytest.raises(app.exceptions.UploadNotFoundException):
            complete(app, upload_id)


class TestOtherRegistries:
    def test_a_registry_is_named_by_its_alias(self, app: Any) -> None:
        (registry,) = app.describe_registries()["registries"]
        own = {"registryId": registry["aliases"][0]["name"]}

        complete(app, upload(app, LAYER, **own), **own)

        app.put_image(**APP, **own, imageManifest=image_manifest(), imageTag="v1")
        assert len(app.describe_images(**APP)["imageDetails"]) == 1

    def test_nobody_pushes_to_the_registry_of_another_account(self, app: Any, ecs_world: Any) -> None:
        stranger = ecs_world.client("ecr-public", account=OTHER)

        with pytest.raises(stranger.exceptions.ClientError) as refused:
            upload(stranger, registryId="123456789012")

        assert refused.value.response["Error"] == {
            "Code": "AccessDeniedException",
            "Message": f"User: arn:aws:iam::{OTHER}:root is not authorized to perform:"
            " ecr-public:InitiateLayerUpload on resource: arn:aws:ecr-public::123456789012:repository/app because no"
            " resource-based policy allows the ecr-public:InitiateLayerUpload action",
        }

    def test_unless_a_policy_allows_it(self, app: Any, ecs_world: Any) -> None:
        statement = f'{{"Effect": "Allow", "Principal": {{"AWS": "{OTHER}"}}, "Action": "ecr-public:*"}}'
        app.set_repository_policy(**APP, policyText=f'{{"Statement": [{statement}]}}')
        stranger = ecs_world.client("ecr-public", account=OTHER)
        there = {"registryId": "123456789012"}

        complete(stranger, upload(stranger, LAYER, **there), **there)

        (layer,) = app.batch_check_layer_availability(**APP, layerDigests=[DIGEST])["layers"]
        assert layer["layerAvailability"] == "AVAILABLE"
