"""How long the steps of ECS itself take, by lifecycle profile. What containers do is timed by their runtime."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of each step.

    ``typical`` follows recorded Fargate tasks (AWS's event samples of 2023 and 2025): network 3 to 5 s,
    teardown of the interface about 23 s, and a task counts as healthy 40 s after it reached RUNNING
    (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html). ``host_boot`` is
    from the launch of an EC2 instance until its agent registers, 60 to 120 s; ``agent_update_step`` one of the four
    steps of an update of the agent. ``slow`` takes three times
    as long as ``typical``.

    ``longest_target_check`` bounds how long a load balancer takes to judge a target by its interval and thresholds,
    ``longest_draining`` its deregistration delay.

    ``waiting_for_capacity`` is how long a task waits for an instance of its capacity provider: AWS names no figure;
    tasks were seen to give up after 10 to 15 minutes. ``alarm_interval`` is how often ECS looks at the alarms of a
    deployment (a guess). ``draining_limit`` is how long an instance of an Auto Scaling group may be drained before it
    is terminated with what is on it (the default of a lifecycle hook's heartbeat).
    """

    provisioning: float
    deprovisioning: float
    healthy_after: float
    capacity_provider_change: float
    host_boot: float = 90.0
    agent_update_step: float = 10.0
    stopped_tasks_kept: float = 3600.0
    inactive_instances_kept: float = 3600.0
    inactive_capacity_providers_kept: float = 3600.0
    restart_delay: float = 5.0
    restart_delay_limit: float = 900.0
    placement_retry: float = 15.0
    steady_state_repeat: float = 6 * 3600.0
    waiting_for_capacity: float = 900.0
    longest_target_check: float = inf
    longest_draining: float = inf
    alarm_interval: float = 10.0
    draining_limit: float = 3600.0


_PROFILES = {
    "fast": Timings(
        provisioning=0.5,
        deprovisioning=0.3,
        healthy_after=1.0,
        capacity_provider_change=0.5,
        host_boot=2.0,
        agent_update_step=0.5,
        longest_target_check=1.0,
        longest_draining=1.0,
    ),
    "typical": Timings(provisioning=4.0, deprovisioning=23.0, healthy_after=40.0, capacity_provider_change=20.0),
    "slow": Timings(
        provisioning=12.0,
        deprovisioning=69.0,
        healthy_after=120.0,
        capacity_provider_change=60.0,
        host_boot=270.0,
        agent_update_step=30.0,
    ),
}
_PROFILES["spot-storm"] = _PROFILES["typical"]


def timings_of(profile: str) -> Timings:
    """The timings of ``fast``, ``typical``, ``slow`` or ``spot-storm`` (as typical); KeyError for another name."""
    return _PROFILES[profile]
