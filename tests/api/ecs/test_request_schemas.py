"""The schemas of requests about services and tasks beside the model: nothing is missing, and nothing made up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mock_ecs.app import services
from mock_ecs.ecs import errors
from mock_ecs.schema import BASE, findings, load_schema

OPERATIONS = {
    "service": "CreateService",
    "service_update": "UpdateService",
    "run_task": "RunTask",
    "start_task": "StartTask",
    "task_set": "CreateTaskSet",
    "task_set_update": "UpdateTaskSet",
}
SCHEMAS = [*OPERATIONS, "deployment_configuration", "network_configuration", "placement"]
TYPES = {
    "structure": "object",
    "list": "array",
    "map": "object",
    "long": "integer",
    "double": "number",
    "float": "number",
}
SOURCES = ("deployment", "transcript", "documentation", "moto", "ours")
OPEN = ("hookDetails", "sharingStrategy")
"""Members that hold whatever ECS hands on."""


def resolved(rule: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """The rule that a reference in the schema ``name`` leads to, and the schema where it stands."""
    while "$ref" in rule:
        file, _, pointer = rule["$ref"].partition("#")
        name = file.removesuffix(".json") or name
        rule = load_schema(f"ecs/{name}")
        for step in pointer.split("/")[1:]:
            rule = rule[step]
    return rule, name


def differences(rule: dict[str, Any], shape_name: str, name: str, where: str) -> Iterator[str]:
    """Where a rule and a shape of the model say other things."""
    rule, name = resolved(rule, name)
    shape = services()["ecs"].model.shapes[shape_name]
    if where.rpartition(".")[2] in OPEN:
        return
    if rule.get("type") != TYPES.get(shape["type"], shape["type"]):
        yield f"{where}: {rule.get('type')} is no {shape['type']}"
    if shape["type"] == "string" and rule.get("enum") != shape.get("enum"):
        yield f"{where}: {rule.get('enum')} is not {shape.get('enum')}"
    if shape["type"] == "list" and "items" in rule:
        yield from differences(rule["items"], shape["member"]["shape"], name, f"{where}[]")
    if shape["type"] != "structure":
        return
    if set(rule["properties"]) != set(shape["members"]):
        yield f"{where}: {sorted(set(rule['properties']) ^ set(shape['members']))}"
    if not set(shape.get("required", ())) <= set(rule.get("required", ())):
        yield f"{where}: requires {rule.get('required')}, not {shape['required']}"
    for member, value in shape["members"].items():
        if member in rule["properties"]:
            yield from differences(rule["properties"][member], value["shape"], name, f"{where}.{member}")


def parts(rule: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a schema that has a type or says what AWS answers, with its place."""
    if isinstance(rule, dict):
        if isinstance(rule.get("type"), str) or "x-aws-message" in rule:
            yield where, rule
        for key, value in rule.items():
            if key not in ("examples", "default", "const", "enum"):
                yield from parts(value, f"{where}/{key}")
    elif isinstance(rule, list):
        for index, value in enumerate(rule):
            yield from parts(value, f"{where}/{index}")


@pytest.mark.parametrize(("name", "operation"), OPERATIONS.items())
def test_a_schema_has_what_the_model_has(name: str, operation: str) -> None:
    shape = services()["ecs"].model.input_shape(operation)

    assert list(differences(load_schema(f"ecs/{name}"), shape, name, operation)) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_knows_where_it_stands(name: str) -> None:
    schema = load_schema(f"ecs/{name}")

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{BASE}ecs/{name}.json"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_member_is_explained(name: str) -> None:
    properties = [
        (f"{where}/{member}", value)
        for where, rule in parts(load_schema(f"ecs/{name}"))
        if "type" in rule
        for member, value in rule.get("properties", {}).items()
        if "$ref" not in value
    ]

    assert [where for where, rule in properties if not (rule.get("title") and rule.get("description"))] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_answer_has_a_code_a_cure_and_a_source(name: str) -> None:
    answers = [rule for _, rule in parts(load_schema(f"ecs/{name}")) if "x-aws-message" in rule]

    assert [rule for rule in answers if not hasattr(errors, rule["x-aws-error"])] == []
    for rule in answers:
        assert set(rule["x-aws-mend"]) == set(rule["x-aws-source"]) == set(rule["x-aws-message"])
        assert set(rule["x-aws-source"].values()) <= set(SOURCES)


@pytest.mark.parametrize(
    ("document", "code", "path"),
    [
        pytest.param({}, "ParamValidation", ("serviceName",), id="missing"),
        pytest.param({"serviceName": "a", "count": 1}, "ParamValidation", ("count",), id="unknown"),
        pytest.param({"serviceName": 1}, "SerializationException", ("serviceName",), id="type"),
        pytest.param(
            {"serviceName": "a", "launchType": "LAMBDA"}, "InvalidParameterException", ("launchType",), id="enum"
        ),
        pytest.param({"serviceName": "a", "clientToken": ""}, "ClientException", ("clientToken",), id="token"),
    ],
)
def test_offline_a_fault_has_the_code_of_who_answers_it(
    document: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    (finding,) = findings("ecs/service", document)

    assert (finding.code, finding.path) == (code, path)


def test_the_words_of_a_bound_of_the_model_are_those_of_the_server() -> None:
    strategy = [{"capacityProvider": "FARGATE", "weight": 1001}]

    (finding,) = findings("ecs/run_task", {"taskDefinition": "web", "capacityProviderStrategy": strategy})

    assert finding.message == "capacityProviderStrategy.0.weight must be at most 1000"
