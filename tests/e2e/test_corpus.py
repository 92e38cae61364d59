"""Task definitions that people use, from public repositories: what AWS takes is taken, what it refuses is refused.

tests/corpus/index.json says of each file where it is from and what becomes of it:
``ok``, ``ok-after-substitution`` (it has placeholders), ``empty-tags`` (fine but for ``tags: []``),
``client-refused`` (boto3 does not send it) and ``breaks`` (ECS refuses it).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from mock_ecs.testing import MockEcs
from tests.e2e.what_ecs_adds import UNCERTAIN_ATTRIBUTES, what_ecs_adds

CORPUS = Path(__file__).parents[1] / "corpus"
INDEX: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text(encoding="utf-8"))

# What DescribeTaskDefinition shows and RegisterTaskDefinition does not take.
READ_ONLY = (
    "compatibilities",
    "deregisteredAt",
    "registeredAt",
    "registeredBy",
    "requiresAttributes",
    "revision",
    "status",
    "taskDefinitionArn",
)


def of_class(*names: str) -> Any:
    return pytest.mark.parametrize(
        "entry", [pytest.param(entry, id=entry["file"]) for entry in INDEX if entry["class"] in names]
    )


@pytest.fixture(scope="module")
def mock() -> MockEcs:
    return MockEcs(neighbours="null")


@pytest.fixture
def ecs(mock: MockEcs, ecs_client: Any) -> Any:
    mock.reset()
    return ecs_client


@pytest.fixture(scope="module")
def ecs_client(mock: MockEcs) -> Any:
    return mock.client("ecs")


def exported(entry: dict[str, Any]) -> dict[str, Any]:
    """The file as it was found, with its placeholders filled in and without the wrapping of an answer."""
    text = (CORPUS / entry["file"]).read_text(encoding="utf-8")
    for placeholder, value in entry.get("substitutions", {}).items():
        text = text.replace(placeholder, value)
    document: dict[str, Any] = json.loads(text)
    definition: dict[str, Any] = document.pop("taskDefinition", {})
    return definition | document


def prepared(entry: dict[str, Any]) -> dict[str, Any]:
    """The file as a script sends it: without nulls and without what can only be read."""
    document: dict[str, Any] = without_nulls(exported(entry))
    return {name: value for name, value in document.items() if name not in READ_ONLY}


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def described(ecs: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Register ``request`` and describe it, with the members that have no order as sets."""
    registered = ecs.register_task_definition(**request)["taskDefinition"]
    answer = ecs.describe_task_definition(taskDefinition=registered["taskDefinitionArn"])["taskDefinition"]
    assert answer == registered
    attributes = {attribute["name"] for attribute in answer["requiresAttributes"]}
    return answer | {
        "requiresAttributes": attributes - UNCERTAIN_ATTRIBUTES,
        "compatibilities": set(answer["compatibilities"]),
    }


def refused_on_the_wire(mock: MockEcs, request: dict[str, Any]) -> dict[str, Any]:
    """The error that ECS answers when no client has looked at ``request`` before."""
    answer = mock.app.test_client().post(
        "/",
        headers={"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition"},
        data=json.dumps(request),
    )
    assert answer.status_code == 400, answer.text
    error: dict[str, Any] = json.loads(answer.text)
    return error


def test_the_index_names_every_file_once() -> None:
    assert [entry["file"] for entry in INDEX] == sorted(path.name for path in CORPUS.glob("0*.json"))


@of_class("ok", "ok-after-substitution")
def test_what_aws_takes_comes_back_with_what_ecs_adds(ecs: Any, entry: dict[str, Any]) -> None:
    request = prepared(entry)

    shown = described(ecs, request)

    assert shown.pop("registeredAt").timestamp() == 1767225600.0
    assert shown == what_ecs_adds(request, revision=1)


@of_class("empty-tags")
def test_an_empty_list_of_tags_is_the_only_fault_of_an_export(ecs: Any, entry: dict[str, Any]) -> None:
    request = prepared(entry)
    assert request.pop("tags") == []

    shown = described(ecs, request)
    with pytest.raises(ClientError) as refused:
        ecs.register_task_definition(**request, tags=[])

    assert shown.pop("registeredAt").timestamp() == 1767225600.0
    assert shown == what_ecs_adds(request, revision=1)
    assert refused.value.response["Error"]["Code"] == "ClientException"
    assert refused.value.response["Error"]["Message"] == "Tags can not be empty."


@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=entry["file"]) for entry in INDEX if "requiresAttributes" in exported(entry)],
)
def test_an_export_of_aws_shows_the_attributes_that_it_had_at_aws(ecs: Any, entry: dict[str, Any]) -> None:
    at_aws = exported(entry)
    request = prepared(entry)
    request.pop("tags", None)

    shown = ecs.register_task_definition(**request)["taskDefinition"]

    assert {item["name"] for item in shown["requiresAttributes"]} == {
        item["name"] for item in at_aws["requiresAttributes"]
    }
    # AWS added MANAGED_INSTANCES to this list after these files were written.
    assert set(shown["compatibilities"]) - {"MANAGED_INSTANCES"} == set(at_aws["compatibilities"])


@of_class("breaks")
def test_what_aws_refuses_is_refused(mock: MockEcs, ecs: Any, entry: dict[str, Any]) -> None:
    error = refused_on_the_wire(mock, prepared(entry))

    assert f"{error['__type']}: {error['message']}" == entry["refused_with"]


@of_class("client-refused")
def test_boto3_does_not_send_what_its_model_does_not_have(ecs: Any, entry: dict[str, Any]) -> None:
    with pytest.raises(ParamValidationError):
        ecs.register_task_definition(**prepared(entry))


def test_an_unknown_member_is_ignored_on_the_wire(mock: MockEcs, ecs: Any) -> None:
    (entry,) = [entry for entry in INDEX if entry["file"].startswith("002-")]

    answer = mock.app.test_client().post(
        "/",
        headers={"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition"},
        data=json.dumps(prepared(entry)),
    )

    assert answer.status_code == 200
    assert '"domainname"' not in answer.text


def test_a_value_of_the_wrong_type_is_refused_on_the_wire(mock: MockEcs, ecs: Any) -> None:
    (entry,) = [entry for entry in INDEX if entry["file"].startswith("004-")]

    error = refused_on_the_wire(mock, prepared(entry))

    assert error["__type"] == "SerializationException"
    assert error["message"] == "STRING_VALUE can not be converted to a Boolean"
