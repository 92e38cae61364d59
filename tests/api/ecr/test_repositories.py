"""The operations on repositories, their settings and their policies."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.ecr.examples import image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

NOT_FOUND = "The repository with name '{}' does not exist in the registry with id '{}'"
POLICY = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]})
FILTERS = [{"filterType": "WILDCARD", "filter": "dev-*"}]


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    """Code and message of what a client received."""
    answer = error.value.response["Error"]
    return answer["Code"], answer["Message"]


class TestCreateRepository:
    def test_it_answers_with_the_repository(self, ecr: Any) -> None:
        response = ecr.create_repository(repositoryName="team/app")

        assert response["repository"] == {
            "repositoryArn": "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
            "registryId": "123456789012",
            "repositoryName": "team/app",
            "repositoryUri": "localhost:4566/team/app",
            "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
            "imageTagMutability": "MUTABLE",
            "imageScanningConfiguration": {"scanOnPush": False},
            "encryptionConfiguration": {"encryptionType": "AES256"},
        }

    def test_settings_are_kept(self, ecr: Any) -> None:
        created = ecr.create_repository(
            repositoryName="app",
            imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters=FILTERS,
            imageScanningConfiguration={"scanOnPush": True},
            encryptionConfiguration={
                "encryptionType": "KMS",
                "kmsKey": "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555",
            },
        )["repository"]

        described = ecr.describe_repositories()["repositories"]

        assert created["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
        assert created["imageTagMutabilityExclusionFilters"] == FILTERS
        assert created["imageScanningConfiguration"] == {"scanOnPush": True}
        assert created["encryptionConfiguration"] == {
            "encryptionType": "KMS",
            "kmsKey": "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555",
        }
        assert described == [created]

    def test_what_kms_says_of_the_key_comes_along(self, ecr: Any) -> None:
        with pytest.raises(ecr.exceptions.KmsException) as refused:
            ecr.create_repository(
                repositoryName="app", encryptionConfiguration={"encryptionType": "KMS", "kmsKey": "no key"}
            )

        assert refused.value.response["kmsError"] == "NotFoundException"

    @pytest.mark.parametrize("name", ["team/app", "a__b", "a--b", "a---b", "a/b__c", "0a", "a.b"])
    def test_a_name_of_the_pattern_is_accepted(self, ecr: Any, name: str) -> None:
        response = ecr.create_repository(repositoryName=name)

        assert response["repository"]["repositoryName"] == name

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            pytest.param({"imageTagMutability": "MUTABLE_WITH_EXCLUSION"}, "InvalidParameterException", id="filters"),
            pytest.param({"imageTagMutability": "MUTABLE"}, "InvalidTagParameterException", id="then tags"),
            pytest.param({"tags": []}, "RepositoryAlreadyExistsException", id="then existence"),
        ],
    )
    def test_faults_are_told_in_a_fixed_order(self, ecr: Any, members: dict[str, Any], code: str) -> None:
        ecr.create_repository(repositoryName="there")

        with pytest.raises(ClientError) as refused:
            ecr.create_repository(**{"repositoryName": "there", "tags": [{"Key": "", "Value": ""}]} | members)

        assert refusal(refused)[0] == code


class TestDescribeRepositories:
    def test_each_account_and_region_has_its_own(self, ecs_world: Any) -> None:
        ecs_world.client("ecr", account="111111111111", region="eu-west-1").create_repository(repositoryName="app")

        same = ecs_world.client("ecr", account="111111111111", region="eu-west-1").describe_repositories()
        other_region = ecs_world.client("ecr", account="111111111111").describe_repositories()
        other_account = ecs_world.client("ecr", region="eu-west-1").describe_repositories()

        assert [item["registryId"] for item in same["repositories"]] == ["111111111111"]
        assert other_region["repositories"] == []
        assert other_account["repositories"] == []

    def test_names_choose(self, ecr: Any) -> None:
        for name in ("aa", "bb", "cc"):
            ecr.create_repository(repositoryName=name)

        response = ecr.describe_repositories(repositoryNames=["cc", "aa"])

        assert [item["repositoryName"] for item in response["repositories"]] == ["cc", "aa"]

    def test_pages_show_all_of_them_once(self, ecr: Any) -> None:
        names = [f"app{number}" for number in range(5)]
        for name in names:
            ecr.create_repository(repositoryName=name)

        pages = list(ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 2}))

        assert [len(page["repositories"]) for page in pages] == [2, 2, 1]
        assert [item["repositoryName"] for page in pages for item in page["repositories"]] == names
        assert "nextToken" not in pages[-1]

    def test_a_page_has_100_by_default(self, ecr: Any) -> None:
        for number in range(101):
            ecr.create_repository(repositoryName=f"app{number}")

        response = ecr.describe_repositories()

        assert len(response["repositories"]) == 100
        assert "nextToken" in response


class TestDeleteRepository:
    def test_it_answers_with_what_was_deleted(self, ecr: Any) -> None:
        created = ecr.create_repository(repositoryName="app")["repository"]

        deleted = ecr.delete_repository(repositoryName="app")["repository"]

        assert deleted == created
        assert ecr.describe_repositories()["repositories"] == []

    def test_images_need_force(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")
        ecr.put_image(repositoryName="app", imageManifest=image_manifest())

        with pytest.raises(ClientError) as refused:
            ecr.delete_repository(repositoryName="app")
        ecr.delete_repository(repositoryName="app", force=True)

        assert refusal(refused) == (
            "RepositoryNotEmptyException",
            "The repository with name 'app' in registry with id '123456789012'"
            " cannot be deleted because it still contains images",
        )
        assert ecr.describe_repositories()["repositories"] == []

    def test_one_made_anew_is_empty(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app", tags=[{"Key": "a", "Value": "1"}])
        ecr.put_image(repositoryName="app", imageManifest=image_manifest())
        ecr.set_repository_policy(repositoryName="app", policyText=POLICY)
        ecr.delete_repository(repositoryName="app", force=True)

        arn = ecr.create_repository(repositoryName="app")["repository"]["repositoryArn"]

        assert ecr.list_images(repositoryName="app")["imageIds"] == []
        assert ecr.list_tags_for_resource(resourceArn=arn)["tags"] == []
        with pytest.raises(ecr.exceptions.RepositoryPolicyNotFoundException):
            ecr.get_repository_policy(repositoryName="app")


class TestPutImageTagMutability:
    def test_it_counts_for_later_pushes(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")

        response = ecr.put_image_tag_mutability(repositoryName="app", imageTagMutability="IMMUTABLE")

        del response["ResponseMetadata"]
        assert response == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageTagMutability": "IMMUTABLE",
        }
        with pytest.raises(ecr.exceptions.ImageTagAlreadyExistsException):
            ecr.put_image(repositoryName="app", imageManifest=image_manifest("b"), imageTag="v1")

    def test_excluded_tags_stay_mutable(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app", imageTagMutability="IMMUTABLE")
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="dev-1")

        response = ecr.put_image_tag_mutability(
            repositoryName="app",
            imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters=FILTERS,
        )
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("b"), imageTag="dev-1")

        assert response["imageTagMutabilityExclusionFilters"] == FILTERS
        assert len(ecr.describe_images(repositoryName="app")["imageDetails"]) == 2


class TestPutImageScanningConfiguration:
    def test_it_is_kept(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")

        response = ecr.put_image_scanning_configuration(
            repositoryName="app", imageScanningConfiguration={"scanOnPush": True}
        )

        del response["ResponseMetadata"]
        assert response == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageScanningConfiguration": {"scanOnPush": True},
        }
        described = ecr.describe_repositories()["repositories"][0]
        assert described["imageScanningConfiguration"] == {"scanOnPush": True}


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("delete_repository", {}),
        ("put_image_tag_mutability", {"imageTagMutability": "IMMUTABLE"}),
        ("put_image_scanning_configuration", {"imageScanningConfiguration": {}}),
        ("set_repository_policy", {"policyText": POLICY}),
        ("get_repository_policy", {}),
        ("delete_repository_policy", {}),
        ("put_image", {"imageManifest": image_manifest()}),
        ("batch_get_image", {"imageIds": [{"imageTag": "v1"}]}),
        ("batch_delete_image", {"imageIds": [{"imageTag": "v1"}]}),
        ("describe_images", {}),
        ("list_images", {}),
    ],
)
def test_a_repository_that_is_not_there_is_not_found(ecr: Any, operation: str, members: dict[str, Any]) -> None:
    ecr.create_repository(repositoryName="app")

    with pytest.raises(ClientError) as missing:
        getattr(ecr, operation)(repositoryName="gone", **members)
    with pytest.raises(ClientError) as elsewhere:
        getattr(ecr, operation)(repositoryName="app", registryId="999999999999", **members)

    assert refusal(missing) == ("RepositoryNotFoundException", NOT_FOUND.format("gone", "123456789012"))
    assert refusal(elsewhere) == ("RepositoryNotFoundException", NOT_FOUND.format("app", "999999999999"))
