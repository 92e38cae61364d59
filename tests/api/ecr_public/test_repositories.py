"""The operations on public repositories and their policies."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

START = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr-public:PutImage"}]}'
WRITTEN = (
    '{\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : "*",\n'
    '    "Action" : "ecr-public:PutImage"\n  } ]\n}'
)


def names(public: Any, **members: Any) -> list[str]:
    return [item["repositoryName"] for item in public.describe_repositories(**members)["repositories"]]


class TestCreateRepository:
    def test_its_address_begins_with_the_alias_of_the_registry(self, public: Any) -> None:
        repository = public.create_repository(repositoryName="team/app")["repository"]

        (registry,) = public.describe_registries()["registries"]
        assert repository == {
            "repositoryArn": "arn:aws:ecr-public::123456789012:repository/team/app",
            "registryId": "123456789012",
            "repositoryName": "team/app",
            "repositoryUri": f"{registry['registryUri']}/team/app",
            "createdAt": START,
        }

    def test_without_catalog_data_none_is_told(self, public: Any) -> None:
        assert public.create_repository(repositoryName="app")["catalogData"] == {}

    def test_a_private_repository_may_have_the_same_name(self, app: Any, ecs_world: Any) -> None:
        private = ecs_world.client("ecr").create_repository(repositoryName="app")["repository"]

        (public,) = app.describe_repositories()["repositories"]
        assert private["repositoryUri"] != public["repositoryUri"]

    def test_there_are_ten_thousand_at_most(self, public: Any, ecs_world: Any) -> None:
        registry = ecs_world.world.public_registries.of("123456789012")
        for number in range(10_000):
            registry.create_repository(f"r{number}")

        with pytest.raises(public.exceptions.LimitExceededException, match="which is '10000'"):
            public.create_repository(repositoryName="one-more")


class TestDescribeRepositories:
    def test_all_come_in_pages(self, public: Any) -> None:
        for name in ("bb", "aa", "cc"):
            public.create_repository(repositoryName=name)

        first = public.describe_repositories(maxResults=2)

        assert [item["repositoryName"] for item in first["repositories"]] == ["bb", "aa"]
        assert names(public, nextToken=first["nextToken"]) == ["cc"]

    def test_those_that_are_named_come_once_each_in_the_order_of_their_names(self, app: Any) -> None:
        app.create_repository(repositoryName="other")

        assert names(app, repositoryNames=["other", "app", "other"]) == ["other", "app"]

    def test_each_account_has_its_own(self, app: Any, ecs_world: Any) -> None:
        assert names(ecs_world.client("ecr-public", account="222222222222")) == []


class TestDeleteRepository:
    def test_it_is_gone_with_its_images(self, filled: Any) -> None:
        gone = filled.delete_repository(repositoryName="app", force=True)["repository"]

        assert gone["repositoryName"] == "app"
        assert names(filled) == []

    def test_the_registry_keeps_its_alias(self, app: Any) -> None:
        (before,) = app.describe_registries()["registries"]
        app.delete_repository(repositoryName="app")

        assert app.describe_registries()["registries"] == [before]


class TestRepositoryPolicy:
    def test_it_is_set_shown_and_deleted(self, app: Any) -> None:
        answers = [
            app.set_repository_policy(repositoryName="app", policyText=POLICY),
            app.get_repository_policy(repositoryName="app"),
            app.delete_repository_policy(repositoryName="app"),
        ]

        for answer in answers:
            del answer["ResponseMetadata"]
        assert answers == [{"registryId": "123456789012", "repositoryName": "app", "policyText": WRITTEN}] * 3
        with pytest.raises(app.exceptions.RepositoryPolicyNotFoundException):
            app.get_repository_policy(repositoryName="app")


class TestRegions:
    @pytest.mark.parametrize("region", ["eu-west-1", "us-east-2", "cn-north-1"])
    def test_other_regions_do_not_have_it(self, ecs_world: Any, region: str) -> None:
        elsewhere = ecs_world.client("ecr-public", region=region)

        for call in (elsewhere.describe_repositories, elsewhere.describe_registries, elsewhere.get_authorization_token):
            with pytest.raises(
                elsewhere.exceptions.UnsupportedCommandException, match=re.escape("isn't supported in this Region.")
            ):
                call()

    def test_the_second_region_answers_for_registries_and_tokens(self, app: Any, ecs_world: Any) -> None:
        west = ecs_world.client("ecr-public", region="us-west-2")

        assert west.describe_registries()["registries"] == app.describe_registries()["registries"]
        assert "authorizationToken" in west.get_authorization_token()["authorizationData"]

    def test_it_may_have_more(self, app: Any, ecs_world: Any) -> None:
        west = ecs_world.client("ecr-public", region="us-west-2")

        with pytest.warns(match="isn't supported in us-west-2"):
            assert names(west) == ["app"]
