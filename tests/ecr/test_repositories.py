"""Settings, policy and resource tags of a repository."""

from __future__ import annotations

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.errors import InvalidParameterException, RepositoryPolicyNotFoundException
from mock_ecs.ecr.repositories import TagMutability, checked_tags, tag_mutability
from tests.ecr.examples import new_repository


@pytest.mark.parametrize(
    ("setting", "exclusions", "tag", "protected"),
    [
        pytest.param("MUTABLE", (), "v1", False, id="mutable"),
        pytest.param("IMMUTABLE", (), "v1", True, id="immutable"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("latest",), "latest", False, id="excluded from immutable"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("latest",), "latest2", True, id="the whole tag counts"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("a", "dev-*"), "dev-7", False, id="second filter"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("dev-*",), "dev-", False, id="nothing for the wildcard"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("*-rc*",), "v1-rc2", False, id="two wildcards"),
        pytest.param("IMMUTABLE_WITH_EXCLUSION", ("v1.2",), "v1x2", True, id="a dot is a dot"),
        pytest.param("MUTABLE_WITH_EXCLUSION", ("v*",), "v1", True, id="excluded from mutable"),
        pytest.param("MUTABLE_WITH_EXCLUSION", ("v*",), "latest", False, id="not excluded from mutable"),
    ],
)
def test_a_tag_is_protected_by_setting_and_filters(
    setting: str, exclusions: tuple[str, ...], tag: str, protected: bool
) -> None:
    mutability = TagMutability(setting, exclusions)

    assert mutability.protects(tag) is protected


@pytest.mark.parametrize(
    ("setting", "exclusions", "words"),
    [
        pytest.param("IMMUTABLE_WITH_EXCLUSION", None, "can't be null", id="filters missing"),
        pytest.param("MUTABLE", ["v*"], "are not allowed", id="filters too many"),
    ],
)
def test_setting_and_filters_go_together(setting: str, exclusions: list[str] | None, words: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        tag_mutability(setting, exclusions)

    assert refused.value.message == (
        "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint:"
        f" 'ImageTagMutabilityExclusionFilters {words} when imageTagMutability is set as {setting}'"
    )


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        pytest.param([("", "v")], "InvalidTagParameterException", id="empty key"),
        pytest.param([("k" * 129, "v")], "InvalidTagParameterException", id="long key"),
        pytest.param([("k", "v" * 257)], "InvalidTagParameterException", id="long value"),
        pytest.param([("aws:k", "v")], "InvalidTagParameterException", id="reserved"),
        pytest.param([("k", "1"), ("k", "2")], "InvalidTagParameterException", id="twice"),
        pytest.param([(f"k{n}", "v") for n in range(50)], "TooManyTagsException", id="51 with the one there"),
    ],
)
def test_tags_that_cannot_be_are_refused(tags: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(AwsError) as refused:
        checked_tags({"there": "already"}, tags)

    assert refused.value.code == code


def test_fifty_tags_are_allowed() -> None:
    tags = checked_tags({"k0": "old"}, [(f"k{n}", "new") for n in range(50)])

    assert len(tags) == 50
    assert tags["k0"] == "new"


def test_a_refused_tag_changes_nothing() -> None:
    repository = new_repository(tags=[("a", "1")])

    with pytest.raises(AwsError):
        repository.add_tags([("b", "2"), ("", "3")])

    assert repository.tags == {"a": "1"}


def test_a_deleted_policy_is_gone() -> None:
    repository = new_repository()
    text = repository.set_policy({"Statement": {"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}})

    deleted = repository.delete_policy()

    assert deleted == text
    with pytest.raises(RepositoryPolicyNotFoundException):
        repository.policy()
