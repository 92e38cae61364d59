"""Images that speak of another image."""

from __future__ import annotations

import json

from mock_ecs.ecr.images import ImageId, delete_image
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.referrers import referrers_of
from mock_ecs.ecr.repositories import Image, Repository
from tests.ecr.examples import DOCKER_CONFIG, OCI_IMAGE, OCI_INDEX, START, image_manifest, new_repository

SUBJECT = f"sha256:{'5' * 64}"
ABOUT = {"mediaType": OCI_IMAGE, "size": 5, "digest": SUBJECT}


def pushed(repository: Repository, text: str) -> Image:
    return put_image(repository, read_manifest(text), now=START)[0]


def test_an_image_without_referrers_has_none() -> None:
    repository = new_repository()
    pushed(repository, image_manifest("a"))

    assert referrers_of(repository, SUBJECT) == []


def test_a_referrer_is_described_by_its_manifest() -> None:
    repository = new_repository()
    text = image_manifest("a", subject=ABOUT, artifactType="x/sbom", annotations={"tool": "t"})

    image = pushed(repository, text)

    (referrer,) = referrers_of(repository, SUBJECT)
    assert referrer.image is image
    assert (referrer.digest, referrer.size) == (image.digest, len(text))
    assert (referrer.artifact_type, referrer.annotations) == ("x/sbom", {"tool": "t"})


def test_without_an_artifact_type_the_config_has_it() -> None:
    repository = new_repository()
    pushed(repository, image_manifest("a", subject=ABOUT))

    assert [referrer.artifact_type for referrer in referrers_of(repository, SUBJECT)] == [DOCKER_CONFIG]


def test_an_index_may_refer_and_has_no_type_then() -> None:
    repository = new_repository()
    pushed(repository, json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [], "subject": ABOUT}))

    assert [referrer.artifact_type for referrer in referrers_of(repository, SUBJECT)] == [None]


def test_only_those_of_a_status_are_listed() -> None:
    repository = new_repository()
    pushed(repository, image_manifest("a", subject=ABOUT)).status = "ARCHIVED"
    pushed(repository, image_manifest("b", subject=ABOUT))

    found = {status: len(referrers_of(repository, SUBJECT, status=status)) for status in ("ACTIVE", "ARCHIVED", "ANY")}

    assert found == {"ACTIVE": 1, "ARCHIVED": 1, "ANY": 2}


def test_a_deleted_referrer_is_forgotten() -> None:
    repository = new_repository()
    image = pushed(repository, image_manifest("a", subject=ABOUT))

    delete_image(repository, ImageId(digest=image.digest))

    assert (referrers_of(repository, SUBJECT), repository.referrers, repository.layer_users) == ([], {}, {})
