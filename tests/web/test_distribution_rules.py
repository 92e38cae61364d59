"""What a registry's own rules do to pushes and pulls under ``/v2/``: templates, caches, replication, the archive."""

from __future__ import annotations

import json

from werkzeug.test import Client

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import ImageId, find_image
from mock_ecs.ecr.pull_through_cache import PullThroughCacheRule
from mock_ecs.ecr.repositories import Encryption, Image, TagMutability
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.storage_classes import archive
from mock_ecs.ecr.templates import Template
from mock_ecs.world import World
from tests.web.registry import LAYER, LAYER_DIGEST, OCI_IMAGE, RegistryClient, errors

NO_REPOSITORY = ("NAME_UNKNOWN", "The repository with name '{}' does not exist in the registry with id '123456789012'")
EU = Scope(region="eu-west-1")


def state(world: World, scope: Scope | None = None) -> EcrState:
    with world.entered():
        return world.ecr(scope or Scope())


def add_template(world: World, prefix: str, *purposes: str, **more: object) -> None:
    immutable = TagMutability("IMMUTABLE")
    template = Template(prefix, purposes, 0.0, 0.0, immutable, Encryption(), **more)  # type: ignore[arg-type]
    state(world).templates.add(template)


def add_rule(world: World) -> None:
    state(world).pull_through_cache_rules.add(PullThroughCacheRule("quay", "quay.io", "quay", 0.0))


def test_a_push_makes_a_repository_where_a_template_says_so(world: World, registry: RegistryClient) -> None:
    add_template(world, "prod", "CREATE_ON_PUSH")

    manifest = registry.push_image("v1", "prod/app")

    repository = state(world).repository("prod/app")
    assert registry("GET", "/v2/prod/app/manifests/v1").data == manifest
    assert repository.tag_mutability == TagMutability("IMMUTABLE")


def test_a_push_elsewhere_makes_none(world: World, registry: RegistryClient) -> None:
    add_template(world, "prod", "REPLICATION")
    add_template(world, "test", "CREATE_ON_PUSH", resource_tags=(("team", "red"),))

    answers = [registry("POST", f"/v2/{name}/blobs/uploads/") for name in ("prod/app", "test/app")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert [errors(answer) for answer in answers] == [
        [(NO_REPOSITORY[0], NO_REPOSITORY[1].format(name))] for name in ("prod/app", "test/app")
    ]


def test_a_pull_under_a_rule_makes_repository_and_image(world: World, registry: RegistryClient) -> None:
    add_rule(world)

    head = registry("HEAD", "/v2/quay/org/app/manifests/1")
    pulled = registry("GET", "/v2/quay/org/app/manifests/1")
    manifest = json.loads(pulled.data)
    config = registry("GET", f"/v2/quay/org/app/blobs/{manifest['config']['digest']}")
    layer = registry("GET", f"/v2/quay/org/app/blobs/{manifest['layers'][0]['digest']}")

    assert [answer.status_code for answer in (head, pulled, config, layer)] == [200] * 4
    assert pulled.headers["Docker-Content-Digest"] == head.headers["Docker-Content-Digest"]
    assert json.loads(config.data)["config"]["Labels"] == {"mock-ecs.upstream": "quay.io/org/app:1"}
    assert len(layer.data) == manifest["layers"][0]["size"] == 1024


def test_another_account_needs_leave_to_import(world: World, http: Client, registry: RegistryClient) -> None:
    add_rule(world)
    stranger = RegistryClient(world, http, Scope("222222222222", "us-east-1"))
    host = {"Host": "123456789012.dkr.ecr.us-east-1.amazonaws.com"}

    refused = stranger("GET", "/v2/quay/org/app/manifests/1", **host)
    allow = {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchImportUpstreamImage", "Resource": "*"}
    state(world).settings.set_policy({"Version": "2012-10-17", "Statement": [allow]})
    imported = stranger("GET", "/v2/quay/org/app/manifests/1", **host)

    assert (refused.status_code, errors(refused)[0][0]) == (404, "NAME_UNKNOWN")
    # It is there now, but the policy of the new repository lets nobody else pull.
    assert (imported.status_code, errors(imported)[0][0]) == (403, "DENIED")
    assert state(world).find_repository("quay/org/app") is not None


def test_a_pushed_image_can_be_pulled_from_the_registry_that_it_is_replicated_to(
    world: World, http: Client, registry: RegistryClient
) -> None:
    destination = {"region": EU.region, "registryId": EU.account}
    state(world).settings.set_replication({"rules": [{"destinations": [destination]}]})
    ireland = RegistryClient(world, http, EU)

    manifest = registry.push_image("v1")
    before = ireland("GET", "/v2/app/manifests/v1")
    world.settle()

    assert before.status_code == 404
    assert ireland("GET", "/v2/app/manifests/v1").data == manifest
    assert ireland("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER


def test_the_copy_keeps_its_layers_when_the_source_is_gone(
    world: World, http: Client, registry: RegistryClient
) -> None:
    destination = {"region": EU.region, "registryId": EU.account}
    state(world).settings.set_replication({"rules": [{"destinations": [destination]}]})
    registry.push_image("v1")
    world.settle()

    with world.entered():
        world.ecr(Scope()).delete_repository("app", force=True)

    assert RegistryClient(world, http, EU)("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER


def test_an_archived_image_cannot_be_pulled(world: World, registry: RegistryClient) -> None:
    registry.push_image("v1")
    repository = state(world).repository("app")
    image = find_image(repository, ImageId(tag="v1"))
    assert isinstance(image, Image)
    archive(repository, image, now=0.0)

    answer = registry("GET", "/v2/app/manifests/v1", Accept=OCI_IMAGE)

    assert (answer.status_code, errors(answer)[0][0]) == (403, "DENIED")
