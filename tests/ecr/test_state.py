"""The registry of one account and region."""

from __future__ import annotations

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.errors import LimitExceededException, RepositoryNotEmptyException, RepositoryNotFoundException
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Encryption
from mock_ecs.ecr.state import EcrState
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from tests.ecr.examples import START, image_manifest, new_state


def test_a_new_repository_has_the_defaults_of_aws() -> None:
    state = new_state()

    repository = state.create_repository("team/app")

    assert repository.arn == "arn:aws:ecr:us-east-1:123456789012:repository/team/app"
    assert repository.registry_id == "123456789012"
    assert repository.uri == "localhost:4566/team/app"
    assert repository.created_at == START
    assert repository.tag_mutability.setting == "MUTABLE"
    assert repository.scan_on_push is False
    assert repository.encryption == Encryption("AES256", None)
    assert repository.tags == {}


def test_all_addresses_come_from_the_address_of_the_server() -> None:
    state = EcrState(Scope("222222222222", "eu-west-1"), Engine(START), Ids(0), address="mock:80")

    uri = state.create_repository("app").uri

    assert state.endpoint() == "http://mock:80"
    assert uri == "mock:80/app"


def test_repositories_are_listed_in_the_order_of_their_creation() -> None:
    state = new_state()

    for name in ("zebra", "ant", "mole"):
        state.create_repository(name)

    assert [repository.name for repository in state.repositories()] == ["zebra", "ant", "mole"]


def test_a_repository_of_another_registry_is_not_found_there() -> None:
    state = new_state()
    state.create_repository("app")

    with pytest.raises(RepositoryNotFoundException) as refused:
        state.repository("app", "999999999999")

    assert refused.value.message == (
        "The repository with name 'app' does not exist in the registry with id '999999999999'"
    )


def test_a_repository_with_images_is_deleted_only_by_force() -> None:
    state = new_state()
    repository = state.create_repository("app")
    put_image(repository, read_manifest(image_manifest()), now=START, strict_layers=False)

    with pytest.raises(RepositoryNotEmptyException):
        state.delete_repository("app")
    state.delete_repository("app", force=True)

    assert state.repositories() == []


def test_the_quota_of_repositories_holds() -> None:
    state = new_state()
    repository = state.create_repository("app")
    state._repositories.update((f"r{number}", repository) for number in range(99_999))

    with pytest.raises(LimitExceededException) as refused:
        state.create_repository("one-too-many")

    assert "maximum allowed number of repositories which is '100000'" in refused.value.message


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        pytest.param("app", "InvalidParameterException", id="no ARN"),
        pytest.param("arn:aws:ecs:us-east-1:123456789012:cluster/a", "InvalidParameterException", id="other service"),
        pytest.param("arn:aws:ecr:us-east-1:123456789012:app", "InvalidParameterException", id="no repository"),
        pytest.param("arn:aws:ecr:us-east-1:123456789012:repository/", "InvalidParameterException", id="no name"),
        pytest.param("arn:aws:ecr:us-east-1:123456789012:repository/b", "RepositoryNotFoundException", id="unknown"),
        pytest.param("arn:aws:ecr:eu-west-1:123456789012:repository/app", "RepositoryNotFoundException", id="region"),
        pytest.param("arn:aws:ecr:us-east-1:999999999999:repository/app", "RepositoryNotFoundException", id="account"),
    ],
)
def test_an_arn_that_names_no_repository_here_is_refused(arn: str, code: str) -> None:
    state = new_state()
    state.create_repository("app")

    with pytest.raises(AwsError) as refused:
        state.repository_of_arn(arn)

    assert refused.value.code == code


def test_an_arn_finds_its_repository() -> None:
    state = new_state()
    repository = state.create_repository("team/app")

    found = state.repository_of_arn("arn:aws:ecr:us-east-1:123456789012:repository/team/app")

    assert found is repository


KEY_ID = "11111111-2222-4333-8444-555555555555"
KEY_ARN = f"arn:aws:kms:us-east-1:123456789012:key/{KEY_ID}"


@pytest.mark.parametrize(
    ("kms_key", "reported"),
    [pytest.param(KEY_ARN, KEY_ARN, id="ARN"), pytest.param(KEY_ID, KEY_ARN, id="id")],
)
def test_a_kms_key_is_reported_by_its_arn(kms_key: str, reported: str) -> None:
    state = new_state()

    repository = state.create_repository("app", encryption=Encryption("KMS", kms_key))

    assert repository.encryption == Encryption("KMS", reported)


def test_an_alias_names_the_same_key_each_time() -> None:
    state = new_state()

    first = state.create_repository("a", encryption=Encryption("KMS"))
    second = state.create_repository("b", encryption=Encryption("KMS_DSSE", "alias/aws/ecr"))
    third = state.create_repository(
        "c", encryption=Encryption("KMS", "arn:aws:kms:us-east-1:123456789012:alias/aws/ecr")
    )
    other = state.create_repository("d", encryption=Encryption("KMS", "alias/other"))

    keys = [repository.encryption.kms_key for repository in (first, second, third)]
    assert keys[0] is not None
    assert keys[0].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert keys == [keys[0]] * 3
    assert other.encryption.kms_key != keys[0]
