"""The registry's HTTP API: what OCI's conformance category "content management" asks for."""

from __future__ import annotations

import pytest

from tests.web.registry import (
    ABSENT,
    LAYER_DIGEST,
    OCI_INDEX,
    RegistryClient,
    digest_of,
    errors,
    image,
    index,
)

IMAGE_DIGEST = digest_of(image())


@pytest.fixture
def filled(registry: RegistryClient) -> RegistryClient:
    registry.push_image("v1")
    registry.push_image("v2")
    return registry


def statuses(registry: RegistryClient, *references: str) -> list[int]:
    return [registry("HEAD", f"/v2/app/manifests/{reference}").status_code for reference in references]


def test_a_tag_is_deleted_alone(filled: RegistryClient) -> None:
    answer = filled("DELETE", "/v2/app/manifests/v1")

    assert (answer.status_code, answer.data) == (202, b"")
    assert statuses(filled, "v1", "v2", IMAGE_DIGEST) == [404, 200, 200]


def test_the_last_tag_takes_the_image_along(filled: RegistryClient) -> None:
    for tag in ("v1", "v2"):
        filled("DELETE", f"/v2/app/manifests/{tag}")

    assert statuses(filled, "v1", "v2", IMAGE_DIGEST) == [404, 404, 404]


def test_a_manifest_is_deleted_with_its_tags(filled: RegistryClient) -> None:
    answer = filled("DELETE", f"/v2/app/manifests/{IMAGE_DIGEST}")

    assert answer.status_code == 202
    assert statuses(filled, "v1", "v2", IMAGE_DIGEST) == [404, 404, 404]


def test_a_blob_that_no_image_has_is_deleted(filled: RegistryClient) -> None:
    loose = filled.push_blob(b"loose")
    before = filled.world.blobs.bytes_kept

    answer = filled("DELETE", f"/v2/app/blobs/{loose}")

    assert answer.status_code == 202
    assert filled("HEAD", f"/v2/app/blobs/{loose}").status_code == 404
    assert filled.world.blobs.bytes_kept == before - len(b"loose")


@pytest.mark.parametrize(
    ("path", "status", "code", "message"),
    [
        ("manifests/none", 404, "MANIFEST_UNKNOWN", "Requested image not found"),
        (f"manifests/{ABSENT}", 404, "MANIFEST_UNKNOWN", "Requested image not found"),
        ("manifests/sha256:bad", 400, "DIGEST_INVALID", "'sha256:bad' is no digest"),
        (f"blobs/{ABSENT}", 404, "BLOB_UNKNOWN", f"blob {ABSENT} is unknown to the repository"),
        (f"blobs/{LAYER_DIGEST}", 405, "UNSUPPORTED", f"blob {LAYER_DIGEST} belongs to an image of the repository"),
        ("blobs/..", 400, "DIGEST_INVALID", "'..' is no digest"),
    ],
)
def test_what_cannot_be_deleted_is_refused(
    filled: RegistryClient, path: str, status: int, code: str, message: str
) -> None:
    answer = filled("DELETE", f"/v2/app/{path}")

    assert (answer.status_code, errors(answer)) == (status, [(code, message)])


def test_the_child_of_an_index_stays(filled: RegistryClient) -> None:
    parent = index(image())
    filled("PUT", "/v2/app/manifests/all", parent, Content_Type=OCI_INDEX)

    answer = filled("DELETE", f"/v2/app/manifests/{IMAGE_DIGEST}")

    assert (answer.status_code, errors(answer)) == (
        405,
        [("UNSUPPORTED", f"Requested image referenced by manifest list: [{digest_of(parent)}]")],
    )


def test_layers_that_no_image_has_go_after_a_while(filled: RegistryClient) -> None:
    filled("DELETE", f"/v2/app/manifests/{IMAGE_DIGEST}")
    before = filled.world.blobs.bytes_kept

    filled.world.advance(2 * 24 * 3600)

    assert before > 0
    assert filled.world.blobs.bytes_kept == 0


def test_layers_of_images_stay(filled: RegistryClient) -> None:
    filled.world.advance(30 * 24 * 3600)

    again = RegistryClient(filled.world, filled.http)
    assert again("HEAD", f"/v2/app/blobs/{LAYER_DIGEST}").status_code == 200


def test_a_reset_frees_everything(filled: RegistryClient) -> None:
    filled.world.reset()

    assert filled.world.blobs.bytes_kept == 0
    assert filled("GET", "/v2/app/tags/list").status_code == 404
