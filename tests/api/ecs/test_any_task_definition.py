"""Any task definition that breaks no rule is registered and shown; any that breaks one of its schema is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_ecs import schema
from mock_ecs.api.ecs.task_definition_rules import task_definition_findings
from mock_ecs.testing import mock_ecs
from tests.api.ecs.any_task_definition import task_definitions
from tests.api.ecs.schema_places import FILE, Document, changed, mutations, places, schema_file
from tests.api.raw import Raw
from tests.e2e.what_ecs_adds import what_ecs_adds

REFUSALS = ("ClientException", "InvalidParameterException", "SerializationException")
APART = ("requiresAttributes", "compatibilities", "registeredAt")
"""What has tests of its own."""

# Anything at all, in any place.
JUNK = [None, True, 0, -1, 6, 2**31, 1.0, 1.5, "", " ", "a b", "é\n", "arn:aws:s3", "x" * 300, [], [{}], {}, {"x": 1}]

few = settings(
    max_examples=90,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def ecs() -> Iterator[Raw]:
    with mock_ecs(neighbours="null") as mock:
        yield Raw(mock)
        assert mock.faults == []


@few
@given(request=task_definitions())
def test_what_breaks_no_rule_is_registered_and_shown_with_what_ecs_adds(ecs: Raw, request: Document) -> None:
    registered = ecs("RegisterTaskDefinition", **request)

    shown = ecs("DescribeTaskDefinition", taskDefinition=registered["taskDefinition"]["taskDefinitionArn"])

    assert shown["taskDefinition"] == registered["taskDefinition"]
    assert registered.get("tags") == request.get("tags")
    expected = what_ecs_adds(request, revision=shown["taskDefinition"]["revision"])
    for name in APART:
        expected.pop(name, None)
        shown["taskDefinition"].pop(name)
    assert shown["taskDefinition"] == expected


@few
@given(request=task_definitions(), data=st.data())
def test_what_breaks_one_rule_of_the_schema_is_refused(ecs: Raw, request: Document, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(mutations(request)), min_size=8, max_size=8))

    for path, wrong in chosen:
        status, answer = ecs.send("RegisterTaskDefinition", json.dumps(changed(request, path, wrong)).encode())

        assert (status, answer["__type"] in REFUSALS) == (400, True), (path, wrong, answer)


@few
@given(request=task_definitions(), data=st.data())
def test_what_decides_and_what_explains_are_of_one_mind(request: Document, data: st.DataObject) -> None:
    anywhere = [path for path, _ in places(request, schema_file(FILE), FILE)]
    path, junk = data.draw(st.sampled_from(anywhere)), data.draw(st.sampled_from(JUNK))
    document = changed(request, path, junk)

    valid = schema.is_valid(FILE, document)

    assert valid == (next(schema._explainer(FILE).iter_errors(document), None) is None)
    assert valid == (list(schema.findings(FILE, document)) == [])
    # And no rule across members stumbles.
    assert all(finding.message for finding in task_definition_findings(document, "123456789012"))
