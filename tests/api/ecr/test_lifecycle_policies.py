"""Lifecycle policies: kept to the letter when they are good, refused with one error when they are not."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mock_ecs import schema
from mock_ecs.api.ecr.lifecycle_policy_rules import lifecycle_policy_findings
from mock_ecs.api.ecr.lifecycle_policy_schema import schema_faults
from mock_ecs.testing import mock_ecs
from tests.api.raw import Raw

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
APP = {"repositoryName": "app"}
EXPIRE = {"type": "expire"}
ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}


def rule(priority: int = 1, action: dict[str, str] = EXPIRE, **selection: Any) -> dict[str, Any]:
    chosen = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10} | selection
    return {"rulePriority": priority, "selection": chosen, "action": action}


def text_of(document: Any) -> str:
    return json.dumps(document).ljust(100)


@pytest.fixture(scope="module")
def call() -> Iterator[Raw]:
    """Calls a mock that has a repository called app."""
    with mock_ecs(neighbours="null") as mock:
        call = Raw(mock, "ecr")
        call("CreateRepository", **APP)
        yield call
        assert mock.faults == []


@st.composite
def counts(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, str]]:
    """What a rule counts, and an action that goes with it."""
    count_type = draw(
        st.sampled_from(["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"])
    )
    selection: dict[str, Any] = {"countType": count_type, "countNumber": draw(st.integers(90, 400))}
    if count_type != "imageCountMoreThan":
        selection["countUnit"] = "days"
    if count_type == "sinceImageTransitioned":
        return selection | {"storageClass": "archive"}, EXPIRE
    if draw(st.booleans()):
        selection["storageClass"] = "standard"
    return selection, ARCHIVE if count_type == "sinceImagePulled" else draw(st.sampled_from([EXPIRE, ARCHIVE]))


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """Lifecycle policies of which ECR is known to take each part."""
    rules = []
    for number in range(draw(st.integers(1, 4))):
        selection, action = draw(counts())
        kind = draw(st.sampled_from(["tagPatternList", "tagPrefixList"]))
        tags = draw(st.lists(st.sampled_from(["prod*", "*-dev", "v1.*.*", "*"]), max_size=2))
        found = rule(draw(st.integers(0, 9)) * 10 + number + 1, action)
        found["selection"] = {"tagStatus": "tagged", kind: [f"t{number}", *tags], **selection}
        rules.append(found)
    if draw(st.booleans()):
        rules.append(rule(200, tagStatus="untagged"))
    if draw(st.booleans()):
        rules.append(rule(201))
    if draw(st.booleans()):
        rules[0]["description"] = draw(st.text("aé \n\"'{}", max_size=20))
    return {"rules": draw(st.permutations(rules))}


WRONG = [None, "x", "", -1, 0, 1.5, True, [], {}, [None], {"x": 1}]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values in a document, but for itself."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*found, *(place for key, item in items for place in places(item, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A good policy in which one value is wrong, lacking or too much; what is free text stays."""
    document = copy.deepcopy(draw(policies()))
    way = draw(st.sampled_from([way for way in places(document) if way[-1] != "description"]))
    place = document
    for step in way[:-1]:
        place = place[step]
    match draw(st.sampled_from(["replace", "drop", "add"])):
        case "add" if isinstance(place, dict):
            place["extra"] = 1
        case "drop" if isinstance(place, dict) and way[-1] not in ("storageClass", "countUnit"):
            del place[way[-1]]
        case _:
            place[way[-1]] = draw(st.sampled_from(WRONG))
    return document


@FEW
@given(policies(), st.sampled_from([None, 2]))
def test_a_good_policy_is_kept_to_the_letter(call: Raw, document: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(document, indent=indent)

    put = call("PutLifecyclePolicy", **APP, lifecyclePolicyText=text)
    warnings = call.warnings

    got = call("GetLifecyclePolicy", **APP)
    assert put == {"registryId": "123456789012", **APP, "lifecyclePolicyText": text}
    assert got == put | {"lastEvaluatedAt": 0}
    assert warnings == []


@FEW
@example({"rules": []})
@given(mutated())
def test_a_policy_with_one_fault_is_refused_or_good_after_all(call: Raw, document: Any) -> None:
    told = list(lifecycle_policy_findings(document))
    findings = [finding for finding in told if not finding.doubtful]

    status, answer = call.send("PutLifecyclePolicy", text_request(document))

    if findings:
        assert status == 400
        assert (answer["__type"], answer["message"]) == ("InvalidParameterException", findings[0].message)
    else:
        assert status == 200
        assert told or schema.is_valid("ecr/lifecycle_policy", document)


@FEW
@given(mutated() | st.recursive(st.sampled_from(WRONG), lambda inner: st.dictionaries(st.just("rules"), inner)))
def test_ours_and_other_readers_of_the_schema_agree(document: Any) -> None:
    assert (schema_faults(document) == []) == schema.is_valid("ecr/lifecycle_policy", document)


def text_request(document: Any) -> bytes:
    return json.dumps({**APP, "lifecyclePolicyText": text_of(document)}).encode()


@pytest.mark.parametrize(
    ("rules", "path", "also"),
    [
        pytest.param([rule(0)], ("rules", 0, "rulePriority"), (), id="in a member"),
        pytest.param([rule(extra=1)], ("rules", 0, "selection", "extra"), (), id="too much"),
        pytest.param([{}], ("rules", 0, "action"), (), id="lacking"),
        pytest.param([rule(countUnit="days")], ("rules", 0, "selection"), (), id="between members"),
        pytest.param(
            [rule(1, tagStatus="untagged"), rule(1)],
            ("rules", 1, "rulePriority"),
            (("rules", 0, "rulePriority"),),
            id="between rules",
        ),
        pytest.param(
            [rule(2), rule(3, tagStatus="untagged")],
            ("rules", 0, "rulePriority"),
            (),
            id="any not last",
        ),
    ],
)
def test_a_finding_leads_to_its_place(rules: list[Any], path: tuple[Any, ...], also: tuple[Any, ...]) -> None:
    (finding,) = lifecycle_policy_findings({"rules": rules})

    assert (finding.path, finding.also) == (path, also)


def test_all_that_breaks_the_schema_is_in_one_message() -> None:
    findings = list(lifecycle_policy_findings({"rules": [rule(0), rule(2, {"type": "delete"})]}))

    assert [finding.path for finding in findings] == [("rules", 0, "rulePriority"), ("rules", 1, "action")]
    assert {finding.message for finding in findings} == {
        "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure:"
        " numeric instance is lower than the required minimum (minimum: 1, found: 0)\n"
        "instance failed to match exactly one schema (matched 0 out of 2)\n'"
    }
    assert [finding.mend for finding in findings] == [
        "Write 1 or more.",
        'Write {"type": "expire"}, or {"type": "transition", "targetStorageClass": "archive"}.',
    ]


def test_fifty_rules_are_taken() -> None:
    rules = [rule(number, tagStatus="tagged", tagPrefixList=[f"t{number}"]) for number in range(1, 51)]

    assert list(lifecycle_policy_findings({"rules": rules})) == []


def test_a_client_reads_when_a_policy_was_evaluated(ecr: Any) -> None:
    ecr.create_repository(**APP)
    text = text_of({"rules": [rule()]})

    ecr.put_lifecycle_policy(**APP, lifecyclePolicyText=text)
    deleted = ecr.delete_lifecycle_policy(**APP)

    assert deleted["lifecyclePolicyText"] == text
    assert deleted["lastEvaluatedAt"] == datetime(1970, 1, 1, tzinfo=UTC)
    with pytest.raises(ecr.exceptions.LifecyclePolicyNotFoundException):
        ecr.get_lifecycle_policy(**APP)
