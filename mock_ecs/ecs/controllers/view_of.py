"""What a controller sees of a service: its view, made of the entities."""

from __future__ import annotations

from math import ceil

from mock_ecs.ecs.controllers.monitors import breaker_threshold
from mock_ecs.ecs.controllers.view import (
    AlarmWatch,
    CircuitBreaker,
    DeploymentView,
    EarlySuccess,
    HookView,
    Rebalancing,
    RolloutView,
    ServiceView,
    TaskSetView,
    TaskView,
    TrafficShiftView,
)
from mock_ecs.ecs.daemons import busy_hosts_of, hosts_of
from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.service_deployment import ServiceDeployment
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.task_set import TaskSet
from mock_ecs.ecs.entities.traffic_shift import HookRun
from mock_ecs.ecs.lifecycle_hooks import failure_of
from mock_ecs.ecs.placement.scale_in import ALIKE
from mock_ecs.ecs.placement.strategies import standing_of
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.traffic_shifts import network_fault, strategy_of
from mock_ecs.ecs.zone_balance import is_rebalanced, zones_of, zones_to_even

BESIDE = (100, 200)
"""The bounds in percent where traffic is shifted: a revision comes up whole beside the other."""

_LOOKED_AT = (
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
)
"""The stages at which the listener rules have to be as they were before any production traffic was shifted."""


def service_view(state: EcsState, service: Service) -> ServiceView:
    """The service as it is now."""
    timings, ongoing = state.timings, service.service_deployment
    rolling = strategy_of(service.settings) == "ROLLING"
    minimum, maximum = (service.minimum_healthy_percent, service.maximum_percent) if rolling else BESIDE
    return ServiceView(
        desired_count=service.desired_count,
        deployments=tuple(_deployment_view(state, deployment) for deployment in service.deployments),
        minimum_healthy_percent=minimum,
        maximum_percent=maximum,
        status=service.status,
        steady=service.steady,
        steady_at=service.steady_at,
        steady_state_repeat=timings.steady_state_repeat,
        restart_delay=timings.restart_delay,
        restart_delay_limit=timings.restart_delay_limit,
        crash_pause=timings.restart_delay + timings.deprovisioning,
        rollout=_rollout_view(state, service, ongoing) if ongoing else None,
        rebalancing=_rebalancing_view(state, service),
        controller=service.controller,
        hosts=hosts_of(state, service) if service.daemon and service.status == "ACTIVE" else None,
        busy_hosts=busy_hosts_of(service) if service.daemon else (),
    )


def circuit_breaker(configuration: Document, desired_count: int) -> CircuitBreaker | None:
    """The circuit breaker of a deploymentConfiguration; None where it is not enabled."""
    breaker = configuration.get("deploymentCircuitBreaker", {})
    if not breaker.get("enable"):
        return None
    return CircuitBreaker(
        breaker_threshold(breaker, desired_count),
        breaker.get("rollback", False),
        breaker.get("resetOnHealthyTask", True),
    )


def _rollout_view(state: EcsState, service: Service, ongoing: ServiceDeployment) -> RolloutView:
    configuration = service.settings.get("deploymentConfiguration", {})
    alarms = _alarm_watch(state, ongoing, configuration)
    return RolloutView(
        status=ongoing.status,
        breaker=circuit_breaker(configuration, service.desired_count),
        alarms=alarms,
        early_success=_early_success(service, configuration),
        bake_time=_bake_time(state, configuration, watched=alarms is not None),
        baking_since=ongoing.baking_since,
        shift=_shift_view(state, ongoing),
    )


def _shift_view(state: EcsState, ongoing: ServiceDeployment) -> TrafficShiftView | None:
    shift = ongoing.shift
    if shift is None:
        return None
    looks = shift.stage in _LOOKED_AT and not shift.production and not ongoing.rolling_back
    hooks = shift.current_hooks
    return TrafficShiftView(
        source=shift.source.id,
        steps=shift.steps,
        stage=shift.stage,
        stage_since=shift.stage_since,
        step=shift.step,
        production=shift.production,
        test=shift.test,
        hooks=tuple(_hook_view(run) for run in hooks),
        hooked=tuple(
            stage
            for hook in ongoing.configuration.get("lifecycleHooks", ())
            for stage in hook.get("lifecycleStages", ())
        ),
        fault=network_fault(state, ongoing) if looks else None,
        failure=failure_of(hooks) if any(run.rolls_back for run in hooks) else "",
        started_at=ongoing.started_at or state.engine.now,
    )


def _hook_view(run: HookRun) -> HookView:
    return HookView(run.id, run.status, run.due, run.expires_at, run.rolls_back)


def _rebalancing_view(state: EcsState, service: Service) -> Rebalancing | None:
    """The zones of a service that is steady but for them. Those of one that lacks tasks are not even looked at."""
    if service.rebalancing:
        return Rebalancing(zones_of(state, service), going_on=True)
    settled = service.status == "ACTIVE" and service.running_count == service.desired_count > 1
    zones = zones_to_even(state, service) if settled and is_rebalanced(service) else ()
    return Rebalancing(zones) if zones else None


def _alarm_watch(state: EcsState, ongoing: ServiceDeployment, configuration: Document) -> AlarmWatch | None:
    """The alarms that count: on a way back, and where one was in ALARM from the start, none does."""
    alarms = configuration.get("alarms", {})
    if not alarms.get("enable") or ongoing.alarms_ignored or ongoing.rolling_back or ongoing.status == "PENDING":
        return None
    states = state.neighbours.alarms.states(state.scope, alarms.get("alarmNames", ()))
    triggered = tuple(name for name, value in states.items() if value == "ALARM")
    return AlarmWatch(triggered, alarms.get("rollback", False), state.timings.alarm_interval)


def _bake_time(state: EcsState, configuration: Document, *, watched: bool) -> float:
    """The bake time that was asked for, or as long as the alarms need to notice something where that is more.

    Where traffic is to be shifted, bakeTimeInMinutes is what follows that: a first deployment has nothing to shift.
    """
    rolling = configuration.get("strategy", "ROLLING") == "ROLLING"
    asked: float = configuration.get("bakeTimeInMinutes", 0) * 60.0 if rolling else 0.0
    names = configuration.get("alarms", {}).get("alarmNames", ()) if watched else ()
    return max(asked, state.neighbours.alarms.evaluation_time(state.scope, names)) if names else asked


def _early_success(service: Service, configuration: Document) -> EarlySuccess | None:
    criteria = configuration.get("earlySuccessCriteria", {})
    if not criteria.get("enable"):
        return None
    tasks = ceil(service.desired_count * criteria.get("healthyPercent", 100) / 100)
    return EarlySuccess(max(1, tasks), criteria.get("sourceServiceRevisionCleanup") == "DEFERRED")


def _deployment_view(state: EcsState, deployment: Deployment) -> DeploymentView:
    tasks, task_set = deployment.tasks.values(), deployment.task_set
    desired = task_set.computed_desired_count if task_set else deployment.service.desired_count
    # Where a task stands is costly to find, and matters only where there are too many.
    crowded = len(tasks) > desired < sum(task.desired_status == "RUNNING" for task in tasks)
    return DeploymentView(
        id=deployment.id,
        tasks=tuple([_task_view(state, task, crowded) for task in tasks]),
        rollout_state=deployment.rollout_state,
        failed_tasks=deployment.failed_tasks,
        failed_launches=deployment.failed_launches,
        crashed_tasks=deployment.crashed_tasks,
        failed_at=deployment.failed_at,
        task_set=_task_set_view(task_set) if task_set else None,
    )


def _task_set_view(task_set: TaskSet) -> TaskSetView:
    return TaskSetView(
        desired_count=task_set.computed_desired_count,
        told_count=task_set.told_count,
        stable=task_set.stable,
        draining=task_set.status == "DRAINING",
    )


def _task_view(state: EcsState, task: Task, crowded: bool) -> TaskView:
    return TaskView(
        id=task.id,
        status=task.last_status,
        standing=standing_of(task, state.ids.stream("scale-in")) if crowded else ALIKE,
        stopping=task.desired_status == "STOPPED",
        healthy_at=task.healthy_at,
        unhealthy=task.unhealthy_at is not None and task.unhealthy_at <= state.engine.now,
        draining=task.container_instance is not None and task.container_instance.status != "ACTIVE",
        zone=task.availability_zone,
        protected=task.protected_until is not None and task.protected_until > state.engine.now,
        host=task.container_instance.id if task.container_instance is not None else "",
    )
