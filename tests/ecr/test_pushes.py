"""How an image comes into a repository."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.errors import (
    ImageAlreadyExistsException,
    ImageTagAlreadyExistsException,
    LayersNotFoundException,
    LimitExceededException,
    ReferencedImagesNotFoundException,
)
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Repository, TagMutability
from tests.ecr.examples import (
    CONFIG_DIGEST,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    LAYER_DIGESTS,
    START,
    image_manifest,
    list_manifest,
    new_repository,
    new_state,
)


def put(repository: Repository, text: str, tag: str | None = None, *, now: float = START, **options: Any) -> Image:
    return put_image(repository, read_manifest(text), tag=tag, now=now, **options)[0]


def test_an_image_is_stored_under_its_digest_and_its_tag() -> None:
    repository = new_repository()

    image = put(repository, image_manifest("a"), "v1")

    assert repository.images == {IMAGE_A_DIGEST: image}
    assert repository.tagged == {"v1": image}
    assert image.size == 1100
    assert image.pushed_at == START


def test_a_tag_moves_and_leaves_the_former_image_untagged() -> None:
    repository = new_repository()
    former = put(repository, image_manifest("a"), "latest")

    image = put(repository, image_manifest("b"), "latest")

    assert list(former.tags) == []
    assert list(image.tags) == ["latest"]
    assert list(repository.images) == [IMAGE_A_DIGEST, IMAGE_B_DIGEST]


def test_another_tag_on_the_same_image_does_not_change_when_it_was_pushed() -> None:
    repository = new_repository()
    put(repository, image_manifest("a"), "v1")

    image = put(repository, image_manifest("a"), "v2", now=START + 60)

    assert list(image.tags) == ["v1", "v2"]
    assert image.pushed_at == START


def test_another_tag_needs_no_layers() -> None:
    repository = new_state().create_repository("app")
    put(repository, image_manifest("a"), "v1", strict_layers=False)

    image, missing = put_image(repository, read_manifest(image_manifest("a")), tag="v2", now=START)

    assert list(image.tags) == ["v1", "v2"]
    assert missing == []


@pytest.mark.parametrize("tag", [pytest.param("v1", id="same tag"), pytest.param(None, id="no tag")])
def test_the_same_image_again_is_refused(tag: str | None) -> None:
    repository = new_repository()
    put(repository, image_manifest("a"), "v1")

    with pytest.raises(ImageAlreadyExistsException) as refused:
        put(repository, image_manifest("a"), tag)

    assert refused.value.message == (
        f"Image with digest '{IMAGE_A_DIGEST}' and tag '{tag or 'null'}' already exists"
        " in the repository with name 'app' in registry with id '123456789012'"
    )


def test_an_immutable_tag_does_not_move() -> None:
    repository = new_repository(tag_mutability=TagMutability("IMMUTABLE"))
    image = put(repository, image_manifest("a"), "v1")

    with pytest.raises(ImageTagAlreadyExistsException) as refused:
        put(repository, image_manifest("b"), "v1")

    assert refused.value.message == (
        "The image tag 'v1' already exists in the 'app' repository"
        " and cannot be overwritten because the tag is immutable."
    )
    assert repository.images == {IMAGE_A_DIGEST: image}


def test_an_image_with_another_tag_goes_into_an_immutable_repository() -> None:
    repository = new_repository(tag_mutability=TagMutability("IMMUTABLE"))
    put(repository, image_manifest("a"), "v1")

    put(repository, image_manifest("b"), "v2")

    assert list(repository.tagged) == ["v1", "v2"]


def test_layers_that_were_not_uploaded_are_named() -> None:
    repository = new_state().create_repository("app")
    repository.add_layer(LAYER_DIGESTS["b"], 1)
    layers = [{"size": 1, "digest": LAYER_DIGESTS[letter]} for letter in "aab"]

    with pytest.raises(LayersNotFoundException) as refused:
        put(repository, image_manifest(layers=layers))

    assert refused.value.message == (
        f"Layers with digests '[{CONFIG_DIGEST}, {LAYER_DIGESTS['a']}]' required for pushing image into repository"
        " with name 'app' in the registry with id '123456789012' do not exist"
    )
    assert repository.images == {}


def test_layers_may_be_missing_where_that_is_allowed() -> None:
    repository = new_state().create_repository("app")

    image, missing = put_image(repository, read_manifest(image_manifest("a")), now=START, strict_layers=False)

    assert missing == [CONFIG_DIGEST, LAYER_DIGESTS["a"]]
    assert repository.images == {IMAGE_A_DIGEST: image}


def test_a_list_needs_its_images_whatever_is_allowed() -> None:
    repository = new_repository()
    put(repository, image_manifest("a"))

    with pytest.raises(ReferencedImagesNotFoundException) as refused:
        put(repository, list_manifest(IMAGE_A_DIGEST, IMAGE_B_DIGEST), strict_layers=False)

    assert refused.value.message == (
        f"Images with digests '[{IMAGE_B_DIGEST}]' required for pushing image into repository"
        " with name 'app' in the registry with id '123456789012' do not exist"
    )


def test_a_list_is_as_large_as_its_largest_image() -> None:
    repository = new_repository()
    put(repository, image_manifest("a"))
    put(repository, image_manifest("b", layers=[{"size": 5000, "digest": LAYER_DIGESTS["b"]}]))
    digests = list(repository.images)

    image = put(repository, list_manifest(*digests), "latest")

    assert image.size == 5100


def test_the_size_of_a_schema_1_image_is_that_of_its_uploaded_layers() -> None:
    repository = new_repository()
    text = json.dumps({"schemaVersion": 1, "fsLayers": [{"blobSum": LAYER_DIGESTS[letter]} for letter in "ab"]})
    manifest = read_manifest(text, "application/vnd.docker.distribution.manifest.v1+json")

    image, _ = put_image(repository, manifest, now=START)

    assert image.size == 2000


@pytest.mark.parametrize(
    ("tag", "digest", "code"),
    [
        pytest.param("a b", None, "InvalidParameterException", id="tag"),
        pytest.param("v1", "abc", "InvalidParameterException", id="digest"),
        pytest.param("v1", "sha256:00", "ImageDigestDoesNotMatchException", id="other digest"),
    ],
)
def test_a_tag_or_digest_that_does_not_fit_is_refused(tag: str, digest: str | None, code: str) -> None:
    repository = new_repository()

    with pytest.raises(AwsError) as refused:
        put(repository, image_manifest("a"), tag, digest=digest)

    assert refused.value.code == code
    assert repository.images == {}


def test_the_thousandth_tag_is_the_last() -> None:
    repository = new_repository()
    manifest = read_manifest(image_manifest("a"))
    for number in range(1000):
        put_image(repository, manifest, tag=f"t{number}", now=START)

    with pytest.raises(LimitExceededException) as refused:
        put_image(repository, manifest, tag="t1000", now=START)

    assert refused.value.message == (
        "Adding tag 't1000' to an image in the repository with name 'app' in registry with id '123456789012'"
        " exceeds the maximum allowed number of tags per image which is '1000'"
    )


def test_the_quota_of_images_holds() -> None:
    repository = new_repository()
    image = put(repository, image_manifest("a"))
    repository.images.update((f"sha256:{number:x}", image) for number in range(99_999))

    with pytest.raises(LimitExceededException) as refused:
        put(repository, image_manifest("b"))

    assert refused.value.message == (
        "The repository with name 'app' in registry with id '123456789012'"
        " already has the maximum allowed number of images which is '100000'"
    )


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        pytest.param(image_manifest("d"), {"digest": "sha256:00"}, "ImageDigestDoesNotMatchException", id="digest"),
        pytest.param(image_manifest("d"), {}, "LayersNotFoundException", id="then layers"),
        pytest.param(list_manifest(IMAGE_B_DIGEST), {}, "ReferencedImagesNotFoundException", id="then images"),
        pytest.param(image_manifest("a"), {}, "ImageAlreadyExistsException", id="then the same image"),
        pytest.param(image_manifest("d"), {"strict_layers": False}, "ImageTagAlreadyExistsException", id="then tag"),
    ],
)
def test_faults_are_told_in_a_fixed_order(text: str, options: dict[str, Any], code: str) -> None:
    repository = new_state().create_repository("app", tag_mutability=TagMutability("IMMUTABLE"))
    put(repository, image_manifest("a"), "v1", strict_layers=False)

    with pytest.raises(AwsError) as refused:
        put(repository, text, "v1", **options)

    assert refused.value.code == code
