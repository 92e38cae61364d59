"""Public registries at ``/v2/``, below their aliases, and their logos: pushed with a token, pulled without."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.public import CatalogData
from mock_ecs.ecr.tokens import new_token
from mock_ecs.world import World

OWN, OTHER = "123456789012", "222222222222"
OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
LAYER = b"a layer"
DIGEST = f"sha256:{hashlib.sha256(LAYER).hexdigest()}"
BLOB = {"mediaType": "application/octet-stream", "size": len(LAYER), "digest": DIGEST}
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": OCI_IMAGE, "config": BLOB, "layers": [BLOB]}).encode()


class Registry:
    """Asks for what is in the public repository called app, by default with the owner's token."""

    def __init__(self, world: World, http: Client) -> None:
        self.world = world
        self.http = http
        self.uri = world.public_registries.of(OWN).create_repository("team/app").uri.partition("/")[2]

    def __call__(self, method: str, path: str, body: bytes = b"", *, account: str | None = OWN) -> TestResponse:
        headers = {"Content-Type": OCI_IMAGE}
        if account:
            token = new_token(Scope(account), self.world.engine.now)
            headers["Authorization"] = f"Basic {token.authorization}"
        return self.http.open(f"/v2/{self.uri}/{path}", method=method, data=body, headers=headers, buffered=True)

    def push(self) -> None:
        assert self("POST", f"blobs/uploads/?digest={DIGEST}", LAYER).status_code == 201
        assert self("PUT", "manifests/v1", MANIFEST).status_code == 201


@pytest.fixture
def registry(world: World, http: Client) -> Registry:
    return Registry(world, http)


def test_what_is_pushed_below_the_alias_is_in_the_public_repository_alone(registry: Registry, world: World) -> None:
    registry.push()

    repository = world.public_registries.of(OWN).repository("team/app")
    assert list(repository.tagged) == ["v1"]
    assert world.ecr(Scope(OWN)).repositories() == []


def test_a_blob_says_where_it_lies_by_the_name_it_was_pushed_to(registry: Registry) -> None:
    answer = registry("POST", f"blobs/uploads/?digest={DIGEST}", LAYER)

    assert answer.headers["Location"].endswith(f"/v2/{registry.uri}/blobs/{DIGEST}")


@pytest.mark.parametrize("account", [None, OTHER], ids=["nobody", "a stranger"])
def test_everybody_may_pull(registry: Registry, account: str | None) -> None:
    registry.push()

    answers = [registry("GET", path, account=account) for path in ("manifests/v1", f"blobs/{DIGEST}", "tags/list")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answers[0].data, answers[1].data] == [MANIFEST, LAYER]


def test_empty_credentials_are_none(registry: Registry) -> None:
    registry.push()
    headers = {"Authorization": "Basic Og=="}

    answers = [registry.http.get(path, headers=headers) for path in (f"/v2/{registry.uri}/manifests/v1", "/v2/")]

    assert [answer.status_code for answer in answers] == [200, 401]


def test_who_pushes_needs_a_token(registry: Registry) -> None:
    assert registry("POST", "blobs/uploads/", account=None).status_code == 401


def test_a_stranger_may_not_push(registry: Registry) -> None:
    answer = registry("POST", "blobs/uploads/", account=OTHER)

    (error,) = answer.get_json()["errors"]
    assert (answer.status_code, error["code"]) == (403, "DENIED")
    assert "ecr-public:InitiateLayerUpload on resource: arn:aws:ecr-public::123456789012:repository/team/app" in str(
        error["message"]
    )


def test_no_push_makes_a_public_repository(registry: Registry) -> None:
    registry.uri = registry.uri.replace("team/app", "other")

    answer = registry("POST", "blobs/uploads/")

    message: Any = answer.get_json()["errors"][0]["message"]
    assert answer.status_code == 404
    assert message == f"The repository with name 'other' does not exist in the registry with id '{OWN}'"


def test_without_an_alias_a_name_is_that_of_a_private_repository(registry: Registry, http: Client) -> None:
    assert http.get("/v2/team/app/tags/list").status_code == 401


def test_a_blob_is_uploaded_where_another_registry_would_mount_it(registry: Registry) -> None:
    registry.push()

    answer = registry("POST", f"blobs/uploads/?mount={DIGEST}&from={registry.uri}")

    assert answer.status_code == 202


class TestLogos:
    @pytest.mark.parametrize(
        ("logo", "kind"), [(b"\x89PNG\r\n\x1a\n", "image/png"), (b"?", "application/octet-stream")]
    )
    def test_a_logo_is_had_at_its_url(self, registry: Registry, world: World, logo: bytes, kind: str) -> None:
        world.public_registries.of(OWN).repository("team/app").put_catalog_data(CatalogData(logo=logo))
        digest = hashlib.sha256(logo).hexdigest()

        answer = registry.http.get(f"/_mock_ecs/logos/{OWN}/{digest}/team/app")

        assert (answer.status_code, answer.data, answer.content_type) == (200, logo, kind)

    @pytest.mark.parametrize("path", [f"{OWN}/{'0' * 64}/team/app", f"{OTHER}/0/app", f"{OWN}/0/other"])
    def test_others_are_not_there(self, registry: Registry, path: str) -> None:
        assert registry.http.get(f"/_mock_ecs/logos/{path}").status_code == 404
