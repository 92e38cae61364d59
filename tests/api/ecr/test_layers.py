"""The operations on layers: from the first look to the download."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from werkzeug.test import Client

from mock_ecs.app import create_wsgi
from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.raw import Raw, Refused
from tests.ecr.examples import image_manifest

MIB = 1024**2
DATA = b"layer" * 100
DIGEST = f"sha256:{hashlib.sha256(DATA).hexdigest()}"
ABSENT = f"sha256:{'0' * 64}"
APP = {"repositoryName": "app"}


def uploaded(ecr: Any, *parts: bytes, name: str = "app") -> str:
    """Upload a layer in parts; returns its digest."""
    upload = {"repositoryName": name, "uploadId": ecr.initiate_layer_upload(repositoryName=name)["uploadId"]}
    start = 0
    for part in parts:
        last = start + len(part) - 1
        ecr.upload_layer_part(**upload, partFirstByte=start, partLastByte=last, layerPartBlob=part)
        start = last + 1
    digest = f"sha256:{hashlib.sha256(b''.join(parts)).hexdigest()}"
    answer: str = ecr.complete_layer_upload(**upload, layerDigests=[digest])["layerDigest"]
    return answer


def of_layer(digest: str) -> str:
    """A manifest whose config and only layer is the one of this digest."""
    descriptor = {"mediaType": "application/vnd.oci.image.layer.v1.tar", "size": 1, "digest": digest}
    return image_manifest(config=descriptor, layers=[descriptor])


class TestUploads:
    def test_an_upload_begins_with_an_id_and_the_size_of_parts(self, app: Any) -> None:
        answer = app.initiate_layer_upload(**APP)

        assert len(answer["uploadId"]) == 36
        assert answer["partSize"] == 10 * MIB

    def test_a_part_is_answered_with_its_last_byte(self, app: Any) -> None:
        upload = app.initiate_layer_upload(**APP)["uploadId"]

        answer = app.upload_layer_part(
            **APP, uploadId=upload, partFirstByte=0, partLastByte=len(DATA) - 1, layerPartBlob=DATA
        )

        del answer["ResponseMetadata"]
        assert answer == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "uploadId": upload,
            "lastByteReceived": len(DATA) - 1,
        }

    def test_it_ends_with_the_digest_of_all_parts(self, app: Any) -> None:
        parts = (bytes(5 * MIB), bytes(6 * MIB), b"end")

        digest = uploaded(app, *parts)

        assert digest == f"sha256:{hashlib.sha256(b''.join(parts)).hexdigest()}"

    def test_one_of_the_digests_given_is_enough(self, app: Any) -> None:
        upload = {**APP, "uploadId": app.initiate_layer_upload(**APP)["uploadId"]}
        app.upload_layer_part(**upload, partFirstByte=0, partLastByte=len(DATA) - 1, layerPartBlob=DATA)

        answer = app.complete_layer_upload(**upload, layerDigests=[ABSENT, DIGEST])

        assert (answer["layerDigest"], answer["uploadId"]) == (DIGEST, upload["uploadId"])

    def test_after_a_refusal_it_goes_on(self, app: Any) -> None:
        upload = {**APP, "uploadId": app.initiate_layer_upload(**APP)["uploadId"]}
        app.upload_layer_part(**upload, partFirstByte=0, partLastByte=9, layerPartBlob=DATA[:10])
        with pytest.raises(app.exceptions.InvalidLayerException):
            app.complete_layer_upload(**upload, layerDigests=[ABSENT])
        with pytest.raises(app.exceptions.InvalidLayerPartException) as caught:
            app.upload_layer_part(**upload, partFirstByte=9, partLastByte=9, layerPartBlob=b"x")

        assert caught.value.response["lastValidByteReceived"] == 9
        assert app.complete_layer_upload(**upload, layerDigests=[f"sha256:{hashlib.sha256(DATA[:10]).hexdigest()}"])

    @pytest.mark.parametrize(("size", "refused"), [(20_971_520, False), (20_971_521, True)])
    def test_a_part_has_a_largest_size(self, size: int, refused: bool) -> None:
        with mock_ecs(neighbours="null") as mock:
            ecr = Raw(mock, "ecr")
            ecr("CreateRepository", **APP)
            part = {
                **APP,
                "uploadId": ecr("InitiateLayerUpload", **APP)["uploadId"],
                "partFirstByte": 0,
                "partLastByte": size - 1,
                "layerPartBlob": base64.b64encode(bytes(size)).decode(),
            }

            if refused:
                with pytest.raises(Refused, match="Member must have length less than or equal to 20971520"):
                    ecr("UploadLayerPart", **part)
            else:
                assert ecr("UploadLayerPart", **part)["lastByteReceived"] == size - 1


class TestAvailability:
    def test_what_was_uploaded_is_available(self, app: Any) -> None:
        digest = uploaded(app, DATA)

        answer = app.batch_check_layer_availability(**APP, layerDigests=[ABSENT, digest, digest])

        assert answer["failures"] == []
        assert answer["layers"] == [
            {"layerDigest": ABSENT, "layerAvailability": "UNAVAILABLE"},
            {"layerDigest": digest, "layerAvailability": "AVAILABLE", "layerSize": len(DATA)},
        ]

    def test_layers_belong_to_their_repository(self, app: Any) -> None:
        app.create_repository(repositoryName="other")
        digest = uploaded(app, DATA, name="other")

        (layer,) = app.batch_check_layer_availability(**APP, layerDigests=[digest])["layers"]

        assert layer["layerAvailability"] == "UNAVAILABLE"

    def test_what_is_no_digest_is_a_failure(self, app: Any) -> None:
        answer = app.batch_check_layer_availability(**APP, layerDigests=["latest", ""])

        assert answer["layers"] == []
        assert [(item["layerDigest"], item["failureCode"]) for item in answer["failures"]] == [
            ("latest", "InvalidLayerDigest"),
            ("", "MissingLayerDigest"),
        ]


class TestPutImage:
    def test_an_image_whose_layers_are_there_is_taken_without_a_warning(self) -> None:
        with mock_ecs(neighbours="null", references="strict") as mock:
            ecr = mock.client("ecr")
            ecr.create_repository(**APP)
            with pytest.raises(ClientError, match="LayersNotFoundException"):
                ecr.put_image(**APP, imageManifest=of_layer(DIGEST))

            uploaded(ecr, DATA)
            ecr.put_image(**APP, imageManifest=of_layer(DIGEST))

            assert len(ecr.list_images(**APP)["imageIds"]) == 1


class TestDownloads:
    def url(self, mock: MockEcs) -> str:
        ecr = mock.client("ecr")
        ecr.create_repository(**APP)
        ecr.put_image(**APP, imageManifest=of_layer(uploaded(ecr, DATA)))
        answer: str = ecr.get_download_url_for_layer(**APP, layerDigest=DIGEST)["downloadUrl"]
        return answer

    def get(self, mock: MockEcs, url: str, **headers: str) -> tuple[int, bytes]:
        parts = urlsplit(url)
        answer = Client(create_wsgi(mock.world)).get(
            parts.path, query_string=parts.query, headers=headers, buffered=True
        )
        return answer.status_code, answer.data

    def test_a_layer_is_had_without_credentials(self) -> None:
        with mock_ecs(neighbours="null") as mock:
            url = self.url(mock)

            assert url.startswith("http://localhost:4566/_mock_ecs/layers/123456789012/us-east-1/app/sha256%3A")
            assert self.get(mock, url) == (200, DATA)
            assert self.get(mock, url, Range="bytes=5-9") == (206, DATA[5:10])

    def test_a_url_holds_for_an_hour(self) -> None:
        with mock_ecs(neighbours="null") as mock:
            url = self.url(mock)

            mock.clock.advance(3600)
            last = self.get(mock, url)
            mock.clock.advance(1)

            assert last == (200, DATA)
            assert self.get(mock, url)[0] == 403

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Signature=", "Signature=0"),
            ("Expires=", "Expires=9"),
            ("Expires=", "Expires=x"),
            ("/app/", "/../"),
            ("us-east-1", "us-east-2"),
            ("sha256%3A", "sha512%3A"),
            ("/app/", "/"),
        ],
    )
    def test_a_url_that_was_put_together_is_refused(self, old: str, new: str) -> None:
        with mock_ecs(neighbours="null") as mock:
            url = self.url(mock)

            status, body = self.get(mock, url.replace(old, new))

            assert (status, b"AccessDenied" in body) == (403, True)
            assert mock.faults == []

    def test_a_layer_that_is_gone_is_refused(self) -> None:
        with mock_ecs(neighbours="null") as mock:
            url = self.url(mock)

            mock.client("ecr").delete_repository(**APP, force=True)

            assert self.get(mock, url)[0] == 403
