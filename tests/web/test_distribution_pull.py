"""The registry's HTTP API: what OCI's conformance category "pull" asks for, and how ECR answers."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.web.registry import (
    ABSENT,
    CONFIG,
    CONFIG_DIGEST,
    LAYER,
    LAYER_DIGEST,
    OCI_IMAGE,
    RegistryClient,
    digest_of,
    errors,
    image,
)

IMAGE = image()
IMAGE_DIGEST = digest_of(IMAGE)
DOCKER_V2 = "application/vnd.docker.distribution.manifest.v2+json"
NOT_FOUND = "Requested image not found"
NO_REPOSITORY = "The repository with name 'nope' does not exist in the registry with id '123456789012'"

# method, path, headers -> status, headers, body
FOUND = [
    ("GET", "/v2/", {}, 200, {"Docker-Distribution-Api-Version": "registry/2.0"}, b"{}"),
    ("GET", "/v2", {}, 200, {}, b"{}"),
    ("GET", "/v2/app/manifests/v1", {}, 200, {"Content-Type": OCI_IMAGE, "Docker-Content-Digest": IMAGE_DIGEST}, IMAGE),
    ("GET", f"/v2/app/manifests/{IMAGE_DIGEST}", {}, 200, {"Docker-Content-Digest": IMAGE_DIGEST}, IMAGE),
    ("GET", "/v2/app/manifests/v1", {"Accept": f"{DOCKER_V2}, {OCI_IMAGE}"}, 200, {"Content-Type": OCI_IMAGE}, IMAGE),
    ("GET", "/v2/app/manifests/v1", {"Accept": "text/html, */*;q=0.1"}, 200, {"Content-Type": OCI_IMAGE}, IMAGE),
    ("HEAD", "/v2/app/manifests/v1", {}, 200, {"Content-Length": str(len(IMAGE)), "Content-Type": OCI_IMAGE}, b""),
    ("HEAD", f"/v2/app/manifests/{IMAGE_DIGEST}", {}, 200, {"Docker-Content-Digest": IMAGE_DIGEST}, b""),
    ("GET", f"/v2/app/blobs/{LAYER_DIGEST}", {}, 200, {"Content-Length": "2048"}, LAYER),
    ("GET", f"/v2/app/blobs/{CONFIG_DIGEST}", {}, 200, {"Content-Type": "application/octet-stream"}, CONFIG),
    ("GET", f"/v2/app/blobs/{LAYER_DIGEST.replace(':', '%3A')}", {}, 200, {}, LAYER),
    ("HEAD", f"/v2/app/blobs/{LAYER_DIGEST}", {}, 200, {"Content-Length": "2048", "Accept-Ranges": "bytes"}, b""),
    ("HEAD", "/v2/app/manifests/none", {}, 404, {}, b""),
    ("HEAD", f"/v2/app/blobs/{ABSENT}", {}, 404, {}, b""),
]
RANGES = [
    ("bytes=500-1499", 206, "bytes 500-1499/2048", LAYER[500:1500]),
    ("bytes=500-", 206, "bytes 500-2047/2048", LAYER[500:]),
    ("bytes=-500", 206, "bytes 1548-2047/2048", LAYER[-500:]),
    ("bytes=-5000", 206, "bytes 0-2047/2048", LAYER),
    ("bytes=2000-5000", 206, "bytes 2000-2047/2048", LAYER[2000:]),
    ("bytes=0-0", 206, "bytes 0-0/2048", LAYER[:1]),
    ("bytes=2047-2047", 206, "bytes 2047-2047/2048", LAYER[2047:]),
    ("bytes=2048-", 416, "bytes */2048", b""),
    ("bytes=5000-10000", 416, "bytes */2048", b""),
    ("bytes=-0", 416, "bytes */2048", b""),
    ("bytes=500-0", 416, "bytes */2048", b""),
    ("bytes=0-1,5-6", 200, None, LAYER),
    ("lines=1-2", 200, None, LAYER),
    ("bytes=-", 200, None, LAYER),
]
REFUSED = [
    ("GET", "/v2/app/manifests/none", 404, "MANIFEST_UNKNOWN", NOT_FOUND),
    ("GET", f"/v2/app/manifests/{ABSENT}", 404, "MANIFEST_UNKNOWN", NOT_FOUND),
    ("GET", "/v2/nope/manifests/v1", 404, "NAME_UNKNOWN", NO_REPOSITORY),
    ("GET", f"/v2/nope/blobs/{LAYER_DIGEST}", 404, "NAME_UNKNOWN", NO_REPOSITORY),
    ("GET", f"/v2/app/blobs/{ABSENT}", 404, "BLOB_UNKNOWN", f"blob {ABSENT} is unknown to the repository"),
    ("GET", "/v2/app/manifests/sha256:bad", 400, "DIGEST_INVALID", "'sha256:bad' is no digest"),
    ("GET", "/v2/app/manifests/md5:00", 400, "DIGEST_INVALID", "'md5:00' is no digest"),
    ("GET", "/v2/app/manifests/a+b", 400, "TAG_INVALID", "'a+b' is no tag"),
    ("GET", f"/v2/app/manifests/{'t' * 129}", 400, "TAG_INVALID", f"'{'t' * 129}' is no tag"),
    ("GET", "/v2/app/blobs/sha256:..", 400, "DIGEST_INVALID", "'sha256:..' is no digest"),
    ("GET", "/v2/App/manifests/v1", 400, "NAME_INVALID", "'App' is no name of a repository"),
    ("GET", "/v2/..%2f..%2fetc/manifests/v1", 400, "NAME_INVALID", "'../../etc' is no name of a repository"),
    ("GET", "/v2/a//b/manifests/v1", 400, "NAME_INVALID", "'a//b' is no name of a repository"),
    ("GET", f"/v2/{'n' * 257}/manifests/v1", 400, "NAME_INVALID", f"'{'n' * 200}' is no name of a repository"),
    ("GET", "/v2/app/secrets/v1", 404, "UNSUPPORTED", "the registry has no such path"),
    ("POST", "/v2/app/manifests/v1", 405, "UNSUPPORTED", "the registry does not take 'POST' here"),
    ("PATCH", f"/v2/app/blobs/{LAYER_DIGEST}", 405, "UNSUPPORTED", "the registry does not take 'PATCH' here"),
]


@pytest.fixture
def filled(registry: RegistryClient) -> RegistryClient:
    registry.push_image("v1")
    return registry


@pytest.mark.parametrize(("method", "path", "headers", "status", "expected", "body"), FOUND)
def test_what_is_there_can_be_had(
    filled: RegistryClient,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
    expected: dict[str, str],
    body: bytes,
) -> None:
    answer = filled(method, path, None, **headers)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert answer.data == body


@pytest.mark.parametrize(("wanted", "status", "expected", "body"), RANGES)
def test_a_part_of_a_blob_can_be_had(
    filled: RegistryClient, wanted: str, status: int, expected: str | None, body: bytes
) -> None:
    answer = filled("GET", f"/v2/app/blobs/{LAYER_DIGEST}", Range=wanted)

    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, expected)
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.data == body


@pytest.mark.parametrize(("method", "path", "status", "code", "message"), REFUSED)
def test_what_is_not_there_is_refused(
    filled: RegistryClient, method: str, path: str, status: int, code: str, message: str
) -> None:
    answer = filled(method, path)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert errors(answer) == [(code, message)]


def test_a_digest_is_never_translated(filled: RegistryClient) -> None:
    by_tag = filled("GET", "/v2/app/manifests/v1", Accept=DOCKER_V2)
    by_digest = filled("GET", f"/v2/app/manifests/{IMAGE_DIGEST}", Accept=DOCKER_V2)

    assert (by_tag.status_code, by_tag.headers["Content-Type"]) == (200, DOCKER_V2)
    assert by_tag.headers["Docker-Content-Digest"] == digest_of(by_tag.data)
    assert (by_digest.status_code, errors(by_digest)) == (404, [("MANIFEST_UNKNOWN", NOT_FOUND)])


def test_a_pull_is_recorded_and_a_look_is_not(filled: RegistryClient) -> None:
    ecr = filled.world.ecr(filled.scope)
    image = ecr.repository("app").images[IMAGE_DIGEST]

    filled("HEAD", "/v2/app/manifests/v1")
    before = image.last_recorded_pull_time
    filled("GET", "/v2/app/manifests/v1")

    assert (before, image.last_recorded_pull_time) == (None, filled.world.engine.now)


def test_a_blob_of_another_repository_is_not_there(filled: RegistryClient) -> None:
    filled.create_repository("other")

    answer = filled("GET", f"/v2/other/blobs/{LAYER_DIGEST}")

    assert (answer.status_code, errors(answer)[0][0]) == (404, "BLOB_UNKNOWN")


def test_a_pull_that_has_begun_goes_on_when_the_blob_is_freed(filled: RegistryClient) -> None:
    headers = {"Authorization": filled.authorization}
    answer = filled.http.get(f"/v2/app/blobs/{LAYER_DIGEST}", headers=headers)

    with filled.world.entered():
        filled.world.ecr(filled.scope).delete_repository("app", force=True)

    assert filled.world.blobs.bytes_kept == 0
    assert answer.data == LAYER
    answer.close()


def test_paths_of_other_services_are_left_to_them(http: Client) -> None:
    signed = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=0"

    answer = http.get("/v2/email/identities", headers={"Authorization": signed})

    assert "Docker-Distribution-Api-Version" not in answer.headers
