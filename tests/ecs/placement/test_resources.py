"""What a task takes of a container instance, and whether it fits."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.entities.room import Needs, Room
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, PortMapping
from mock_ecs.ecs.placement.resources import needs_of
from tests.ecs.examples import container, new_definition, new_state


@pytest.mark.parametrize(
    ("containers", "members", "needs"),
    [
        pytest.param([container()], {}, Needs(0, 0), id="a container that asks for nothing takes nothing"),
        pytest.param(
            [container("a", cpu=100, memory=200), container("b", cpu=50, memory=100)],
            {},
            Needs(150, 300),
            id="containers are added up",
        ),
        pytest.param(
            [container(memory=512, memory_reservation=128)], {}, Needs(0, 128), id="a reservation goes before a limit"
        ),
        pytest.param(
            [container("a", memory=512), container("b", memory_reservation=64)],
            {},
            Needs(0, 576),
            id="each container by its own",
        ),
        pytest.param(
            [container(cpu=100, memory=200)],
            {"cpu": 256, "memory": 512},
            Needs(256, 512),
            id="the sizes of the task go before those of its containers",
        ),
        pytest.param(
            [container(cpu=100, memory=200)], {"memory": 512}, Needs(100, 512), id="even where there is one of the two"
        ),
    ],
)
def test_a_task_takes(containers: list[ContainerDefinition], members: dict[str, int], needs: Needs) -> None:
    definition = new_definition(new_state(), *containers, network_mode="bridge", **members)

    assert needs_of(definition) == needs


@pytest.mark.parametrize(
    ("sizes", "needs"),
    [
        pytest.param({"cpu": 512}, Needs(512, 512), id="cpu"),
        pytest.param({"memory": 1024}, Needs(256, 1024), id="memory"),
        pytest.param({"cpu": 512, "memory": 1024}, Needs(512, 1024), id="both"),
    ],
)
def test_a_launch_may_override_the_sizes_of_the_task(sizes: dict[str, int], needs: Needs) -> None:
    definition = new_definition(new_state(), cpu=256, memory=512, network_mode="bridge")

    assert needs_of(definition, **sizes) == needs


def test_a_launch_may_override_its_containers() -> None:
    definition = new_definition(new_state(), container(cpu=100, memory=200), network_mode="bridge")

    assert needs_of(definition, containers=[container(cpu=300, memory=400)]) == Needs(300, 400)


@pytest.mark.parametrize(
    ("network_mode", "ports"),
    [
        pytest.param("bridge", (("tcp", 8080), ("udp", 53)), id="bridge"),
        pytest.param("host", (("tcp", 8080), ("udp", 53)), id="host"),
        pytest.param("awsvpc", (), id="awsvpc: they are those of the interface"),
        pytest.param("none", (), id="none"),
    ],
)
def test_static_host_ports_are_taken(network_mode: str, ports: tuple[tuple[str, int], ...]) -> None:
    mappings = (PortMapping(80, 8080), PortMapping(90), PortMapping(53, 53, "udp"))
    definition = new_definition(new_state(), container(port_mappings=mappings), network_mode=network_mode)

    assert needs_of(definition).ports == ports


def test_the_attributes_are_those_of_the_revision() -> None:
    definition = new_definition(new_state(), required_attributes=("ecs.capability.task-eni",))

    assert needs_of(definition).attributes == ("ecs.capability.task-eni",)


@pytest.mark.parametrize(
    ("needs", "reason"),
    [
        pytest.param(Needs(1024, 512), None, id="what is left exactly"),
        pytest.param(Needs(0, 0), None, id="nothing"),
        pytest.param(Needs(1025, 0), "RESOURCE:CPU", id="too much cpu"),
        pytest.param(Needs(0, 513), "RESOURCE:MEMORY", id="too much memory"),
        pytest.param(Needs(1025, 513), "RESOURCE:CPU", id="cpu is looked at first"),
        pytest.param(Needs(0, 0, (("tcp", 22),)), "RESOURCE:PORTS", id="a port in use"),
        pytest.param(Needs(0, 0, (("udp", 22),)), None, id="the same port of the other protocol"),
        pytest.param(Needs(0, 0, (("tcp", 80), ("tcp", 22))), "RESOURCE:PORTS", id="one of two"),
    ],
)
def test_what_does_not_suffice_is_named(needs: Needs, reason: str | None) -> None:
    assert Room(1024, 512, {("tcp", 22): None}).shortfall(needs) == reason


def test_what_is_taken_comes_back() -> None:
    room, needs = Room(1024, 512, {("tcp", 22): None}), Needs(100, 200, (("tcp", 80),))

    room.take(needs)
    taken = Room(room.cpu, room.memory, dict(room.ports))
    room.give_back(needs)

    assert taken == Room(924, 312, {("tcp", 22): None, ("tcp", 80): None})
    assert room == Room(1024, 512, {("tcp", 22): None})


def test_a_copy_lives_its_own_life() -> None:
    room = Room(1024, 512)

    room.copy().take(Needs(1, 1, (("tcp", 80),)))

    assert room == Room(1024, 512)


def gpu_room(*gpus: str, interfaces: int | None = None) -> Room:
    return Room(1024, 512, {}, dict.fromkeys(gpus), interfaces)


@pytest.mark.parametrize(
    ("room", "needs", "reason"),
    [
        pytest.param(gpu_room("a", "b"), Needs(0, 0, gpus=2), None, id="as many GPUs as are free"),
        pytest.param(gpu_room("a"), Needs(0, 0, gpus=2), "RESOURCE:GPU", id="one GPU too few"),
        pytest.param(gpu_room(), Needs(0, 0, gpus=1), "RESOURCE:GPU", id="no GPU at all"),
        pytest.param(gpu_room(interfaces=1), Needs(0, 0, interfaces=1), None, id="the last interface"),
        pytest.param(gpu_room(interfaces=0), Needs(0, 0, interfaces=1), "RESOURCE:ENI", id="no interface left"),
        pytest.param(gpu_room(interfaces=0), Needs(0, 0), None, id="none is asked for"),
        pytest.param(gpu_room(), Needs(0, 0, interfaces=1), None, id="as many interfaces as one likes"),
        pytest.param(gpu_room(interfaces=0), Needs(0, 0, gpus=1, interfaces=1), "RESOURCE:GPU", id="GPUs come first"),
    ],
)
def test_gpus_and_interfaces_have_to_suffice_too(room: Room, needs: Needs, reason: str | None) -> None:
    assert room.shortfall(needs) == reason


def test_gpus_and_interfaces_come_back() -> None:
    room, needs = gpu_room("a", "b", "c", interfaces=2), Needs(0, 0, gpus=2, interfaces=1)

    gpus = room.take(needs)
    taken = room.copy()
    room.give_back(needs, gpus)

    assert gpus == ("a", "b")
    assert taken == gpu_room("c", interfaces=1)
    assert room == gpu_room("a", "b", "c", interfaces=2)


def test_gpus_are_added_up_and_awsvpc_takes_an_interface() -> None:
    containers = (container("a", gpus=1), container("b", gpus=2), container("c"))
    definition = new_definition(new_state(), *containers, network_mode="awsvpc")

    needs = needs_of(definition)

    assert (needs.gpus, needs.interfaces) == (3, 1)
