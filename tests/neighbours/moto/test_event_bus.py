"""Events brought to the targets of rules in moto's EventBridge."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.event_bus import MotoEventBus
from mock_ecs.neighbours.moto.reset import reset_moto

HERE = Scope("111122223333", "eu-west-1")
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:heard"
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/heard"
FROM_ECS = {"source": ["aws.ecs"]}
EVENT = {
    "version": "0",
    "id": "11111111-2222-4333-8444-555555555555",
    "detail-type": "ECS Task State Change",
    "source": "aws.ecs",
    "account": "111122223333",
    "time": "2026-01-01T00:01:02Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:ecs:eu-west-1:111122223333:task/demo/0f0f"],
    "detail": {"lastStatus": "RUNNING", "version": 4, "containers": [{"name": "app"}]},
}


def backend(service: str, scope: Scope = HERE) -> Any:
    from moto.backends import get_backend

    return get_backend(service)[scope.account][scope.region]  # type: ignore[call-overload]


@pytest.fixture
def queue() -> str:
    return str(backend("sqs").create_queue("heard").name)


def rule(pattern: dict[str, Any] | None, *targets: dict[str, Any], name: str = "rule", **members: Any) -> None:
    text = json.dumps(pattern) if pattern is not None else None
    backend("events").put_rule(name, event_pattern=text, **members)
    wanted = targets or ({"Arn": QUEUE},)
    backend("events").put_targets(
        name, "default", [{"Id": str(number), **target} for number, target in enumerate(wanted)]
    )


def heard(queue: str) -> list[Any]:
    return [json.loads(message.body) for message in backend("sqs").get_queue(queue).messages]


def test_before_its_first_use_nobody_listens() -> None:
    assert not MotoEventBus().listens(HERE)


@pytest.mark.parametrize(
    ("pattern", "members"),
    [
        pytest.param({"source": ["aws.ec2"]}, {}, id="another source"),
        pytest.param(FROM_ECS, {"state": "DISABLED"}, id="disabled"),
        pytest.param(None, {"scheduled_expression": "rate(1 minute)"}, id="a schedule"),
    ],
)
def test_a_rule_that_cannot_match_does_not_listen(queue: str, pattern: Any, members: dict[str, Any]) -> None:
    rule(pattern, **members)
    bus = MotoEventBus()

    bus.put(HERE, EVENT) if bus.listens(HERE) else None

    assert not bus.listens(HERE)
    assert heard(queue) == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(FROM_ECS, id="the source"),
        pytest.param({"source": [{"prefix": "aws."}]}, id="a prefix of the source"),
        pytest.param({"detail-type": ["ECS Task State Change"]}, id="the type"),
        pytest.param({"detail": {"lastStatus": ["RUNNING", "STOPPED"]}}, id="a member of the detail"),
        pytest.param({"resources": [{"suffix": "0f0f"}]}, id="the resource"),
    ],
)
def test_a_queue_gets_what_its_rule_matches_with_the_whole_envelope(queue: str, pattern: dict[str, Any]) -> None:
    rule(pattern)
    bus = MotoEventBus()

    assert bus.listens(HERE)
    bus.put(HERE, EVENT)

    assert heard(queue) == [EVENT]


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(FROM_ECS | {"detail": {"lastStatus": ["STOPPED"]}}, id="another value"),
        pytest.param(FROM_ECS | {"detail-type": ["ECS Service Action"]}, id="another type"),
        pytest.param(FROM_ECS | {"detail": {"lastStatus": [{"anything-but": "RUNNING"}]}}, id="anything but"),
    ],
)
def test_a_queue_does_not_get_what_its_rule_does_not_match(queue: str, pattern: dict[str, Any]) -> None:
    rule(pattern)
    bus = MotoEventBus()

    assert bus.listens(HERE)
    bus.put(HERE, EVENT)

    assert heard(queue) == []


def test_others_do_not_listen(queue: str) -> None:
    rule(FROM_ECS)
    bus = MotoEventBus()

    assert bus.listens(HERE)
    assert not bus.listens(Scope(HERE.account, "us-east-1"))
    assert not bus.listens(Scope("444455556666", HERE.region))


def test_a_transformer_of_input_is_moto_s(queue: str) -> None:
    transformer = {"InputPathsMap": {"status": "$.detail.lastStatus"}, "InputTemplate": '{"now": "<status>"}'}
    rule(FROM_ECS, {"Arn": QUEUE, "InputTransformer": transformer})
    bus = MotoEventBus()

    assert bus.listens(HERE)
    bus.put(HERE, EVENT)

    assert heard(queue) == [{"now": "RUNNING"}]


def test_a_log_group_gets_it_too() -> None:
    logs = backend("logs")
    logs.create_log_group("/heard", {})
    rule(FROM_ECS, {"Arn": GROUP})
    bus = MotoEventBus()

    assert bus.listens(HERE)
    bus.put(HERE, EVENT)

    (stream,) = logs.groups["/heard"].streams.values()
    assert [json.loads(event.message) for event in stream.events] == [EVENT]


def test_an_archive_keeps_it() -> None:
    events = backend("events")
    source = "arn:aws:events:eu-west-1:111122223333:event-bus/default"
    events.create_archive("kept", source, "", json.dumps(FROM_ECS), "1")
    bus = MotoEventBus()

    assert bus.listens(HERE)
    bus.put(HERE, EVENT)

    assert [event["detail"] for event in events.archives["kept"].events] == [EVENT["detail"]]


def test_a_target_that_fails_is_warned_of_once_and_keeps_nothing_from_the_others(
    queue: str, caplog: pytest.LogCaptureFixture
) -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:none"
    rule(FROM_ECS, {"Arn": function}, {"Arn": f"{QUEUE}-gone"}, {"Arn": QUEUE})
    bus = MotoEventBus()

    assert bus.listens(HERE)
    with caplog.at_level(logging.WARNING, logger="mock_ecs.neighbours"):
        bus.put(HERE, EVENT)
        bus.put(HERE, EVENT)

    assert heard(queue) == [EVENT, EVENT]
    warned = [record.message.partition(": ")[0] for record in caplog.records]
    assert warned == [
        f"moto brought no event of rule rule to {function}",
        f"moto brought no event of rule rule to {QUEUE}-gone",
    ]


def test_after_a_reset_nobody_listens_until_there_is_a_rule_again(queue: str) -> None:
    rule(FROM_ECS)
    bus = MotoEventBus()
    before = bus.listens(HERE)

    reset_moto()
    between = bus.listens(HERE)
    rule(FROM_ECS)

    assert (before, between, bus.listens(HERE)) == (True, False, True)
