"""Repository creation templates: which one holds for which repository."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecr.repositories import Encryption, TagMutability
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.templates import CreationFailedError, Template, Templates, prefixes_of
from tests.ecr.examples import START, new_state

ROLE = "arn:aws:iam::123456789012:role/ecr"
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}'
)
LIFECYCLE = (
    '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan",'
    ' "countNumber": 1}, "action": {"type": "expire"}}]}'
)


def template(prefix: str, *purposes: str, encryption: Encryption | None = None, **more: object) -> Template:
    mutability = more.pop("tag_mutability", TagMutability())
    assert isinstance(mutability, TagMutability)
    return Template(prefix, purposes or ("REPLICATION",), START, START, mutability, encryption or Encryption(), **more)  # type: ignore[arg-type]


def templates(*some: Template) -> Templates:
    found = Templates("123456789012")
    for each in some:
        found.add(each)
    return found


def state_with(one: Template) -> EcrState:
    state = new_state()
    state.templates.add(one)
    return state


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("prod/team/app", "prod/team"),
        ("prod/app", "prod"),
        ("prod/team", "prod"),
        ("prod", "ROOT"),
        ("production/app", "ROOT"),
        ("app", "ROOT"),
    ],
)
def test_the_longest_prefix_of_whole_parts_holds(name: str, prefix: str) -> None:
    found = templates(template("prod"), template("prod/team/"), template("ROOT")).template_for(name, "REPLICATION")

    assert found is not None
    assert found.prefix.rstrip("/") == prefix


def test_a_template_for_another_purpose_is_passed_over() -> None:
    some = templates(template("prod", "CREATE_ON_PUSH"), template("ROOT", "REPLICATION", "PULL_THROUGH_CACHE"))

    found = {
        purpose: some.template_for("prod/app", purpose) for purpose in ("CREATE_ON_PUSH", "REPLICATION", "NOTHING")
    }

    assert {purpose: one.prefix if one else None for purpose, one in found.items()} == {
        "CREATE_ON_PUSH": "prod",
        "REPLICATION": "ROOT",
        "NOTHING": None,
    }


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=5), st.sets(st.sampled_from(["a", "a/b", "b"])))
def test_no_other_template_would_have_been_longer(parts: list[str], prefixes: set[str]) -> None:
    name = "/".join(parts)

    found = templates(*(template(prefix) for prefix in sorted(prefixes))).template_for(name, "REPLICATION")

    covering = [prefix for prefix in prefixes if name.startswith(f"{prefix}/")]
    assert (found.prefix if found else None) == max(covering, key=len, default=None)


def test_the_prefixes_of_a_name_end_with_root() -> None:
    assert list(prefixes_of("a/b/c")) == ["a/b", "a", "ROOT"]
    assert list(prefixes_of("a")) == ["ROOT"]


def test_a_repository_is_made_as_its_template_says() -> None:
    state = state_with(
        template(
            "prod",
            tag_mutability=TagMutability("IMMUTABLE"),
            resource_tags=(("team", "red"),),
            repository_policy=POLICY,
            lifecycle_policy=LIFECYCLE,
            custom_role_arn=ROLE,
        )
    )

    repository = state.create_from_template("prod/app", "REPLICATION")

    assert repository is state.find_repository("prod/app")
    assert repository is not None
    assert repository.tag_mutability == TagMutability("IMMUTABLE")
    assert repository.tags == {"team": "red"}
    assert '"ecr:BatchGetImage"' in repository.policy()
    assert repository.lifecycle.policy is not None


def test_a_repository_without_a_template_is_not_made() -> None:
    state = state_with(template("prod"))

    assert state.create_from_template("test/app", "REPLICATION") is None
    assert state.create_from_template("prod/app", "CREATE_ON_PUSH") is None
    assert state.repositories() == []


@pytest.mark.parametrize("more", [{"resource_tags": (("team", "red"),)}, {"encryption": Encryption("KMS")}])
def test_tags_and_keys_need_a_role(more: dict[str, object]) -> None:
    without, with_role = (
        state_with(template("prod", **more)),
        state_with(template("prod", custom_role_arn=ROLE, **more)),
    )  # type: ignore[arg-type]

    with pytest.raises(CreationFailedError, match="prod has no customRoleArn"):
        without.create_from_template("prod/app", "REPLICATION")

    assert without.repositories() == []
    assert with_role.create_from_template("prod/app", "REPLICATION") is not None


def test_a_push_makes_the_repository_where_a_template_says_so() -> None:
    state = state_with(template("prod", "CREATE_ON_PUSH", tag_mutability=TagMutability("IMMUTABLE")))

    repository = state.repository_to_push("prod/app")

    assert repository.tag_mutability == TagMutability("IMMUTABLE")
    assert state.repository_to_push("prod/app") is repository
