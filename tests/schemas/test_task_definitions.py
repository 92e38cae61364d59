"""The schemas of task definitions: whole, as the model has the members; explained; and good for editors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from mock_ecs.app import services
from mock_ecs.aws.refusals import Source
from mock_ecs.schema import BASE, findings, is_valid
from tests.api.ecs.schema_places import Path, Schema, resolved, schema_file

FILES = ("ecs/task_definition", "ecs/container_definition", "ecs/daemon_task_definition", "ecs/fargate_sizes")
REQUESTS = {
    "ecs/task_definition": "RegisterTaskDefinitionRequest",
    "ecs/container_definition": "ContainerDefinition",
    "ecs/daemon_task_definition": "RegisterDaemonTaskDefinitionRequest",
}
TYPES = {"structure": "object", "list": "array", "map": "object"}

# What AWS demands beyond its model.
REQUIRED_TOO = {
    "ContainerDefinition": {"name", "image"},
    "MountPoint": {"containerPath"},
    "Volume": {"name"},
}

DAEMON: dict[str, Any] = {
    "family": "agent",
    "containerDefinitions": [{"name": "agent", "image": "agent:1", "memory": 64, "privileged": True}],
    "volumes": [{"name": "logs", "logDriverVolumeConfiguration": {"driver": "awsfirelens"}}],
    "pidMode": "shared",
}


def below(schema: Schema, file: str, path: Path = ()) -> Iterator[tuple[Path, Schema, str]]:
    """Every schema of a value below ``schema``, with what it refers to."""
    schema, file = resolved(schema, file)
    yield path, schema, file
    for name, inner in schema.get("properties", {}).items():
        yield from below(inner, file, (*path, name))
    if "items" in schema:
        yield from below(schema["items"], file, (*path, "[]"))


def fragments(value: Any) -> Iterator[Schema]:
    """Every object of a schema file."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from fragments(inner)


@pytest.mark.parametrize("file", FILES)
def test_a_schema_is_one_and_names_itself(file: str) -> None:
    schema = schema_file(file)

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{BASE}{file}.json"
    assert is_valid(file, []) is False


@pytest.mark.parametrize("file", FILES)
def test_everything_has_a_title_and_a_description(file: str) -> None:
    silent = [path for path, schema, _ in below(schema_file(file), file) if not {"title", "description"} <= set(schema)]

    assert silent == []


@pytest.mark.parametrize("file", FILES)
def test_every_object_with_members_tells_of_strangers(file: str) -> None:
    open_ones = [
        path
        for path, schema, _ in below(schema_file(file), file)
        if schema.get("type") == "object" and "additionalProperties" not in schema
    ]

    assert open_ones == []


@pytest.mark.parametrize("file", FILES)
def test_examples_and_defaults_fit(file: str) -> None:
    for path, schema, inner in below(schema_file(file), file):
        given = [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else [])]
        alone = {name: value for name, value in schema.items() if name != "items"}
        validator = Draft202012Validator(alone | {"$defs": schema_file(inner).get("$defs", {})})
        assert [(inner, path, value) for value in given if not validator.is_valid(value)] == []


@pytest.mark.parametrize("file", FILES)
def test_patterns_mean_the_same_everywhere(file: str) -> None:
    patterns = [found["pattern"] for found in fragments(schema_file(file)) if isinstance(found.get("pattern"), str)]

    assert [pattern for pattern in patterns if re.search(r"\(\?[=!<]|\\[dwsb]", pattern)] == []
    assert [pattern for pattern in patterns if re.compile(pattern) is None] == []


@pytest.mark.parametrize("file", FILES)
def test_every_message_has_a_cure_and_a_source(file: str) -> None:
    speaking = [found for found in fragments(schema_file(file)) if "x-aws-message" in found]

    for found in speaking:
        assert {"x-aws-mend", "x-aws-source"} <= set(found), found
        sources = found["x-aws-source"]
        while isinstance(sources, dict) and any(isinstance(value, dict) for value in sources.values()):
            sources = next(value for value in sources.values() if isinstance(value, dict))
        told = set(sources.values()) if isinstance(sources, dict) else {sources}
        assert told <= set(get_args(Source)), found


@pytest.mark.parametrize("file", REQUESTS)
def test_a_schema_has_the_members_types_and_values_of_the_model(file: str) -> None:
    shapes = services()["ecs"].model.shapes

    def compare(schema: Schema, file: str, name: str, path: Path = ()) -> None:
        schema, file = resolved(schema, file)
        shape = shapes[name]
        assert schema["type"] == TYPES.get(shape["type"], shape["type"]), path
        assert list(schema.get("enum", ())) == list(shape.get("enum", ())), path
        if shape["type"] == "structure":
            assert set(schema["properties"]) == set(shape["members"]), path
            required = set(shape.get("required", ())) | REQUIRED_TOO.get(name, set())
            assert set(schema.get("required", ())) == required, path
            for key, inner in schema["properties"].items():
                compare(inner, file, shape["members"][key]["shape"], (*path, key))
        elif shape["type"] == "list":
            compare(schema["items"], file, shape["member"]["shape"], (*path, "[]"))
        elif shape["type"] == "map" and "properties" not in schema:
            compare(schema["additionalProperties"], file, shape["value"]["shape"], (*path, "{}"))

    compare(schema_file(file), file, REQUESTS[file])


def test_a_daemon_has_neither_ports_nor_links() -> None:
    container = DAEMON["containerDefinitions"][0] | {"portMappings": [], "links": []}

    found = list(findings("ecs/daemon_task_definition", DAEMON | {"containerDefinitions": [container]}))

    assert is_valid("ecs/daemon_task_definition", DAEMON)
    assert [finding.path[-1] for finding in found] == ["portMappings", "links"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"pidMode": "host"}, "host should be one of [none,shared]"),
        ({"containerDefinitions": []}, "A daemon task definition must have at least one container."),
        ({"family": "a b"}, "Family contains invalid characters."),
        (
            {"containerDefinitions": [{"name": "a", "image": "a", "healthCheck": {"command": ["CMD"], "retries": 11}}]},
            "Health check retries must be less than or equal to the maximum allowed value 10 for container 'a'",
        ),
    ],
)
def test_a_daemon_is_refused_in_words_of_its_own_or_of_all_containers(members: dict[str, Any], message: str) -> None:
    assert [finding.message for finding in findings("ecs/daemon_task_definition", DAEMON | members)] == [message]


def test_a_value_of_the_wrong_type_is_told_as_such_whatever_the_message_of_the_rule() -> None:
    document = {"family": "a", "containerDefinitions": [{"name": "a", "image": "a", "cpu": "1"}], "cpu": 256}

    found = list(findings("ecs/task_definition", document))

    assert [(finding.code, finding.message) for finding in found] == [
        ("SerializationException", "STRING_VALUE can not be converted to an Integer"),
        ("SerializationException", "NUMBER_VALUE can not be converted to a String"),
    ]
