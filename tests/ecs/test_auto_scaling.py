"""Auto scaling waits on the heap only where there is something to scale by."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.region import create_ecs
from mock_ecs.ecs.state import EcsState
from mock_ecs.neighbours.null import NullLoads, null_neighbours
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids


class Loads(NullLoads):
    """Something may be known of loads, or nothing."""

    gives_load = True


def region(loads: NullLoads, start: float = 30.0) -> EcsState:
    engine, ids = Engine(start), Ids(0)
    neighbours = null_neighbours(ids, SimulatedRuntime(engine))
    return create_ecs(Scope(), engine, ids, replace(neighbours, loads=loads))


def pending(state: EcsState) -> list[tuple[float, str, bool]]:
    return [(event.time, event.label, event.background) for event in state.engine.pending()]


def test_without_alarm_load_and_schedule_nothing_waits() -> None:
    state = region(NullLoads())

    state.auto_scaling.look()
    state.auto_scaling.load_changed()

    assert pending(state) == []


def test_with_a_load_the_next_full_minute_waits_in_the_background() -> None:
    state = region(Loads())

    state.auto_scaling.look()

    assert pending(state) == [(60.0, "services scaled", True)]


def test_each_minute_sets_off_the_next() -> None:
    state = region(Loads())

    state.engine.run_until(185.0)

    assert pending(state) == [(240.0, "services scaled", True)]


def test_what_ends_waits_no_more() -> None:
    loads = Loads()
    state = region(loads)
    loads.gives_load = False

    state.auto_scaling.load_changed()

    assert pending(state) == []
