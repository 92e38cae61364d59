"""The sizes of Fargate, as the schema has them, and what can run there."""

from __future__ import annotations

import pytest

from mock_ecs.api.ecs.fargate_rules import runs_on_fargate, size_faults, sizes
from mock_ecs.schema import is_valid
from tests.api.ecs.examples import WEB, fargate, web

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
LINUX = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
    32768: (61440, 122880, 249856),
}


def test_the_table_of_sizes_is_that_of_aws() -> None:
    assert sizes("LINUX") == LINUX
    assert sizes("WINDOWS") == {cpu: LINUX[cpu] for cpu in (1024, 2048, 4096)}


@pytest.mark.parametrize(
    ("cpu", "memory", "system", "expected"),
    [
        (256, 512, "LINUX", True),
        (256, 512, "WINDOWS", False),
        (256, 3072, "LINUX", False),
        (4096, 30720, "WINDOWS", True),
        (257, 512, "LINUX", False),
    ],
)
def test_the_table_is_a_schema_too(cpu: int, memory: int, system: str, expected: bool) -> None:
    size = {"cpu": cpu, "memory": memory, "operatingSystem": system}

    assert is_valid("ecs/fargate_sizes", size) is expected


def test_every_size_of_the_table_is_taken() -> None:
    for cpu, memories in LINUX.items():
        for memory in memories:
            assert list(size_faults({"cpu": str(cpu), "memory": str(memory)})) == []


def test_sizes_that_are_lacking_are_told_one_by_one() -> None:
    assert list(size_faults({})) == [
        "Fargate requires that 'cpu' be defined at the task level.",
        "Fargate requires that 'memory' be defined at the task level.",
    ]


def test_what_breaks_a_rule_of_fargate_does_not_run_there() -> None:
    assert runs_on_fargate(WEB)
    assert not runs_on_fargate(web(privileged=True))
    assert not runs_on_fargate(fargate("256", "4096"))


def test_a_doubt_keeps_nothing_off_fargate() -> None:
    assert runs_on_fargate(web(linuxParameters={"tmpfs": [{"containerPath": "/run", "size": 1}]}))
