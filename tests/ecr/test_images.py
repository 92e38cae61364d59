"""Images in a repository: found, pulled, listed and deleted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.errors import ImageAlreadyExistsException, ImageNotFoundException, ReferencedImagesNotFoundException
from mock_ecs.ecr.images import (
    Failure,
    ImageId,
    Pulled,
    delete_images,
    find_image,
    get_image,
    ids_from,
    ids_of,
    pull_image,
)
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Repository
from tests.ecr.examples import (
    DOCKER_V2,
    IMAGE_A_DIGEST,
    IMAGE_B_DIGEST,
    OCI_IMAGE,
    START,
    image_manifest,
    list_manifest,
    new_repository,
)

A_V1, A_V2 = ImageId(IMAGE_A_DIGEST, "v1"), ImageId(IMAGE_A_DIGEST, "v2")
B = ImageId(IMAGE_B_DIGEST)
LIST_DIGEST = read_manifest(list_manifest(IMAGE_A_DIGEST)).digest


def put(repository: Repository, text: str, *tags: str | None) -> Image:
    manifest = read_manifest(text)
    for tag in tags or (None,):
        put_image(repository, manifest, tag=tag, now=START)
    return repository.images[manifest.digest]


@pytest.fixture
def repository() -> Repository:
    """Image a with the tags v1 and v2, and image b without a tag."""
    repository = new_repository()
    put(repository, image_manifest("a"), "v1", "v2")
    put(repository, image_manifest("b"))
    return repository


@pytest.mark.parametrize(
    ("image_id", "digest"),
    [
        pytest.param(ImageId(tag="v2"), IMAGE_A_DIGEST, id="tag"),
        pytest.param(B, IMAGE_B_DIGEST, id="digest"),
        pytest.param(A_V1, IMAGE_A_DIGEST, id="both"),
    ],
)
def test_an_image_is_found_by_tag_and_by_digest(repository: Repository, image_id: ImageId, digest: str) -> None:
    assert get_image(repository, image_id) is repository.images[digest]


@pytest.mark.parametrize(
    ("image_id", "code", "reason"),
    [
        pytest.param(
            ImageId(),
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null",
            id="nothing",
        ),
        pytest.param(
            ImageId("abc"),
            "InvalidImageDigest",
            "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
            id="digest",
        ),
        pytest.param(
            ImageId(tag="a b"),
            "InvalidImageTag",
            "Invalid request parameters: image tag should satisfy the regex '[a-zA-Z0-9-_.]+'",
            id="tag",
        ),
        pytest.param(
            ImageId(IMAGE_B_DIGEST, "v1"),
            "ImageTagDoesNotMatchDigest",
            "Invalid request parameters: image tag does not match digest",
            id="mismatch",
        ),
        pytest.param(ImageId("sha256:00"), "ImageNotFound", "Requested image not found", id="unknown digest"),
        pytest.param(ImageId(tag="v9"), "ImageNotFound", "Requested image not found", id="unknown tag"),
    ],
)
def test_what_is_not_found_has_a_reason(repository: Repository, image_id: ImageId, code: str, reason: str) -> None:
    assert find_image(repository, image_id) == Failure(code, reason)


@pytest.mark.parametrize(
    ("image_id", "printed"),
    [
        pytest.param(ImageId(tag="v9"), "{imageDigest:'null', imageTag:'v9'}", id="tag"),
        pytest.param(ImageId("sha256:00"), "{imageDigest:'sha256:00', imageTag:'null'}", id="digest"),
        pytest.param(ImageId("sha256:00", "v1"), "{imageDigest:'sha256:00', imageTag:'v1'}", id="mismatch"),
    ],
)
def test_an_image_that_must_be_there_is_missed_by_what_was_asked(
    repository: Repository, image_id: ImageId, printed: str
) -> None:
    with pytest.raises(ImageNotFoundException) as refused:
        get_image(repository, image_id)

    assert refused.value.message == (
        f"The image with imageId {printed} does not exist within the repository with name 'app'"
        " in the registry with id '123456789012'"
    )


@pytest.mark.parametrize(
    ("image_id", "message"),
    [
        pytest.param(ImageId(tag=""), "'imageTag' failed to satisfy constraint", id="tag"),
        pytest.param(ImageId(""), "'imageDigest' failed to satisfy constraint", id="digest"),
        pytest.param(ImageId(), "'imageIds' failed to satisfy constraint", id="nothing"),
    ],
)
def test_an_id_that_is_none_is_refused(repository: Repository, image_id: ImageId, message: str) -> None:
    with pytest.raises(AwsError, match=message) as refused:
        get_image(repository, image_id)

    assert refused.value.code == "InvalidParameterException"


def test_a_pull_is_recorded_once_in_24_hours(repository: Repository) -> None:
    image = repository.tagged["v1"]
    seen = [image.last_recorded_pull_time]

    for hours in (0, 23.9, 24, 30):
        pull_image(repository, ImageId(tag="v1"), now=START + hours * 3600)
        seen.append(image.last_recorded_pull_time)

    assert seen == [None, START, START, START + 24 * 3600, START + 24 * 3600]


@pytest.mark.parametrize(
    ("image_id", "media_type"),
    [
        pytest.param(ImageId(tag="v1"), OCI_IMAGE, id="by tag"),
        pytest.param(A_V1, None, id="by digest and tag"),
        pytest.param(ImageId(IMAGE_A_DIGEST), None, id="by digest"),
    ],
)
def test_only_an_image_pulled_by_tag_is_translated(
    repository: Repository, image_id: ImageId, media_type: str | None
) -> None:
    pulled = pull_image(repository, image_id, now=START, accepted=[OCI_IMAGE])

    if media_type is None:
        assert pulled == Failure("ImageNotFound", "Requested image not found")
    else:
        assert isinstance(pulled, Pulled)
        assert pulled.media_type == media_type


def test_an_image_that_is_not_accepted_is_not_recorded_as_pulled(repository: Repository) -> None:
    pull_image(repository, ImageId(tag="v1"), now=START, accepted=["application/json"])

    assert repository.tagged["v1"].last_recorded_pull_time is None


def test_a_pull_shows_the_manifest_as_it_was_pushed(repository: Repository) -> None:
    pulled = pull_image(repository, ImageId(IMAGE_A_DIGEST), now=START, accepted=[DOCKER_V2])

    assert isinstance(pulled, Pulled)
    assert pulled.manifest == image_manifest("a")
    assert pulled.media_type == DOCKER_V2


@pytest.mark.parametrize(
    ("tag_status", "status", "ids"),
    [
        pytest.param("ANY", "ACTIVE", [A_V1, A_V2, B], id="any"),
        pytest.param("TAGGED", "ACTIVE", [A_V1, A_V2], id="tagged"),
        pytest.param("UNTAGGED", "ACTIVE", [B], id="untagged"),
        pytest.param("ANY", "ANY", [A_V1, A_V2, B], id="any status"),
        pytest.param("ANY", "ARCHIVED", [], id="archived"),
    ],
)
def test_images_are_listed_by_status(repository: Repository, tag_status: str, status: str, ids: list[ImageId]) -> None:
    found = list(ids_from(repository, 0, tag_status=tag_status, status=status))

    assert [image_id for _, image_id in found] == ids
    for number, (position, _) in enumerate(found):
        rest = ids_from(repository, position, tag_status=tag_status, status=status)
        assert [image_id for _, image_id in rest] == ids[number:]


@pytest.mark.parametrize(
    ("named", "gone", "left"),
    [
        pytest.param([ImageId(tag="v1")], [A_V1], [A_V2, B], id="one tag of two"),
        pytest.param([ImageId(tag="v1"), ImageId(tag="v2")], [A_V1, A_V2], [B], id="the last tag takes the image"),
        pytest.param([ImageId(IMAGE_A_DIGEST)], [A_V1, A_V2], [B], id="digest"),
        pytest.param([A_V2], [A_V1, A_V2], [B], id="digest and tag"),
        pytest.param([B], [B], [A_V1, A_V2], id="untagged"),
        pytest.param([A_V1, A_V2, B], [A_V1, A_V2, B], [], id="all as they are listed"),
        pytest.param([B, B], [B], [A_V1, A_V2], id="twice"),
    ],
)
def test_deleting_takes_tags_and_images_away(
    repository: Repository, named: list[ImageId], gone: list[ImageId], left: list[ImageId]
) -> None:
    deleted, failures = delete_images(repository, named)

    assert deleted == gone
    assert failures == []
    assert list(ids_of(repository.images.values())) == left


def test_deleting_what_is_not_there_is_a_failure(repository: Repository) -> None:
    missing = [ImageId(tag="v9"), ImageId(IMAGE_B_DIGEST, "v1"), ImageId()]

    deleted, failures = delete_images(repository, [missing[0], B, *missing])

    assert deleted == [B]
    assert [(image_id, failure.code) for image_id, failure in failures] == [
        (missing[0], "ImageNotFound"),
        (missing[1], "ImageTagDoesNotMatchDigest"),
        (missing[2], "MissingDigestAndTag"),
    ]


def test_a_deleted_tag_can_be_put_again() -> None:
    repository = new_repository()
    put(repository, image_manifest("a"), "v1")
    delete_images(repository, [ImageId(tag="v1")])

    image = put(repository, image_manifest("b"), "v1")

    assert repository.tagged == {"v1": image}
    assert list(repository.images) == [IMAGE_B_DIGEST]


class TestImagesOfAList:
    """An image that a manifest list names cannot be deleted before the list."""

    @pytest.fixture
    def listed(self) -> Repository:
        repository = new_repository()
        put(repository, image_manifest("a"), "v1")
        put(repository, list_manifest(IMAGE_A_DIGEST), "latest")
        return repository

    @pytest.mark.parametrize(
        "image_id",
        [pytest.param(ImageId(IMAGE_A_DIGEST), id="digest"), pytest.param(ImageId(tag="v1"), id="last tag")],
    )
    def test_it_is_kept(self, listed: Repository, image_id: ImageId) -> None:
        deleted, failures = delete_images(listed, [image_id])

        reason = f"Requested image referenced by manifest list: [{LIST_DIGEST}]"
        assert deleted == []
        assert failures == [(image_id, Failure("ImageReferencedByManifestList", reason))]
        assert listed.tagged["v1"].digest == IMAGE_A_DIGEST

    def test_a_tag_that_is_not_its_last_goes(self, listed: Repository) -> None:
        put(listed, image_manifest("a"), "v2")

        deleted, failures = delete_images(listed, [ImageId(tag="v1")])

        assert deleted == [A_V1]
        assert failures == []

    def test_it_goes_after_its_list(self, listed: Repository) -> None:
        deleted, failures = delete_images(listed, [ImageId(tag="latest"), ImageId(IMAGE_A_DIGEST)])

        assert deleted == [ImageId(LIST_DIGEST, "latest"), A_V1]
        assert failures == []
        assert listed.images == {}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "list", "delete"]),
        st.sampled_from("abd"),
        st.sampled_from([None, "v1", "v2"]),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(STEPS)
def test_tags_digests_and_lists_always_agree(steps: list[tuple[str, str, str | None]]) -> None:
    repository = new_repository()

    for kind, letter, tag in steps:
        digest = read_manifest(image_manifest(letter)).digest
        if kind == "delete":
            delete_images(repository, [ImageId(tag=tag) if tag else ImageId(digest)])
            continue
        text = image_manifest(letter) if kind == "put" else list_manifest(digest)
        try:
            put_image(repository, read_manifest(text), tag=tag, now=START)
        except (ImageAlreadyExistsException, ReferencedImagesNotFoundException):
            continue

    images = repository.images
    assert {tag: image for image in images.values() for tag in image.tags} == repository.tagged
    for digest, image in images.items():
        assert image.digest == digest
        parents = [other.digest for other in images.values() if digest in other.manifest.children]
        assert sorted(image.lists) == sorted(parents)
        assert all(child in images for child in image.manifest.children)
