"""The neighbours of a served World: moto answers for all but images and instance types.

Nothing here imports moto: what moto's own modules hold is looked up in those that the mount has loaded. The one
exception is the launch of a managed instance, which needs an EC2 to be launched in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mock_ecs.neighbours.moto.alarms import MotoAlarms
from mock_ecs.neighbours.moto.auto_scaling import MotoAutoScalingGroups
from mock_ecs.neighbours.moto.classic_load_balancers import MotoClassicLoadBalancers
from mock_ecs.neighbours.moto.event_bus import MotoEventBus
from mock_ecs.neighbours.moto.hosts import MotoHosts
from mock_ecs.neighbours.moto.listener_rules import MotoListenerRules
from mock_ecs.neighbours.moto.managed_hosts import MotoManagedHosts
from mock_ecs.neighbours.moto.metrics import MotoMetrics
from mock_ecs.neighbours.moto.networks import MotoNetworks
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.neighbours.moto.roles import MotoRoles
from mock_ecs.neighbours.moto.secrets import MotoSecrets
from mock_ecs.neighbours.moto.service_registries import MotoServiceRegistries
from mock_ecs.neighbours.moto.service_scaling import MotoServiceScaling
from mock_ecs.neighbours.moto.target_groups import MotoTargetGroups
from mock_ecs.neighbours.null import null_neighbours
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.ports.runtimes import TaskRuntime

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids


def moto_neighbours(ids: Ids, runtime: TaskRuntime) -> Neighbours:
    """Neighbours that ask moto, whose state belongs to the process: all Worlds in it share one moto."""
    null = null_neighbours(ids, runtime)
    return replace(
        null,
        networks=MotoNetworks(ids, null.networks),
        roles=MotoRoles(),
        secrets=MotoSecrets(),
        target_groups=MotoTargetGroups(),
        listener_rules=MotoListenerRules(),
        classic_load_balancers=MotoClassicLoadBalancers(),
        service_registries=MotoServiceRegistries(ids, null.service_registries),
        auto_scaling_groups=MotoAutoScalingGroups(),
        metrics=MotoMetrics(),
        event_bus=MotoEventBus(),
        alarms=MotoAlarms(),
        service_scaling=MotoServiceScaling(),
        hosts=MotoHosts(),
        managed_hosts=MotoManagedHosts(ids),
        reset=reset_moto,
    )
