"""Public repositories over a live server, by unmodified clients: boto3, a client of registries, and the AWS CLI."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest

OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
CONFIG = b'{"architecture":"arm64","os":"linux"}'
LAYER = b"layer" * 1000


def digest_of(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


def descriptor(data: bytes, kind: str) -> dict[str, Any]:
    return {"mediaType": f"application/vnd.oci.image.{kind}", "size": len(data), "digest": digest_of(data)}


MANIFEST = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": OCI_IMAGE,
        "config": descriptor(CONFIG, "config.v1+json"),
        "layers": [descriptor(LAYER, "layer.v1.tar")],
    }
)


@pytest.fixture
def public(aws_endpoint: str) -> Any:
    return boto3.client(
        "ecr-public",
        region_name="us-east-1",
        endpoint_url=aws_endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def upload(public: Any, data: bytes) -> None:
    upload_id = public.initiate_layer_upload(repositoryName="team/app")["uploadId"]
    part = {"partFirstByte": 0, "partLastByte": len(data) - 1, "layerPartBlob": data}
    public.upload_layer_part(repositoryName="team/app", uploadId=upload_id, **part)
    public.complete_layer_upload(repositoryName="team/app", uploadId=upload_id, layerDigests=[digest_of(data)])


def test_a_repository_from_its_first_image_to_its_end(public: Any) -> None:
    created = public.create_repository(
        repositoryName="team/app", catalogData={"description": "An app.", "logoImageBlob": b"\x89PNG"}
    )
    for data in (CONFIG, LAYER):
        upload(public, data)
    public.put_image(repositoryName="team/app", imageManifest=MANIFEST, imageTag="v1")

    host, _, path = created["repository"]["repositoryUri"].partition("/")
    pulled = [
        urlopen(f"http://{host}/v2/{path}/{what}").read() for what in (f"blobs/{digest_of(LAYER)}", "manifests/v1")
    ]
    assert pulled == [LAYER, MANIFEST.encode()]
    assert urlopen(created["catalogData"]["logoUrl"]).read() == b"\x89PNG"

    token = public.get_authorization_token()["authorizationData"]["authorizationToken"]
    push = Request(f"http://{host}/v2/{path}/manifests/v2", MANIFEST.encode(), method="PUT")
    push.add_header("Authorization", f"Basic {token}")
    push.add_header("Content-Type", OCI_IMAGE)
    assert urlopen(push).status == 201
    tags = public.describe_image_tags(repositoryName="team/app")["imageTagDetails"]
    assert [(tag["imageTag"], tag["imageDetail"]["imageDigest"]) for tag in tags] == [
        (name, digest_of(MANIFEST.encode())) for name in ("v1", "v2")
    ]
    with pytest.raises(public.exceptions.RepositoryNotEmptyException):
        public.delete_repository(repositoryName="team/app")
    public.delete_repository(repositoryName="team/app", force=True)
    assert public.describe_repositories()["repositories"] == []


@pytest.mark.slow
def test_the_cli_makes_a_repository_and_gets_a_password(
    aws: Callable[..., Any], aws_error: Callable[..., str], public: Any
) -> None:
    created = aws("ecr-public", "create-repository", "--repository-name=app", "--catalog-data=description=An app.")
    assert created["catalogData"]["description"] == "An app."
    data = aws("ecr-public", "get-authorization-token")["authorizationData"]
    assert b64decode(data["authorizationToken"]).startswith(b"AWS:")
    assert "RepositoryAlreadyExistsException" in aws_error("ecr-public", "create-repository", "--repository-name=app")
