"""moto is loaded by the first request that needs it, and by nothing before."""

from __future__ import annotations

import subprocess
import sys

_FIRST_QUESTIONS = """
import sys
from contextlib import nullcontext
from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.adapters import moto_neighbours
from mock_ecs.neighbours.moto.mount import MotoMount
from mock_ecs.ports.networks import Target
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

neighbours = moto_neighbours(Ids(0), SimulatedRuntime(Engine()))
MotoMount({}, entered=nullcontext, reset=neighbours.reset)
subnet = neighbours.networks.stand_in(Scope(), "subnet-1")
interface = neighbours.networks.create_interface(Scope(), subnet, ["sg-1"], owner="task", public=True)
neighbours.networks.delete_interface(Scope(), interface.id)
print(neighbours.networks.subnet(Scope(), "subnet-1"))
print(neighbours.networks.has_security_group(Scope(), "sg-1"))
print(neighbours.roles.has_role(Scope(), "web"))
print(neighbours.auto_scaling_groups.group(Scope(), "hosts"))
for balancers in (neighbours.target_groups, neighbours.classic_load_balancers):
    balancers.register(Scope(), "web", Target("10.0.0.1", 80))
    balancers.remove(Scope(), "web", Target("10.0.0.1", 80))
neighbours.service_registries.register(Scope(), "arn:service/srv-1", "task", {})
print(neighbours.service_registries.namespace(Scope(), "internal"))
print(neighbours.event_bus.listens(Scope()))
neighbours.reset()
print([name for name in sys.modules if name.partition(".")[0] in ("moto", "flask", "boto3", "botocore")])
"""


def test_questions_before_motos_first_use_find_nothing_and_load_nothing() -> None:
    answers = subprocess.run(
        [sys.executable, "-c", _FIRST_QUESTIONS], capture_output=True, text=True, timeout=60, check=True
    )

    assert answers.stdout.splitlines() == ["None", "False", "False", "None", "None", "False", "[]"]
