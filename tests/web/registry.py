"""A client of the registry at ``/v2/``, and what it pushes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from werkzeug.test import Client, TestResponse

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.tokens import new_token
from mock_ecs.world import World

OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = b'{"architecture":"amd64","os":"linux"}'
LAYER = bytes(range(256)) * 8


def digest_of(data: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


CONFIG_DIGEST = digest_of(CONFIG)
LAYER_DIGEST = digest_of(LAYER)
ABSENT = f"sha256:{'0' * 64}"


def image(**members: Any) -> bytes:
    """A manifest of the config and the layer."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_IMAGE,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 37, "digest": CONFIG_DIGEST},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "size": 2048, "digest": LAYER_DIGEST}],
    }
    return json.dumps(manifest | members).encode()


def index(*manifests: bytes, **members: Any) -> bytes:
    """An index of those images."""
    children = [{"mediaType": OCI_IMAGE, "size": len(item), "digest": digest_of(item)} for item in manifests]
    return json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": children} | members).encode()


class RegistryClient:
    """Asks ``http`` with a token for the registry of ``scope``."""

    def __init__(self, world: World, http: Client, scope: Scope | None = None) -> None:
        self.world = world
        self.http = http
        self.scope = scope or Scope()
        self.authorization = f"Basic {new_token(self.scope, world.engine.now).authorization}"

    def __call__(self, method: str, path: str, body: bytes | None = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Authorization": self.authorization} | named
        return self.http.open(path, method=method, data=body, headers=headers, buffered=True)

    def create_repository(self, name: str, **settings: Any) -> None:
        with self.world.entered():
            self.world.ecr(self.scope).create_repository(name, **settings)

    def begin(self, name: str = "app") -> str:
        """Begin an upload; returns where it goes on."""
        return self("POST", f"/v2/{name}/blobs/uploads/").headers["Location"]

    def push_blob(self, data: bytes, name: str = "app") -> str:
        """Push a blob at once; returns its digest."""
        digest = digest_of(data)
        assert self("POST", f"/v2/{name}/blobs/uploads/?digest={digest}", data).status_code == 201
        return digest

    def push_image(self, tag: str, name: str = "app", **members: Any) -> bytes:
        """Push the image, with its blobs; returns its manifest."""
        self.push_blob(CONFIG, name)
        self.push_blob(LAYER, name)
        manifest = image(**members)
        answer = self("PUT", f"/v2/{name}/manifests/{tag}", manifest, Content_Type=OCI_IMAGE)
        assert answer.status_code == 201, answer.text
        return manifest


def errors(answer: TestResponse) -> list[tuple[str, str]]:
    """Codes and messages of the errors in an answer."""
    return [(error["code"], error["message"]) for error in json.loads(answer.data)["errors"]]
