"""Pulls through the cache make images exist, by the rules of a registry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.ecr.registries import AWAY, HOME, images
from tests.ecr.examples import IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest, list_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests", "ignore:The ARN of the secret")

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-a1b2c3"
ROLE = "arn:aws:iam::123456789012:role/ecr"
DAY = 24 * 3600.0


def cache(client: Any, prefix: str, url: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.create_pull_through_cache_rule(
        ecrRepositoryPrefix=prefix, upstreamRegistryUrl=url, **more
    )
    del answer["ResponseMetadata"]
    return answer


def pull(client: Any, name: str, *image_ids: str) -> dict[str, Any]:
    ids = [{"imageDigest" if ":" in each else "imageTag": each} for each in image_ids]
    answer: dict[str, Any] = client.batch_get_image(repositoryName=name, imageIds=ids)
    return answer


class TestRules:
    def test_one_is_made_shown_changed_and_deleted(self, ecr: Any) -> None:
        created = cache(ecr, "hub", "registry-1.docker.io", credentialArn=SECRET)
        updated = ecr.update_pull_through_cache_rule(ecrRepositoryPrefix="hub", customRoleArn=ROLE)
        (shown,) = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["hub/"])["pullThroughCacheRules"]
        deleted = ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="hub")

        assert {key: value for key, value in created.items() if key != "createdAt"} == {
            "ecrRepositoryPrefix": "hub",
            "upstreamRegistryUrl": "registry-1.docker.io",
            "upstreamRegistry": "docker-hub",
            "upstreamRepositoryPrefix": "ROOT",
            "registryId": HOME,
            "credentialArn": SECRET,
        }
        assert (updated["credentialArn"], updated["customRoleArn"]) == (SECRET, ROLE)
        assert shown["updatedAt"] == updated["updatedAt"]
        assert deleted["customRoleArn"] == ROLE
        assert ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []

    def test_pages(self, ecr: Any) -> None:
        for number in range(3):
            cache(ecr, f"quay-{number}", "quay.io")

        pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate(PaginationConfig={"PageSize": 2})

        assert [len(page["pullThroughCacheRules"]) for page in pages] == [2, 1]

    def test_one_without_credentials_is_valid(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")

        answer = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="quay")

        assert answer["isValid"] is True
        assert "failure" not in answer

    def test_one_with_credentials_is_valid_once_their_secret_exists(self, ecs_world: MockEcs, ecr: Any) -> None:
        secrets = ecs_world.client("secretsmanager")
        with pytest.warns(UserWarning, match="ARN of the secret"):
            cache(ecr, "hub", "registry-1.docker.io", credentialArn=SECRET)
        before = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="hub")

        arn = secrets.create_secret(Name="ecr-pullthroughcache/hub", SecretString="{}")["ARN"]
        ecr.update_pull_through_cache_rule(ecrRepositoryPrefix="hub", credentialArn=arn)
        after = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="hub")

        assert (before["isValid"], after["isValid"]) == (False, True)
        assert before["failure"].startswith("The ARN of the secret specified")

    def test_strict_references_want_the_secret_to_exist(self) -> None:
        with mock_ecs(references="strict") as mock:
            ecr = mock.client("ecr")

            with pytest.raises(ecr.exceptions.SecretNotFoundException):
                cache(ecr, "hub", "registry-1.docker.io", credentialArn=SECRET)
            arn = mock.client("secretsmanager").create_secret(Name="ecr-pullthroughcache/hub", SecretString="{}")["ARN"]

            assert cache(ecr, "hub", "registry-1.docker.io", credentialArn=arn[:-7])


class TestPulls:
    def test_a_pull_makes_the_repository_and_an_image_that_says_what_it_stands_for(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")

        (image,) = pull(ecr, "quay/org/app", "1.2")["images"]

        manifest = json.loads(image["imageManifest"])
        blobs = [manifest["config"]["digest"], manifest["layers"][0]["digest"]]
        found = ecr.batch_check_layer_availability(repositoryName="quay/org/app", layerDigests=blobs)["layers"]
        assert image["imageId"]["imageTag"] == "1.2"
        assert images(ecr, "quay/org/app") == {image["imageId"]["imageDigest"]: ["1.2"]}
        assert [each["layerAvailability"] for each in found] == ["AVAILABLE", "AVAILABLE"]

    def test_the_same_image_is_the_same_everywhere(self, ecs_world: MockEcs, ecr: Any) -> None:
        other = ecs_world.client("ecr", account=AWAY, region="eu-west-1")
        digests = []
        for client, prefix in ((ecr, "quay"), (other, "mirror")):
            cache(client, prefix, "quay.io")
            digests.append(pull(client, f"{prefix}/org/app", "1")["images"][0]["imageId"]["imageDigest"])

        assert digests[0] == digests[1]

    def test_other_tags_are_other_images(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")

        found = pull(ecr, "quay/org/app", "1", "2")["images"]

        assert len({image["imageId"]["imageDigest"] for image in found}) == 2

    def test_what_is_known_by_its_digest_alone_is_not_found(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")
        pull(ecr, "quay/org/app", "1")

        answer = pull(ecr, "quay/org/app", IMAGE_A_DIGEST)

        assert [failure["failureCode"] for failure in answer["failures"]] == ["ImageNotFound"]

    def test_images_that_were_pushed_are_left_alone(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")
        ecr.create_repository(repositoryName="quay/org/app")
        ecr.put_image(repositoryName="quay/org/app", imageManifest=image_manifest("a"), imageTag="1")

        (image,) = pull(ecr, "quay/org/app", "1")["images"]

        assert image["imageId"]["imageDigest"] == IMAGE_A_DIGEST

    def test_docker_hub_has_its_official_images_under_library(self, ecr: Any) -> None:
        cache(ecr, "hub", "registry-1.docker.io", credentialArn=SECRET)

        denied = pull(ecr, "hub/nginx", "1")
        given = pull(ecr, "hub/library/nginx", "1")

        assert [failure["failureCode"] for failure in denied["failures"]] == ["UpstreamAccessDenied"]
        assert len(given["images"]) == 1
        assert [each["repositoryName"] for each in ecr.describe_repositories()["repositories"]] == ["hub/library/nginx"]

    def test_the_repository_is_made_by_a_template(self, ecr: Any) -> None:
        ecr.create_repository_creation_template(
            prefix="quay", appliedFor=["PULL_THROUGH_CACHE"], imageTagMutability="IMMUTABLE"
        )
        cache(ecr, "quay", "quay.io")

        pull(ecr, "quay/org/app", "1")

        (repository,) = ecr.describe_repositories()["repositories"]
        assert repository["imageTagMutability"] == "IMMUTABLE"

    def test_cached_images_outlive_their_rule(self, ecr: Any) -> None:
        cache(ecr, "quay", "quay.io")
        pull(ecr, "quay/org/app", "1")

        ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="quay")

        assert len(pull(ecr, "quay/org/app", "1")["images"]) == 1
        assert len(pull(ecr, "quay/org/app", "2")["images"]) == 0


class TestAnotherRegistryOfEcr:
    @pytest.fixture
    def upstream(self, ecs_world: MockEcs) -> Any:
        """Another account's registry in Ireland, with a repository team/app."""
        upstream = ecs_world.client("ecr", account=AWAY, region="eu-west-1")
        upstream.create_repository(repositoryName="team/app")
        upstream.put_image(repositoryName="team/app", imageManifest=image_manifest("a"), imageTag="v1")
        return upstream

    @pytest.fixture
    def cached(self, ecr: Any, upstream: Any) -> Any:
        """A registry that caches it."""
        cache(ecr, "ireland", f"{AWAY}.dkr.ecr.eu-west-1.amazonaws.com", customRoleArn=ROLE)
        return ecr

    def test_its_images_are_copied(self, cached: Any) -> None:
        (image,) = pull(cached, "ireland/team/app", "v1")["images"]

        assert image["imageId"] == {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"}
        assert images(cached, "ireland/team/app") == {IMAGE_A_DIGEST: ["v1"]}

    def test_a_list_brings_its_images_along(self, cached: Any, upstream: Any) -> None:
        text = list_manifest(IMAGE_A_DIGEST)
        upstream.put_image(repositoryName="team/app", imageManifest=text, imageTag="list")

        pull(cached, "ireland/team/app", "list")

        assert len(images(cached, "ireland/team/app")) == 2

    def test_an_image_that_it_lacks_is_not_found(self, cached: Any) -> None:
        pull(cached, "ireland/team/app", "v1")

        answer = pull(cached, "ireland/team/app", "v2")

        assert [failure["failureCode"] for failure in answer["failures"]] == ["ImageNotFound"]

    def test_a_repository_that_it_lacks_is_not_made(self, cached: Any) -> None:
        with pytest.raises(cached.exceptions.RepositoryNotFoundException):
            pull(cached, "ireland/team/other", "v1")

    def test_another_account_is_pulled_from_in_a_role(self, ecr: Any, upstream: Any) -> None:
        cache(ecr, "ireland", f"{AWAY}.dkr.ecr.eu-west-1.amazonaws.com")

        answer = pull(ecr, "ireland/team/app", "v1")

        assert [failure["failureCode"] for failure in answer["failures"]] == ["UpstreamAccessDenied"]

    def test_what_moved_upstream_is_seen_a_day_later(self, ecs_world: MockEcs, cached: Any, upstream: Any) -> None:
        pull(cached, "ireland/team/app", "v1")
        upstream.put_image(repositoryName="team/app", imageManifest=image_manifest("b"), imageTag="v1")

        ecs_world.clock.advance(DAY - 60)
        before = pull(cached, "ireland/team/app", "v1")["images"][0]["imageId"]["imageDigest"]
        ecs_world.clock.advance(60)
        after = pull(cached, "ireland/team/app", "v1")["images"][0]["imageId"]["imageDigest"]

        assert (before, after) == (IMAGE_A_DIGEST, IMAGE_B_DIGEST)

    def test_what_is_gone_upstream_is_served_from_the_cache(
        self, ecs_world: MockEcs, cached: Any, upstream: Any
    ) -> None:
        pull(cached, "ireland/team/app", "v1")
        upstream.delete_repository(repositoryName="team/app", force=True)

        ecs_world.clock.advance(2 * DAY)

        assert len(pull(cached, "ireland/team/app", "v1")["images"]) == 1
