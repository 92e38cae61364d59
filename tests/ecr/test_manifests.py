"""Manifests: what is taken, what is refused, and translations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecr.errors import InvalidParameterException
from mock_ecs.ecr.manifests import Blob, read_manifest, translated
from tests.ecr.examples import (
    CONFIG_DIGEST,
    DOCKER_CONFIG,
    DOCKER_LIST,
    DOCKER_V2,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    LAYER_DIGESTS,
    OCI_IMAGE,
    OCI_INDEX,
    image_manifest,
    list_manifest,
)

INVALID_JSON = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
DESCRIPTOR = {"mediaType": DOCKER_V2, "size": 1, "digest": IMAGE_A_DIGEST}


def test_an_image_names_its_config_and_its_layers() -> None:
    manifest = read_manifest(image_manifest())

    assert manifest.media_type == DOCKER_V2
    assert manifest.artifact_media_type == DOCKER_CONFIG
    assert manifest.blobs == (Blob(CONFIG_DIGEST, 100), Blob(LAYER_DIGESTS["a"], 1000))
    assert manifest.children == ()
    assert manifest.subject is None


def test_the_digest_is_that_of_the_bytes() -> None:
    text = '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}'

    first = read_manifest(text)
    second = read_manifest(f"{text}\n")

    assert first.digest == "sha256:dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2"
    assert second.digest == "sha256:3d60eec733f106e03a571223c6adb85a3dabd53590ae0d8339e8ea2de2d32c56"


def test_the_media_type_in_the_manifest_goes_before_the_one_given_with_it() -> None:
    manifest = read_manifest(image_manifest(), OCI_IMAGE)

    assert manifest.media_type == DOCKER_V2


def test_a_manifest_without_a_media_type_needs_one_given_with_it() -> None:
    text = image_manifest(mediaType=None)

    with pytest.raises(InvalidParameterException) as refused:
        read_manifest(text)
    manifest = read_manifest(text, OCI_IMAGE)

    assert "image manifest mediatype not provided in manifest or parameter" in refused.value.message
    assert manifest.media_type == OCI_IMAGE


def test_an_artifact_names_its_type_and_its_subject() -> None:
    text = image_manifest(mediaType=OCI_IMAGE, artifactType="application/x-sbom", subject=DESCRIPTOR)

    manifest = read_manifest(text)

    assert manifest.artifact_media_type == "application/x-sbom"
    assert manifest.subject == IMAGE_A_DIGEST


def test_a_list_names_each_image_once() -> None:
    manifest = read_manifest(list_manifest(IMAGE_A_DIGEST, IMAGE_B_DIGEST, IMAGE_A_DIGEST))

    assert manifest.media_type == DOCKER_LIST
    assert manifest.children == (IMAGE_A_DIGEST, IMAGE_B_DIGEST)
    assert manifest.artifact_media_type is None


def test_schema_1_names_layers_without_sizes() -> None:
    text = json.dumps({"schemaVersion": 1, "fsLayers": [{"blobSum": LAYER_DIGESTS["a"]}]})

    manifest = read_manifest(text, SIGNED)

    assert manifest.blobs == (Blob(LAYER_DIGESTS["a"], None),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("no JSON", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param('{"a": NaN}', id="not a number"),
        pytest.param(image_manifest(mediaType="application/json"), id="media type"),
        pytest.param(image_manifest(mediaType=["x"]), id="media type is no text"),
        pytest.param(image_manifest(schemaVersion=1), id="schema version"),
        pytest.param(image_manifest(config=None), id="no config"),
        pytest.param(image_manifest(layers="x"), id="layers are no list"),
        pytest.param(image_manifest(layers=["x"]), id="layer is no object"),
        pytest.param(image_manifest(layers=[DESCRIPTOR | {"digest": "abc"}]), id="digest"),
        pytest.param(image_manifest(layers=[DESCRIPTOR | {"size": "1"}]), id="size is text"),
        pytest.param(image_manifest(layers=[DESCRIPTOR | {"size": -1}]), id="negative size"),
        pytest.param(image_manifest(layers=[DESCRIPTOR | {"mediaType": {}}]), id="media type of a layer"),
        pytest.param(image_manifest(subject="x"), id="subject"),
        pytest.param(list_manifest(manifests="x"), id="manifests are no list"),
        pytest.param(list_manifest(manifests=[{"mediaType": DOCKER_V2}]), id="image without digest"),
        pytest.param(list_manifest(manifests=[DESCRIPTOR | {"mediaType": "a/layer"}]), id="list of layers"),
        pytest.param(json.dumps({"schemaVersion": 1, "mediaType": SIGNED}), id="schema 1 without layers"),
        pytest.param(json.dumps({"schemaVersion": 1, "mediaType": SIGNED, "fsLayers": ["x"]}), id="schema 1 layer"),
    ],
)
def test_what_is_no_manifest_of_a_kind_that_ecr_takes_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        read_manifest(text)

    assert refused.value.message == INVALID_JSON


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(image_manifest(layers=[]), id="schema 2"),
        pytest.param(json.dumps({"schemaVersion": 1, "mediaType": SIGNED, "fsLayers": []}), id="schema 1"),
    ],
)
def test_an_image_without_layers_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        read_manifest(text)

    assert "Image has to have at least 1 layer" in refused.value.message


@pytest.mark.parametrize(
    ("accepted", "media_type"),
    [
        pytest.param((), DOCKER_V2, id="anything"),
        pytest.param((OCI_IMAGE, DOCKER_V2), DOCKER_V2, id="as pushed"),
        pytest.param((OCI_IMAGE,), OCI_IMAGE, id="translated"),
    ],
)
def test_an_image_is_shown_in_a_media_type_that_is_accepted(accepted: tuple[str, ...], media_type: str) -> None:
    shown = translated(read_manifest(image_manifest()), accepted)

    assert shown is not None
    assert shown[1] == media_type
    assert json.loads(shown[0])["mediaType"] == media_type


def test_a_translation_renames_config_and_layers_too_and_can_be_undone() -> None:
    docker = read_manifest(image_manifest())

    oci = translated(docker, [OCI_IMAGE])
    assert oci is not None
    back = translated(read_manifest(oci[0]), [DOCKER_V2])

    document = json.loads(oci[0])
    assert document["config"]["mediaType"] == OCI_CONFIG
    assert document["layers"][0]["mediaType"] == "application/vnd.oci.image.layer.v1.tar+gzip"
    assert back is not None
    assert json.loads(back[0]) == json.loads(docker.text)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        pytest.param(image_manifest(), OCI_INDEX, id="image as index"),
        pytest.param(list_manifest(IMAGE_A_DIGEST), OCI_INDEX, id="Docker's list as OCI's"),
        pytest.param(list_manifest(IMAGE_A_DIGEST), DOCKER_V2, id="list as image"),
    ],
)
def test_what_cannot_be_translated_is_not_shown(text: str, accepted: str) -> None:
    assert translated(read_manifest(text), [accepted]) is None


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "é", DOCKER_V2, IMAGE_A_DIGEST]),
    lambda item: st.lists(item, max_size=3) | st.dictionaries(st.sampled_from(["digest", "size", "mediaType"]), item),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["config", "layers", "manifests", "subject", "schemaVersion"]), JSON_VALUES))
def test_any_object_is_read_or_refused_in_the_same_words(members: dict[str, Any]) -> None:
    for text in (image_manifest(**members), list_manifest(IMAGE_A_DIGEST, **members)):
        try:
            outcome = read_manifest(text).text
        except InvalidParameterException as refused:
            outcome = refused.message

        assert outcome == text or outcome.startswith("Invalid parameter at 'ImageManifest'")
