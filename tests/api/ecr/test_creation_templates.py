"""Repository creation templates, as the operations make, show and change them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mock_ecs.testing import MockEcs

ROLE = "arn:aws:iam::123456789012:role/ecr"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
FULL: dict[str, Any] = {
    "description": "all of it",
    "appliedFor": ["REPLICATION", "CREATE_ON_PUSH"],
    "customRoleArn": ROLE,
    "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
    "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}],
    "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY},
    "resourceTags": [{"Key": "team", "Value": "red"}],
    "repositoryPolicy": '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}',
    "lifecyclePolicy": '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType":'
    ' "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}',
}


def shown(client: Any, *prefixes: str) -> list[dict[str, Any]]:
    more = {"prefixes": list(prefixes)} if prefixes else {}
    found: list[dict[str, Any]] = client.describe_repository_creation_templates(**more)["repositoryCreationTemplates"]
    return found


def test_one_has_defaults_for_what_is_not_given(ecr: Any) -> None:
    answer = ecr.create_repository_creation_template(prefix="prod", appliedFor=["REPLICATION"])

    template = answer["repositoryCreationTemplate"]
    assert answer["registryId"] == "123456789012"
    assert template["createdAt"] == template["updatedAt"]
    assert {key: value for key, value in template.items() if not key.endswith("At")} == {
        "prefix": "prod",
        "appliedFor": ["REPLICATION"],
        "imageTagMutability": "MUTABLE",
        "encryptionConfiguration": {"encryptionType": "AES256"},
    }


def test_one_is_shown_as_it_was_made(ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", **FULL)

    (template,) = shown(ecr)

    assert {key: value for key, value in template.items() if not key.endswith("At")} == {"prefix": "prod", **FULL}


def test_an_update_changes_only_what_it_names(ecs_world: MockEcs, ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", **FULL)
    ecs_world.clock.advance(60)

    ecr.update_repository_creation_template(prefix="prod/", description="new", appliedFor=["PULL_THROUGH_CACHE"])

    (template,) = shown(ecr)
    assert template["updatedAt"] - template["createdAt"] == timedelta(seconds=60)
    assert {key: value for key, value in template.items() if not key.endswith("At")} == {
        "prefix": "prod",
        **FULL,
        "description": "new",
        "appliedFor": ["PULL_THROUGH_CACHE"],
    }


def test_an_update_to_empty_texts_takes_policies_away(ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", **FULL)

    ecr.update_repository_creation_template(prefix="prod", repositoryPolicy="", lifecyclePolicy="")

    (template,) = shown(ecr)
    assert [key for key in template if "Policy" in key] == []


def test_filters_alone_belong_to_the_setting_that_is_there(ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", **FULL)
    filters = [{"filterType": "WILDCARD", "filter": "test-*"}]

    ecr.update_repository_creation_template(prefix="prod", imageTagMutabilityExclusionFilters=filters)

    (template,) = shown(ecr)
    assert template["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert template["imageTagMutabilityExclusionFilters"] == filters


def test_prefixes_choose_and_those_without_a_template_are_passed_over(ecr: Any) -> None:
    for prefix in ("prod", "test", "ROOT"):
        ecr.create_repository_creation_template(prefix=prefix, appliedFor=["REPLICATION"])

    found = [[each["prefix"] for each in shown(ecr, *prefixes)] for prefixes in ((), ("test/", "nope", "test"))]

    assert found == [["prod", "test", "ROOT"], ["test"]]


def test_pages(ecr: Any) -> None:
    for number in range(3):
        ecr.create_repository_creation_template(prefix=f"p{number}", appliedFor=["REPLICATION"])

    pages = ecr.get_paginator("describe_repository_creation_templates").paginate(PaginationConfig={"PageSize": 2})

    assert [len(page["repositoryCreationTemplates"]) for page in pages] == [2, 1]


def test_one_that_is_deleted_holds_no_more(ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", **FULL)

    answer = ecr.delete_repository_creation_template(prefix="prod")

    assert answer["repositoryCreationTemplate"]["description"] == "all of it"
    assert shown(ecr) == []
    with pytest.raises(ecr.exceptions.TemplateNotFoundException):
        ecr.delete_repository_creation_template(prefix="prod")


def test_repositories_that_are_there_stay_as_they_are(ecr: Any) -> None:
    ecr.create_repository(repositoryName="prod/app")

    ecr.create_repository_creation_template(prefix="prod", **FULL)

    (repository,) = ecr.describe_repositories()["repositories"]
    assert repository["imageTagMutability"] == "MUTABLE"


def test_each_account_and_region_has_its_own(ecs_world: MockEcs, ecr: Any) -> None:
    ecr.create_repository_creation_template(prefix="prod", appliedFor=["REPLICATION"])

    assert shown(ecs_world.client("ecr", region="eu-west-1")) == []
    assert shown(ecs_world.client("ecr", account="222222222222")) == []
