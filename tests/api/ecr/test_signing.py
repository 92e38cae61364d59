"""Managed signing: what is pushed gets a signature, which is a referrer of its image."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecr.registries import EU, images, replicate
from tests.ecr.examples import IMAGE_A_DIGEST, image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

RELEASE, AUDIT = (f"arn:aws:signer:us-east-1:123456789012:/signing-profiles/{name}" for name in ("release", "audit"))
SIGNATURE = "application/vnd.cncf.notary.signature"


def sign(client: Any, profile: str = RELEASE, *filters: str) -> dict[str, Any]:
    """One rule; without filters it is for all repositories."""
    rule: dict[str, Any] = {"signingProfileArn": profile}
    if filters:
        rule["repositoryFilters"] = [{"filter": each, "filterType": "WILDCARD_MATCH"} for each in filters]
    return rule


def put(client: Any, *rules: dict[str, Any]) -> None:
    client.put_signing_configuration(signingConfiguration={"rules": list(rules)})


def push(client: Any, tag: str = "v1", name: str = "app") -> None:
    client.put_image(repositoryName=name, imageManifest=image_manifest("a"), imageTag=tag)


def statuses(client: Any, name: str = "app") -> dict[str, str]:
    answer = client.describe_image_signing_status(repositoryName=name, imageId={"imageTag": "v1"})
    return {each["signingProfileArn"]: each["status"] for each in answer["signingStatuses"]}


def signatures(client: Any, name: str = "app") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.list_image_referrers(
        repositoryName=name, subjectId={"imageDigest": IMAGE_A_DIGEST}, filter={"artifactTypes": [SIGNATURE]}
    )["referrers"]
    return found


def test_a_configuration_is_put_shown_replaced_and_deleted(ecr: Any) -> None:
    first, second = {"rules": [sign(ecr, RELEASE, "prod/*")]}, {"rules": []}

    put_first = ecr.put_signing_configuration(signingConfiguration=first)
    got_first = ecr.get_signing_configuration()
    ecr.put_signing_configuration(signingConfiguration=second)
    deleted = ecr.delete_signing_configuration()

    assert put_first["signingConfiguration"] == got_first["signingConfiguration"] == first
    assert (deleted["registryId"], deleted["signingConfiguration"]) == ("123456789012", second)
    with pytest.raises(ecr.exceptions.SigningConfigurationNotFoundException):
        ecr.get_signing_configuration()


def test_a_push_is_signed_a_while_later(ecs_world: MockEcs, app: Any) -> None:
    ecs_world.clock.set_mode("manual")
    put(app, sign(app))

    push(app)
    before = statuses(app), signatures(app)
    ecs_world.clock.settle()

    assert before == ({RELEASE: "IN_PROGRESS"}, [])
    assert statuses(app) == {RELEASE: "COMPLETE"}
    assert [each["artifactType"] for each in signatures(app)] == [SIGNATURE]


def test_a_signature_tells_what_was_signed_and_can_be_pulled(app: Any) -> None:
    put(app, sign(app))
    push(app)

    (signature,) = signatures(app)
    answer = app.batch_get_image(repositoryName="app", imageIds=[{"imageDigest": signature["digest"]}])
    manifest = json.loads(answer["images"][0]["imageManifest"])
    blobs = [manifest["config"]["digest"], manifest["layers"][0]["digest"]]
    found = app.batch_check_layer_availability(repositoryName="app", layerDigests=blobs)["layers"]

    assert manifest["subject"]["digest"] == IMAGE_A_DIGEST
    assert [each["layerAvailability"] for each in found] == ["AVAILABLE", "AVAILABLE"]
    assert [each["layerSize"] for each in found] == [manifest["config"]["size"], manifest["layers"][0]["size"]]


def test_each_profile_signs_once(app: Any) -> None:
    put(app, sign(app), sign(app, AUDIT), sign(app, AUDIT, "a*"))

    push(app)
    statuses(app)
    push(app, "v2")

    assert statuses(app) == {RELEASE: "COMPLETE", AUDIT: "COMPLETE"}
    assert len(signatures(app)) == 2


def test_only_repositories_that_a_filter_matches_are_signed(ecr: Any) -> None:
    put(ecr, sign(ecr, RELEASE, "prod/*", "*/signed"))
    names = ("prod/app", "team/signed", "production", "app")
    for name in names:
        ecr.create_repository(repositoryName=name)
        push(ecr, "v1", name)

    signed = [name for name in names if signatures(ecr, name)]

    assert signed == ["prod/app", "team/signed"]


def test_what_was_pushed_before_is_not_signed(app: Any) -> None:
    push(app)
    put(app, sign(app))

    assert statuses(app) == {}


def test_a_replicated_image_brings_its_signature_along(ecs_world: MockEcs, app: Any) -> None:
    eu = ecs_world.client("ecr", region="eu-west-1")
    put(eu, sign(eu, AUDIT))
    put(app, sign(app))
    replicate(app, EU)

    push(app)
    ecs_world.clock.settle()

    assert statuses(eu) == {}
    assert images(eu) == images(app)
    assert len(signatures(eu)) == 1
