"""Which container instances a task may go to."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.placement.constraints import concerns, refusal
from tests.ecs.placement.hosts import cluster_of, hosts, kind, put


@pytest.mark.parametrize(
    ("members", "wanted", "reason"),
    [
        pytest.param({}, {}, None, id="nothing"),
        pytest.param({"agent_connected": False}, {}, "AGENT", id="the agent is away"),
        pytest.param({"agent_connected": False}, {"needs": Needs(9999, 0)}, "AGENT", id="whatever else there is"),
        pytest.param({"status": "DRAINING"}, {}, "INACTIVE", id="it drains"),
        pytest.param({}, {"needs": Needs(1025, 0)}, "RESOURCE:CPU", id="cpu"),
        pytest.param({}, {"needs": Needs(1024, 0)}, None, id="just enough cpu"),
        pytest.param({}, {"needs": Needs(0, 1025)}, "RESOURCE:MEMORY", id="memory"),
        pytest.param({}, {"needs": Needs(0, 0, (("tcp", 51678),))}, "RESOURCE:PORTS", id="a port of the agent"),
        pytest.param({}, {"needs": Needs(0, 0, (("udp", 51678),))}, None, id="that port by the other protocol"),
        pytest.param(
            {"attributes": {"ecs.capability.ecr-endpoint": None}},
            {"needs": Needs(0, 0, (), ("ecs.capability.task-eni",))},
            "ATTRIBUTE",
            id="a capability that the agent did not name",
        ),
        pytest.param(
            {}, {"needs": Needs(0, 0, (), ("ecs.capability.task-eni",))}, None, id="none that was registered by hand"
        ),
        pytest.param({"zone": "us-east-1a"}, {"zones": ("us-east-1b",)}, "LOCATION", id="no subnet in its zone"),
        pytest.param({"zone": "us-east-1a"}, {"zones": ("us-east-1a", "us-east-1b")}, None, id="a subnet in its zone"),
        pytest.param(
            {"attributes": {"stack": "prod"}},
            {"query": "attribute:stack == test"},
            "MemberOf placement constraint unsatisfied.",
            id="the expression of memberOf",
        ),
        pytest.param(
            {"attributes": {"stack": "prod"}}, {"query": "attribute:stack == prod"}, None, id="which it meets"
        ),
    ],
)
def test_an_instance_is_refused_for(members: dict[str, Any], wanted: dict[str, Any], reason: str | None) -> None:
    (host,) = hosts(cluster_of(members))

    assert refusal(host, kind(**wanted)) == reason


def test_distinct_instance_looks_at_the_tasks_of_the_group_alone() -> None:
    (host,) = hosts(cluster_of({}))
    wanted = kind(distinct_instance=True)

    put(host, kind(group="family:other"))
    assert refusal(host, wanted) is None

    put(host, wanted)
    assert refusal(host, wanted) == "DistinctInstance placement constraint unsatisfied."


@pytest.mark.parametrize(
    ("members", "wanted", "concerned"),
    [
        ({}, {}, True),
        ({}, {"external": True}, False),
        ({"attributes": {"ecs.capability.external": None}}, {}, False),
        ({"attributes": {"ecs.capability.external": None}}, {"external": True}, True),
        ({}, {"capacity_provider": "spot"}, False),
        ({"capacity_provider": "spot"}, {"capacity_provider": "spot"}, True),
        ({"capacity_provider": "spot"}, {}, True),
    ],
)
def test_instances_of_another_kind_are_not_considered(
    members: dict[str, Any], wanted: dict[str, Any], *, concerned: bool
) -> None:
    (host,) = hosts(cluster_of(members))

    assert concerns(host, kind(**wanted)) is concerned
