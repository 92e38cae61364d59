"""The operations on catalog data, on registries and on tokens."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.tokens import read_password

TOLD = {
    "description": "An app.",
    "architectures": ["ARM 64", "x86-64"],
    "operatingSystems": ["Linux"],
    "aboutText": "# App",
    "usageText": "Run it.",
}
LOGO = b"\x89PNG\r\n\x1a\n"


class TestRepositoryCatalogData:
    def test_it_is_told_as_it_was_given(self, public: Any) -> None:
        created = public.create_repository(repositoryName="app", catalogData=TOLD)

        shown = public.get_repository_catalog_data(repositoryName="app")

        assert created["catalogData"] == shown["catalogData"] == {**TOLD, "marketplaceCertified": False}

    def test_what_is_not_given_again_stays(self, public: Any) -> None:
        public.create_repository(repositoryName="app", catalogData=TOLD)

        answer = public.put_repository_catalog_data(
            repositoryName="app", catalogData={"description": "", "architectures": []}
        )

        assert answer["catalogData"] == {**TOLD, "description": "", "architectures": [], "marketplaceCertified": False}

    def test_a_logo_has_a_url(self, app: Any, ecs_world: Any) -> None:
        answer = app.put_repository_catalog_data(repositoryName="app", catalogData={"logoImageBlob": LOGO})

        url = answer["catalogData"]["logoUrl"]
        assert re.fullmatch("http://localhost:4566/_mock_ecs/logos/123456789012/[0-9a-f]{64}/app", url)
        assert "logoImageBlob" not in answer["catalogData"]

    def test_where_there_is_none_none_is_told_with_a_warning(self, app: Any) -> None:
        with pytest.warns(match="The repository catalog data with name 'app' does not exist"):
            answer = app.get_repository_catalog_data(repositoryName="app")

        assert answer["catalogData"] == {}


class TestRegistryCatalogData:
    def test_the_display_name_is_put_and_shown(self, public: Any) -> None:
        before = public.get_registry_catalog_data()["registryCatalogData"]
        put = public.put_registry_catalog_data(displayName="Red Team")["registryCatalogData"]
        left = public.put_registry_catalog_data()["registryCatalogData"]

        assert before == {}
        assert put == left == public.get_registry_catalog_data()["registryCatalogData"] == {"displayName": "Red Team"}


class TestDescribeRegistries:
    def test_without_a_repository_there_is_no_alias(self, public: Any) -> None:
        assert public.describe_registries()["registries"] == [
            {
                "registryId": "123456789012",
                "registryArn": "arn:aws:ecr-public::123456789012:registry/123456789012",
                "registryUri": "",
                "verified": False,
                "aliases": [],
            }
        ]

    def test_the_first_repository_brings_the_default_alias(self, app: Any) -> None:
        (registry,) = app.describe_registries()["registries"]

        (alias,) = registry["aliases"]
        assert re.fullmatch("[a-z][a-z0-9]{7}", alias["name"])
        assert registry["registryUri"] == f"localhost:4566/{alias['name']}"
        assert alias == {
            "name": alias["name"],
            "status": "ACTIVE",
            "primaryRegistryAlias": True,
            "defaultRegistryAlias": True,
        }

    def test_each_account_has_its_own_alias_whatever_the_order(self, app: Any, ecs_world: Any) -> None:
        other = ecs_world.client("ecr-public", account="222222222222")
        other.create_repository(repositoryName="app")

        uris = {client.describe_registries()["registries"][0]["registryUri"] for client in (app, other)}
        assert len(uris) == 2


class TestGetAuthorizationToken:
    def test_it_is_one_for_twelve_hours(self, public: Any) -> None:
        data = public.get_authorization_token()["authorizationData"]

        username, _, password = b64decode(data["authorizationToken"]).decode().partition(":")
        token = read_password(password)
        assert username == "AWS"
        assert token is not None
        assert token.scope == Scope("123456789012", "us-east-1")
        assert data == {
            "authorizationToken": data["authorizationToken"],
            "expiresAt": datetime(2026, 1, 1, 12, tzinfo=UTC),
        }
