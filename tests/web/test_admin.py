"""The control API: health, clock, reset, operations, and what it says to a request that it cannot use."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from mock_ecs import __version__
from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.clusters import create_cluster
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.sim.engine import RunawayError
from mock_ecs.world import World
from tests.ecs.examples import container, new_definition, new_instance, on_ec2
from tests.web.conftest import START


def clock(http: Client, **wishes: Any) -> dict[str, Any]:
    answered = http.post("/_mock_ecs/clock", json=wishes) if wishes else http.get("/_mock_ecs/clock")
    assert answered.status_code == 200
    found: dict[str, Any] = answered.get_json()
    return found


def test_a_server_that_answers_is_healthy(http: Client) -> None:
    answered = http.get("/_mock_ecs/health")

    assert answered.get_json() == {"status": "ok", "version": __version__, "clock": "manual"}


def test_the_clock_tells_where_it_stands(http: Client, world: World) -> None:
    world.engine.after(60.0, "an exit", world.engine.clear, background=True)

    assert clock(http) == {
        "now": START,
        "iso": "2026-01-01T00:00:00.000Z",
        "mode": "manual",
        "speed": None,
        "settled": True,
        "pending": 1,
    }


def test_time_passes_when_it_is_told_to(http: Client, world: World) -> None:
    seen: list[float] = []
    world.engine.after(60.0, "a change", seen.append, 60.0)
    world.engine.after(600.0, "a later change", seen.append, 600.0)

    after = clock(http, advance=90.5)

    assert seen == [60.0]
    assert (after["now"], after["iso"]) == (START + 90.5, "2026-01-01T00:01:30.500Z")
    assert (after["settled"], after["pending"]) == (False, 1)


def test_settling_ends_every_change_and_no_more(http: Client, world: World) -> None:
    seen: list[str] = []
    world.engine.after(30.0, "a change", seen.append, "change")
    world.engine.after(600.0, "an exit", seen.append, "exit", background=True)

    after = clock(http, settle=True)

    assert seen == ["change"]
    assert (after["now"], after["settled"], after["pending"]) == (START + 30, True, 1)


def test_the_mode_changes_before_the_time_passes(http: Client) -> None:
    clock(http, mode="real", speed=4)

    after = clock(http, mode="manual", advance=60)

    assert after["mode"] == "manual"
    assert after["now"] >= START + 60
    assert clock(http)["now"] == after["now"]


@pytest.mark.parametrize(
    ("wishes", "mode", "speed"),
    [
        pytest.param({"mode": "instant"}, "instant", 1.0, id="the speed of the config"),
        pytest.param({"mode": "real", "speed": 60}, "real", 60, id="a speed of its own"),
        pytest.param({"mode": "manual"}, "manual", None, id="no speed"),
    ],
)
def test_a_mode_is_set(http: Client, wishes: dict[str, Any], mode: str, speed: float | None) -> None:
    after = clock(http, **wishes)

    assert (after["mode"], after["speed"]) == (mode, speed)


def test_the_speed_alone_may_change(http: Client) -> None:
    clock(http, mode="instant")

    after = clock(http, speed=0.5)

    assert (after["mode"], after["speed"]) == ("instant", 0.5)


def test_a_form_of_curl_is_read_as_json(http: Client) -> None:
    answered = http.post("/_mock_ecs/clock", data='{"advance": 5}', content_type="application/x-www-form-urlencoded")

    assert answered.get_json()["now"] == START + 5


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param("{", "the body is not valid JSON", id="no JSON"),
        pytest.param("[" * 100_000, "the body is not valid JSON", id="too deep"),
        pytest.param("[]", "the body must be a JSON object", id="no object"),
        pytest.param("", "nothing is asked for: give one of mode, speed, advance, settle", id="nothing"),
        pytest.param('{"forward": 5}', "there is no 'forward'; there are mode, speed, advance, settle", id="unknown"),
        pytest.param('{"mode": "slow"}', 'mode must be real, instant or manual, not "slow"', id="mode"),
        pytest.param('{"mode": null}', "mode must be real, instant or manual, not null", id="mode null"),
        pytest.param('{"mode": []}', "mode must be real, instant or manual, not []", id="mode a list"),
        pytest.param('{"settle": 1}', "settle must be true or false, not 1", id="settle"),
        pytest.param('{"speed": 5}', "a manual clock has no speed", id="speed of a manual clock"),
        pytest.param('{"mode": "real", "speed": 0}', "speed must be a number above 0, at most 1000000, not 0", id="0"),
        pytest.param(
            '{"mode": "real", "speed": 1e7}',
            "speed must be a number above 0, at most 1000000, not 10000000.0",
            id="too fast",
        ),
        *(
            pytest.param(
                '{"advance": %s}' % value,  # noqa: UP031
                f"advance must be a number of seconds, at least 0 and within the year 9999, not {value}",
                id=f"advance {value}",
            )
            for value in ("-1", "NaN", "Infinity", '"5"', "true", "null", "1" + "0" * 79)
        ),
        pytest.param(
            '{"mode": "real", "advance": 253402300799}',
            "advance must not lead beyond the year 9999, as 253402300799 seconds would",
            id="beyond the end of time",
        ),
    ],
)
def test_what_the_clock_cannot_do_is_said_and_changes_nothing(http: Client, body: str, error: str) -> None:
    answered = http.post("/_mock_ecs/clock", data=body)

    assert (answered.status_code, answered.get_json()) == (400, {"error": error})
    assert clock(http)["now"] == START
    assert clock(http)["mode"] == "manual"


def test_reset_begins_again_with_the_config(http: Client, world: World) -> None:
    clock(http, mode="instant", advance=3600)
    first = world.engine

    answered = http.post("/_mock_ecs/reset")

    assert answered.get_json() == {"status": "ok"}
    assert world.engine is not first
    assert clock(http) == {
        "now": START,
        "iso": "2026-01-01T00:00:00.000Z",
        "mode": "manual",
        "speed": None,
        "settled": True,
        "pending": 0,
    }


def test_operations_are_counted_by_service(http: Client) -> None:
    found = http.get("/_mock_ecs/operations").get_json()

    assert list(found) == ["ecs", "ecr", "ecr-public"]
    for counts in found.values():
        assert list(counts) == ["answered_count", "missing_count", "answered", "missing"]
        assert counts["answered_count"] == len(counts["answered"])
        assert counts["missing_count"] == len(counts["missing"])
        assert not set(counts["answered"]) & set(counts["missing"])
    assert "CreateCluster" in found["ecs"]["answered"]
    assert "CreateRepository" in found["ecr"]["answered"]


def test_an_unknown_path_is_told_which_there_are(http: Client) -> None:
    answered = http.get("/_mock_ecs/time")

    assert answered.status_code == 404
    assert answered.get_json() == {
        "error": "there is no /_mock_ecs/time; there are /_mock_ecs/clock, /_mock_ecs/container-instances, "
        "/_mock_ecs/container-instances/<path:identifier>, /_mock_ecs/health, /_mock_ecs/lifecycle, "
        "/_mock_ecs/operations, /_mock_ecs/reset, /_mock_ecs/scenario, /_mock_ecs/scenario/rules, "
        "/_mock_ecs/why/<path:identifier>"
    }


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        pytest.param("GET", "/_mock_ecs/reset", "POST", id="reset"),
        pytest.param("POST", "/_mock_ecs/health", "GET", id="health"),
        pytest.param("DELETE", "/_mock_ecs/clock", "GET, POST", id="clock"),
    ],
)
def test_a_wrong_method_is_told_which_is_right(http: Client, method: str, path: str, allowed: str) -> None:
    answered = http.open(path, method=method)

    assert answered.status_code == 405
    assert answered.headers["Allow"] == allowed
    assert answered.get_json() == {"error": f"{path} takes {allowed}, not {method}"}


def test_a_clock_that_runs_away_is_told_and_can_be_reset(http: Client, world: World) -> None:
    def again() -> None:
        world.engine.after(0.0, "again", again)

    world.engine.budget = 100
    again()

    answered = http.post("/_mock_ecs/clock", json={"mode": "instant", "settle": True})
    after = http.post("/_mock_ecs/reset")

    assert answered.status_code == 500
    assert answered.get_json()["error"].startswith("a fault of mock-ecs itself: more than 100 events in one go")
    assert after.get_json() == {"status": "ok"}
    assert clock(http)["settled"] is True


def test_a_fault_of_ours_is_reported(http: Client, world: World) -> None:
    def again() -> None:
        world.engine.after(0.0, "again", again)

    world.engine.budget = 100
    again()

    http.post("/_mock_ecs/clock", json={"settle": True})

    assert [fault.operation for fault in world.faults] == ["POST /_mock_ecs/clock"]
    assert isinstance(world.faults[0].exception, RunawayError)


class TestWhy:
    def test_it_tells_step_by_step_why_a_task_went_where_it_went(self, world: World, http: Client) -> None:
        state = world.ecs(Scope())
        cluster = create_cluster(state, "demo")
        full = new_instance(state, cluster, memory=100)
        fit = new_instance(state, cluster, zone="us-east-1b")
        launch = on_ec2(new_definition(state, container(memory=300), network_mode="bridge"))
        (task,), _ = launch_tasks(state, cluster, launch, 1, cause="request-1")

        answered = http.get(f"/_mock_ecs/why/{task.id}")

        assert answered.status_code == 200
        assert answered.get_json() == {
            "id": task.id,
            "decisions": [
                {
                    "at": "2026-01-01T00:00:00.000Z",
                    "cause": "request-1",
                    "cluster": "demo",
                    "group": "family:web",
                    "task": task.id,
                    "considered": 2,
                    "steps": [
                        {
                            "step": "resources and ports",
                            "removed": [{"reason": "RESOURCE:MEMORY", "count": 1, "containerInstances": [full.id]}],
                            "left": 1,
                        },
                        {"step": "constraints", "removed": [], "left": 1},
                        {
                            "step": "strategies",
                            "strategies": ["spread(attribute:ecs.availability-zone)", "spread(instanceId)"],
                            "ranking": [
                                {"values": ["us-east-1b"], "tasks": 0, "first": fit.id},
                                {"values": ["us-east-1a"], "tasks": 0, "first": None},
                            ],
                        },
                        {"step": "choice", "containerInstance": fit.id},
                    ],
                }
            ],
        }

    def test_an_arn_is_an_id_too(self, world: World, http: Client) -> None:
        state = world.ecs(Scope())
        cluster = create_cluster(state, "demo")
        new_instance(state, cluster)
        (task,), _ = launch_tasks(state, cluster, on_ec2(new_definition(state, network_mode="bridge")), 1, cause="r")

        answered = http.get(f"/_mock_ecs/why/{quote(task.arn, safe='')}")

        assert [one["task"] for one in answered.get_json()["decisions"]] == [task.id]

    def test_what_nothing_is_known_of_is_not_found(self, http: Client) -> None:
        answered = http.get("/_mock_ecs/why/nothing")

        assert answered.status_code == 404
        assert answered.get_json() == {"error": "no choice of a container instance is known for nothing"}
