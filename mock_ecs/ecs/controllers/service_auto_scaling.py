"""Service auto scaling carried out: each minute load is measured, alarms evaluated, policies followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from mock_ecs.aws.schedules import next_time
from mock_ecs.ecs.controllers import metric_alarms
from mock_ecs.ecs.controllers.service_scaling import (
    LastScaling,
    Scale,
    ScalingView,
    StepView,
    TrackingView,
    bounded_by_schedule,
    newest,
    plan,
)
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.service_load import put_load
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.scaling import (
    MetricAlarm,
    ScalableTarget,
    ScalingActivity,
    ScalingPolicy,
    ScheduledAction,
    StepScaling,
)
from mock_ecs.sim.engine import LATE, Event

MINUTE = 60.0
"""Seconds between two evaluations of alarms and policies."""


class _Reading(NamedTuple):
    """An alarm, its state now, and the newest and the highest value of its metric in the periods of its evaluation."""

    alarm: MetricAlarm
    state: str
    newest: float | None
    highest: float | None


class _Readings:
    """All alarms by name, and those in ALARM by what they do."""

    def __init__(self, readings: Sequence[_Reading]) -> None:
        self.by_name = {reading.alarm.name: reading for reading in readings}
        self.by_action: dict[str, list[_Reading]] = {}
        for reading in readings:
            if reading.state == "ALARM":
                for action in reading.alarm.actions:
                    self.by_action.setdefault(action, []).append(reading)


class ServiceAutoScaling:
    """Does something once a minute while there is an alarm or a load, and when a scheduled action is due.

    All of it is in the background, and where there is none of it nothing waits on the heap. The load of services
    begins at ``load_since``.
    """

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._event: Event | None = None
        self._minute: float | None = None
        self._looked_at = self.load_since = state.engine.now
        self._dues: dict[ScheduledAction, float | None] = {}
        self._evaluated: dict[str, str] = {}
        self._outs: dict[Service, LastScaling] = {}
        self._ins: dict[Service, LastScaling] = {}

    def look(self) -> None:
        """Targets, policies, schedules, alarms or the load may have changed: be there when something is due."""
        now = self._state.engine.now
        if self._event is None or self._event.time > now:  # what is due now looks by itself
            self._looked_at = now
            self._be_there()

    def _be_there(self) -> None:
        state, engine = self._state, self._state.engine
        neighbours = state.neighbours
        engine.cancel(self._event)
        self._event = self._minute = None
        if neighbours.loads.gives_load or any(True for _ in neighbours.alarms.metric_alarms(state.scope)):
            self._minute = (engine.now // MINUTE + 1) * MINUTE
        self._dues = {action: self._due(action) for action in neighbours.service_scaling.scheduled_actions(state.scope)}
        times = [due for due in self._dues.values() if due is not None]
        if self._minute is not None:
            times.append(self._minute)
        if times:
            at = max(min(times), engine.now)
            self._event = engine.after(at - engine.now, "services scaled", self._act, priority=LATE, background=True)

    def _act(self) -> None:
        self._event = None
        now = self._state.engine.now
        if due := [action for action, at in self._dues.items() if at is not None and at <= now]:
            self._run_scheduled(due)
        if self._minute is not None and now >= self._minute:
            self._measure_and_scale(self._minute)
        self._looked_at = now
        self._be_there()

    # What policies want.

    def _measure_and_scale(self, minute: float) -> None:
        state = self._state
        targets = self._targets()
        alarms = list(state.neighbours.alarms.metric_alarms(state.scope))
        if state.neighbours.loads.gives_load:
            put_load(state, minute, since=self.load_since, targets=targets, alarms=alarms)
        readings = _Readings([self._read(alarm, minute) for alarm in alarms])
        for target, service in targets:
            scale = plan(self._view_of(target, service, readings), state.engine.now)
            if scale is not None:
                self._carry_out(target, service, scale)

    def _read(self, alarm: MetricAlarm, minute: float) -> _Reading:
        """Evaluate an alarm. What somebody set stands as long as there is no value to judge by."""
        state = self._state
        count = alarm.evaluation_periods + metric_alarms.OVERREACH
        values = state.neighbours.metrics.read(state.scope, alarm.metric, minute, alarm.period, count)
        value = newest(values)
        highest = max((each for each in values[: alarm.evaluation_periods] if each is not None), default=None)
        found = metric_alarms.evaluated(alarm, values)
        set_by_others = not alarm.unchecked and self._evaluated.get(alarm.name) != alarm.state
        if found is None or (value is None and set_by_others):
            return _Reading(alarm, alarm.state, value, highest)
        self._evaluated[alarm.name] = found
        if found != alarm.state or alarm.unchecked:
            why = metric_alarms.reason(alarm, found, values)
            state.neighbours.alarms.set_state(state.scope, alarm.name, found, why, minute)
        return _Reading(alarm, found, value, highest)

    def _view_of(self, target: ScalableTarget, service: Service, readings: _Readings) -> ScalingView:
        views = (_policy_views(policy, readings) for policy in target.policies)
        return ScalingView(
            current=service.desired_count,
            minimum=target.minimum,
            maximum=target.maximum,
            policies=tuple(chain.from_iterable(views)),
            last_out=self._outs.get(service),
            last_in=self._ins.get(service),
            deploying=any(deployment.rollout_state == "IN_PROGRESS" for deployment in service.deployments),
            scale_in_suspended=target.scale_in_suspended,
            scale_out_suspended=target.scale_out_suspended,
        )

    def _carry_out(self, target: ScalableTarget, service: Service, scale: Scale) -> None:
        now, current = self._state.engine.now, service.desired_count
        if scale.count > current:
            last = self._outs.get(service)
            origin = last.origin if last is not None and now < last.until else current
            self._outs[service] = LastScaling(origin, now + scale.cooldown)
            self._ins.pop(service, None)
        else:
            self._ins[service] = LastScaling(current, now + scale.cooldown)
        self._set_desired_count(target, service, scale.count, scale.cause)

    def _set_desired_count(self, target: ScalableTarget, service: Service, count: int, cause: str) -> None:
        scale_service(self._state, service, count)
        self._state.events.service_action(service, "SERVICE_DESIRED_COUNT_UPDATED")
        done = f"Successfully set desired count to {count}. Change successfully fulfilled by ecs."
        self._record(target, f"Setting desired count to {count}.", cause, done)

    def _record(
        self, target: ScalableTarget, description: str, cause: str, message: str, status: str = "Successful"
    ) -> None:
        state = self._state
        activity = ScalingActivity(
            state.ids.uuid("scaling-activity"),
            target.cluster,
            target.service,
            description,
            cause,
            message,
            state.engine.now,
            status,
        )
        state.neighbours.service_scaling.record(state.scope, activity)

    # What schedules want.

    def _due(self, action: ScheduledAction) -> float | None:
        """When the action is to run next, after the last look."""
        if action in self._dues:
            known = self._dues[action]
            if known is None or known > self._looked_at:
                return known
        since = action.created_at if action.start is None else action.start
        # What begins at this very moment may be due at it too.
        after = max(self._looked_at, action.created_at, since - 1e-3 if action.start is not None else 0.0)
        due = next_time(action.schedule, after, since=since, zone=action.zone)
        return None if due is None or (action.end is not None and due > action.end) else due

    def _run_scheduled(self, actions: Sequence[ScheduledAction]) -> None:
        targets = {(target.cluster, target.service): (target, service) for target, service in self._targets()}
        for action in actions:
            key = action.cluster, action.service
            if key in targets and not targets[key][0].scheduled_suspended:
                target, service = targets[key]
                targets[key] = self._bounded(target, service, action), service

    def _bounded(self, target: ScalableTarget, service: Service, action: ScheduledAction) -> ScalableTarget:
        """The target with the bounds that a scheduled action gives it, and its service brought within them."""
        minimum = target.minimum if action.minimum is None else action.minimum
        maximum = target.maximum if action.maximum is None else action.maximum
        what = " and ".join(_bounds(action))
        cause = f"scheduled action name {action.name} was triggered"
        if minimum > maximum:
            why = f"Failed to set {what}: minimum capacity {minimum} is above maximum capacity {maximum}."
            self._record(target, f"Setting {what}.", cause, why, "Failed")
            return target
        state = self._state
        state.neighbours.service_scaling.set_bounds(state.scope, target, minimum, maximum)
        self._record(target, f"Setting {what}.", cause, f"Successfully set {what}.")
        wanted = bounded_by_schedule(service.desired_count, minimum, maximum)
        if wanted is not None:
            self._set_desired_count(target, service, *wanted)
        return replace(target, minimum=minimum, maximum=maximum)

    def _targets(self) -> list[tuple[ScalableTarget, Service]]:
        """The targets whose services are there and ACTIVE."""
        state = self._state
        found = []
        for target in state.neighbours.service_scaling.targets(state.scope):
            cluster = state.clusters.get(target.cluster)
            service = cluster.services.get(target.service) if cluster is not None else None
            if service is not None and service.status == "ACTIVE":
                found.append((target, service))
        return found


def _policy_views(policy: ScalingPolicy, readings: _Readings) -> Iterator[TrackingView | StepView]:
    if isinstance(policy, StepScaling):
        for alarm, _, value, _ in readings.by_action.get(policy.arn, ()):
            yield StepView(policy, alarm.name, 0.0 if value is None else value - alarm.threshold)
        return
    high, low = readings.by_name.get(policy.high), readings.by_name.get(policy.low or "")
    yield TrackingView(
        policy,
        high.newest if high is not None else None,
        low.highest if low is not None else None,
        high=high is not None and high.state == "ALARM",
        low=low is not None and low.state == "ALARM",
    )


def _bounds(action: ScheduledAction) -> Iterator[str]:
    if action.minimum is not None:
        yield f"min capacity to {action.minimum}"
    if action.maximum is not None:
        yield f"max capacity to {action.maximum}"
