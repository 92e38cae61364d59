"""The loop that lets controllers look at what changed, and carries out what they plan: nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mock_ecs.ecs.controllers import actions, rolling
from mock_ecs.ecs.controllers import service as service_controller
from mock_ecs.ecs.controllers.view_of import service_view
from mock_ecs.ecs.daemons import start_daemons
from mock_ecs.ecs.deployments import (
    ALARMS,
    CIRCUIT_BREAKER,
    REQUESTED,
    complete_deployment,
    fail_deployment,
    retire_deployment,
    told_as,
)
from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.lifecycle.health import failed_checks, unhealthy_target
from mock_ecs.ecs.lifecycle_hooks import advance_hook, expire_hook
from mock_ecs.ecs.lifecycle_stages import enter_stage
from mock_ecs.ecs.placement.explain import placement_complaint, provider_complaint
from mock_ecs.ecs.placement.place import Failure
from mock_ecs.ecs.provided_tasks import place_waiting
from mock_ecs.ecs.service_actions import tell_placement_failure, tell_steady_state
from mock_ecs.ecs.service_deployments import begin_service_deployment, forget_service_deployments
from mock_ecs.ecs.service_events import add_event
from mock_ecs.ecs.services import task_tags
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_sets import find_task_set, set_stability, tell_count
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.ecs.zone_balance import is_rebalanced, tasks_in_zones
from mock_ecs.sim.engine import LATE, Event

ROUNDS = 100
"""How often one service may be looked at in one instant before it counts as running in circles."""


class ControllerLoop:
    """Services that changed are marked, and looked at in that order at the end of the instant."""

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._dirty: dict[Service, None] = {}
        self._daemons: dict[Service, None] = {}
        self._with_room: dict[Cluster, None] = {}
        self._scheduled = False
        self._wakes: dict[tuple[Service, bool], Event] = {}

    def mark(self, service: Service) -> None:
        """Have the controller of ``service`` look at it before time moves on."""
        (self._daemons if service.daemon else self._dirty)[service] = None
        self._schedule()

    def mark_cluster(self, cluster: Cluster) -> None:
        """An instance of ``cluster`` has room: mark what waits for it, single tasks and services."""
        self._state.scaling.mark(cluster)
        if self._state.waiting.count(cluster):
            self._with_room[cluster] = None
            self._schedule()
        for service in cluster.services_in("ACTIVE"):
            if not service.steady and any(each.launch.launch_type != "FARGATE" for each in service.deployments):
                self.mark(service)

    def mark_daemons(self, cluster: Cluster) -> None:
        """An instance of ``cluster`` came, went or became another: mark the services that run a task on each."""
        for service in cluster.services_in("ACTIVE"):
            if service.daemon:
                self.mark(service)

    def mark_rebalanced(self, cluster: Cluster) -> None:
        """An instance joined ``cluster``: mark the steady services that are spread over Availability Zones anew."""
        for service in cluster.services_in("ACTIVE"):
            if service.launch.launch_type != "FARGATE" and service.steady and is_rebalanced(service):
                self.mark(service)

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._state.engine.after(0.0, "controllers", self._run, priority=LATE)

    def _run(self) -> None:
        try:
            self._carry_out()
        finally:
            self._scheduled = False

    def _carry_out(self) -> None:
        for _ in range(ROUNDS):
            # Daemons come first on each instance: before what waits for room, and before other services.
            daemons, self._daemons = self._daemons, {}
            for service in daemons:
                self._look_at(service)
            with_room, self._with_room = self._with_room, {}
            for cluster in with_room:
                place_waiting(self._state, cluster)
            if not self._dirty and not self._daemons:
                return
            dirty, self._dirty = self._dirty, {}
            for service in dirty:
                self._look_at(service)
        names = ", ".join(service.arn for service in (*self._daemons, *self._dirty))
        raise RuntimeError(f"the controllers of {names} do not come to rest")

    def _look_at(self, service: Service) -> None:
        # Every plan says anew when the next change is to come; what an earlier one waited for may be over.
        self._state.engine.cancel(self._wakes.pop((service, False), None))
        wakes: dict[bool, actions.Wake] = {}
        for action in service_controller.plan(service_view(self._state, service), self._state.engine.now):
            if isinstance(action, actions.Wake):
                earlier = wakes.get(action.background)
                wakes[action.background] = action if earlier is None or action.at < earlier.at else earlier
            else:
                _CARRY_OUT[type(action)](self, service, action)
        for wake in wakes.values():
            self._wake(service, wake)

    def _start(self, service: Service, action: actions.StartTasks) -> None:
        deployment = _deployment(service, action.deployment)
        tasks, failures = launch_tasks(
            self._state,
            service.cluster,
            _launch_now(service, deployment),
            action.count,
            deployment=deployment,
            peers=[task for task in service.live_tasks() if task.desired_status == "RUNNING"],
            cause=service.name,
            zone=action.zone,
        )
        service.steady = False
        if tasks:
            replaced = min(action.replacing, len(tasks))
            why = f" Amazon ECS replaced {replaced} tasks due to an unhealthy status." if replaced else ""
            where = f" in {action.zone} to AZ Rebalance" if action.zone else ""
            text = f"has started {len(tasks)} tasks{where}: {_listed(tasks)}.{why}"
            add_event(self._state, service, text, task_set=_task_set(service, deployment.id))
        if len(tasks) < action.count and action.zone:
            service.rebalancing = False
            service.unbalanced_for_good = tasks_in_zones(self._state, service)
            self.mark(service)
        elif len(tasks) < action.count:
            by_provider = deployment.launch.capacity_provider_strategy
            complaint = provider_complaint(failures) if by_provider else placement_complaint(failures)
            self._cannot_place(service, failures, complaint)

    def _cannot_place(self, service: Service, failures: Sequence[Failure], complaint: str) -> None:
        """Tell why tasks could not be placed, and try again later."""
        if service.stuck != complaint:
            tell_placement_failure(self._state, service, failures)
        self._report(service, actions.Report(complaint))
        again = self._state.engine.now + self._state.timings.placement_retry
        self._wake(service, actions.Wake(again, background=True))

    def _start_on(self, service: Service, action: actions.StartOn) -> None:
        deployment = _deployment(service, action.deployment)
        launch = _launch_now(service, deployment)
        tasks, failures = start_daemons(self._state, service, deployment, launch, action.hosts)
        service.steady = False
        if tasks:
            add_event(self._state, service, f"has started {len(tasks)} tasks: {_listed(tasks)}.")
        if failures:
            self._cannot_place(service, failures, placement_complaint(failures))

    def _tell_violation(self, service: Service, action: actions.TellViolation) -> None:
        arns = [service.cluster.container_instances[host].arn for host in action.hosts]
        name = "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"
        self._state.events.service_action(service, name, container_instance_arns=arns)

    def _resize(self, service: Service, action: actions.Resize) -> None:
        service.desired_count = action.count

    def _stop(self, service: Service, action: actions.StopTasks) -> None:
        chosen = dict.fromkeys(action.tasks)
        tasks = [task for task in service.live_tasks() if task.id in chosen]
        running = [task for task in tasks if task.last_status == "RUNNING"]
        task_set = _task_set(service, action.deployment)
        reason = f"Scaling activity initiated by (deployment {action.deployment})"
        if action.unhealthy:
            self._tell_failed_checks(service, tasks)
        for task in tasks:
            why = failed_checks(task) if action.unhealthy else reason
            self._state.lifecycle.stop(task, reason=why, code="ServiceSchedulerInitiated")
        service.steady = False
        if running:
            text = f"has stopped {len(running)} running tasks: {_listed(running)}."
            add_event(self._state, service, text, task_set=task_set)
            self._state.events.service_action(service, "TASKS_STOPPED")
        if len(running) < len(tasks):
            add_event(self._state, service, f"stopped {len(tasks) - len(running)} pending tasks.", task_set=task_set)

    def _tell_failed_checks(self, service: Service, tasks: list[Task]) -> None:
        for task in tasks:
            if task.deployment is not None:
                task.deployment.task_fails_health_checks(self._state.engine.now)
            if unhealthy_target(task) is None:
                add_event(self._state, service, f"(task {task.id}) failed container health checks.")

    def _forget_failures(self, service: Service, action: actions.ForgetFailures) -> None:
        _deployment(service, action.deployment).forget_failures(all_of_them=action.all_of_them)

    def _retire(self, service: Service, action: actions.RetireDeployment) -> None:
        retire_deployment(self._state, service, _deployment(service, action.deployment))

    def _complete(self, service: Service, action: actions.CompleteDeployment) -> None:
        complete_deployment(self._state, service, _deployment(service, action.deployment))

    def _begin(self, service: Service, action: actions.BeginDeployment) -> None:
        begin_service_deployment(self._state, service)

    def _begin_bake(self, service: Service, action: actions.BeginBake) -> None:
        if (ongoing := service.service_deployment) is not None:
            ongoing.baking_since = self._state.engine.now

    def _fail(self, service: Service, action: actions.FailDeployment) -> None:
        if (ongoing := service.service_deployment) is not None:
            ongoing.failed_by, ongoing.triggered_alarms = action.cause, action.alarms
        cause = told_as(action.reason) if action.cause == "fault" else _CAUSES[action.cause]
        fail_deployment(self._state, service, cause, rolls_back=action.rolls_back)

    def _enter_stage(self, service: Service, action: actions.EnterStage) -> None:
        if (ongoing := service.service_deployment) is not None:
            enter_stage(
                self._state,
                ongoing,
                action.stage,
                step=action.step,
                production=action.production,
                test=action.test,
            )

    def _advance_hook(self, service: Service, action: actions.AdvanceHook) -> None:
        if (ongoing := service.service_deployment) is not None:
            advance_hook(self._state, ongoing, action.hook)

    def _expire_hook(self, service: Service, action: actions.ExpireHook) -> None:
        if (ongoing := service.service_deployment) is not None:
            expire_hook(self._state, ongoing, action.hook)

    def _begin_rebalancing(self, service: Service, action: actions.BeginRebalancing) -> None:
        service.rebalancing = True
        add_event(self._state, service, action.text)

    def _end_rebalancing(self, service: Service, action: actions.EndRebalancing) -> None:
        service.rebalancing = False
        if action.text:
            add_event(self._state, service, action.text)
        self.mark(service)

    def _tell_count(self, service: Service, action: actions.TellCount) -> None:
        tell_count(self._state, find_task_set(service, action.deployment))

    def _set_stability(self, service: Service, action: actions.SetStability) -> None:
        set_stability(self._state, find_task_set(service, action.deployment), stable=action.stable)

    def _report_steady_state(self, service: Service, action: actions.ReportSteadyState) -> None:
        service.steady = True
        service.steady_at = self._state.engine.now
        service.stuck = ""
        add_event(self._state, service, "has reached a steady state.")
        tell_steady_state(self._state, service)

    def _report(self, service: Service, action: actions.Report) -> None:
        service.steady = False
        if service.stuck != action.text:
            service.stuck = action.text
            add_event(self._state, service, action.text)
            if action.text == rolling.UNSTABLE:
                self._state.events.service_action(service, "SERVICE_TASK_START_IMPAIRED")

    def _wake(self, service: Service, action: actions.Wake) -> None:
        key = (service, action.background)
        engine = self._state.engine
        engine.cancel(self._wakes.get(key))
        self._wakes[key] = engine.after(
            action.at - engine.now, f"{service.name} looked at", self.mark, service, background=action.background
        )

    def _deactivate(self, service: Service, action: actions.Deactivate) -> None:
        service.status = "INACTIVE"
        service.stopped_tasks |= {task.id: task for task in service.live_tasks()}
        for deployment in tuple(service.deployments):
            retire_deployment(self._state, service, deployment)
        forget_service_deployments(service)
        for background in (False, True):
            self._state.engine.cancel(self._wakes.pop((service, background), None))


def _deployment(service: Service, identifier: str) -> Deployment:
    return next(deployment for deployment in service.deployments if deployment.id == identifier)


def _task_set(service: Service, identifier: str) -> str | None:
    """The id, where it is that of a task set of a service that goes on: then events name it."""
    return identifier if service.controller != "ECS" and service.status == "ACTIVE" else None


def _launch_now(service: Service, deployment: Deployment) -> Launch:
    """The deployment's launch, with what the service has for all its new tasks."""
    return replace(
        deployment.launch,
        tags=task_tags(service, deployment),
        enable_execute_command=service.enable_execute_command,
    )


def _listed(tasks: list[Task]) -> str:
    return " ".join(f"(task {task.id})" for task in tasks)


_CAUSES = {"circuit breaker": CIRCUIT_BREAKER, "alarms": ALARMS, "request": REQUESTED}

_CARRY_OUT: dict[type, Callable[[ControllerLoop, Service, Any], None]] = {
    actions.StartTasks: ControllerLoop._start,
    actions.StartOn: ControllerLoop._start_on,
    actions.TellViolation: ControllerLoop._tell_violation,
    actions.Resize: ControllerLoop._resize,
    actions.StopTasks: ControllerLoop._stop,
    actions.ForgetFailures: ControllerLoop._forget_failures,
    actions.RetireDeployment: ControllerLoop._retire,
    actions.CompleteDeployment: ControllerLoop._complete,
    actions.BeginDeployment: ControllerLoop._begin,
    actions.BeginBake: ControllerLoop._begin_bake,
    actions.FailDeployment: ControllerLoop._fail,
    actions.EnterStage: ControllerLoop._enter_stage,
    actions.AdvanceHook: ControllerLoop._advance_hook,
    actions.ExpireHook: ControllerLoop._expire_hook,
    actions.TellCount: ControllerLoop._tell_count,
    actions.SetStability: ControllerLoop._set_stability,
    actions.ReportSteadyState: ControllerLoop._report_steady_state,
    actions.BeginRebalancing: ControllerLoop._begin_rebalancing,
    actions.EndRebalancing: ControllerLoop._end_rebalancing,
    actions.Report: ControllerLoop._report,
    actions.Deactivate: ControllerLoop._deactivate,
}
