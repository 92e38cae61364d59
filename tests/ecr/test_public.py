"""Public registries, their aliases, and what the gallery tells of repositories."""

from __future__ import annotations

import pytest

from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.errors import RepositoryNotFoundException
from mock_ecs.ecr.logos import logo_at, logo_url
from mock_ecs.ecr.public import CatalogData, PublicRegistries
from mock_ecs.ecr.public_errors import RegistryNotFoundException
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from tests.ecr.examples import START

OWN, OTHER = "123456789012", "222222222222"


def new_registries(seed: int = 0) -> PublicRegistries:
    """Public registries of which there is none yet."""
    return PublicRegistries(Engine(START), Ids(seed), address="localhost:4566", blobs=BlobStore())


def test_equal_seeds_give_equal_aliases() -> None:
    uris = [new_registries(seed).of(OWN).create_repository("app").uri for seed in (0, 0, 1)]

    assert uris[0] == uris[1] != uris[2]


def test_a_registry_keeps_its_alias_for_all_its_repositories() -> None:
    registry = new_registries().of(OWN)

    uris = [registry.create_repository(name).uri for name in ("app", "team/app")]

    assert uris == [f"localhost:4566/{registry.alias}/{name}" for name in ("app", "team/app")]


def test_an_alias_that_is_taken_is_not_given_again() -> None:
    registries = new_registries()
    first = registries.of(OWN)
    first.create_repository("app")
    registries.ids = Ids(0)  # draws what was drawn before

    registries.of(OTHER).create_repository("app")

    assert registries.of(OTHER).alias != first.alias
    assert registries.with_alias(first.alias) is first


def test_a_registry_is_found_by_its_id_and_by_its_alias() -> None:
    registries = new_registries()
    registry = registries.of(OWN)
    registry.create_repository("app")

    assert registries.named(OWN) is registries.named(registry.alias) is registry
    with pytest.raises(RegistryNotFoundException):
        registries.named(OTHER)


def test_no_push_makes_a_repository() -> None:
    with pytest.raises(RepositoryNotFoundException):
        new_registries().of(OWN).repository_to_push("app")


def test_catalog_data_that_is_not_given_stays() -> None:
    repository = new_registries().of(OWN).create_repository("app", catalog_data=CatalogData(description="An app."))

    repository.put_catalog_data(CatalogData(architectures=("ARM",), usage_text=""))

    assert repository.catalog_data == CatalogData(description="An app.", architectures=("ARM",), usage_text="")


def test_a_logo_that_was_replaced_is_gone() -> None:
    registries = new_registries()
    repository = registries.of(OWN).create_repository("team/app", catalog_data=CatalogData(logo=b"old"))
    url = logo_url("localhost:4566", repository)
    assert url is not None
    account, digest, name = url.partition("/logos/")[2].split("/", 2)
    before = logo_at(registries, account, digest, name)

    repository.put_catalog_data(CatalogData(logo=b"new"))

    assert before == b"old"
    assert logo_at(registries, account, digest, name) is None


def test_an_empty_logo_is_none() -> None:
    repository = new_registries().of(OWN).create_repository("app", catalog_data=CatalogData(logo=b""))

    assert logo_url("localhost:4566", repository) is None
