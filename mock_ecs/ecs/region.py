"""ECS of one account and region, put together: its state, and what moves it."""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.agents import Agents
from mock_ecs.ecs.auto_scaling import AutoScaling
from mock_ecs.ecs.controllers.capacity_controllers import CapacityControllers
from mock_ecs.ecs.controllers.loop import ControllerLoop
from mock_ecs.ecs.controllers.managed_fleets import ManagedFleets
from mock_ecs.ecs.controllers.scaling import GroupScaling
from mock_ecs.ecs.discovery import TaskDiscovery
from mock_ecs.ecs.events import EventDetails, Events
from mock_ecs.ecs.lifecycle.task import TaskLifecycle
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids


def create_ecs(
    scope: Scope,
    engine: Engine,
    ids: Ids,
    neighbours: Neighbours,
    *,
    profile: str = "fast",
    references: str = "warn",
    event_details: EventDetails | None = None,
) -> EcsState:
    """An empty ECS for ``scope``, ready to run; ``event_details`` says what events tell, None that there are none."""
    state = EcsState(scope, engine, ids, neighbours, profile=profile)
    state.strict = references == "strict"
    state.events = Events(scope, engine, ids, neighbours.event_bus, event_details)
    state.lifecycle = TaskLifecycle(state)
    state.loop = ControllerLoop(state)
    state.scaling = CapacityControllers(GroupScaling(state), ManagedFleets(state))
    state.discovery = TaskDiscovery(state)
    state.agents = Agents(state, references)
    state.auto_scaling = AutoScaling(state)
    state.auto_scaling.look()
    return state
