"""Ids: shapes of what they make, and that equal seeds make equal sequences."""

from __future__ import annotations

import re
import subprocess
import sys
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.sim.ids import Ids


def test_equal_seeds_give_equal_sequences() -> None:
    first, second = Ids(7), Ids(7)

    drawn = [[ids.hex("task"), ids.uuid("request"), ids.digits("deployment")] for ids in (first, second)]

    assert drawn[0] == drawn[1]


def test_other_seeds_give_other_ids() -> None:
    assert Ids(1).hex("task") != Ids(2).hex("task")


def test_a_draw_of_one_kind_shifts_no_other() -> None:
    plain, busy = Ids(7), Ids(7)
    for _ in range(100):
        busy.hex("request")

    task = busy.hex("task")

    assert task == plain.hex("task")


def test_the_ids_of_a_seed_never_change() -> None:
    ids = Ids(0)

    drawn = (ids.hex("task"), ids.uuid("request"), ids.digits("deployment"))

    assert drawn == (
        "7dd1edb53cec48eeaabc334091c322b1",
        "919d64eb-b175-4a76-a7f7-33c9c05d5029",
        "6101222617937887014",
    )


def test_another_process_with_another_hash_seed_draws_the_same() -> None:
    program = "from mock_ecs.sim.ids import Ids; ids = Ids(3); print(ids.hex('task'), ids.stream('placement').random())"

    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        ).stdout
        for seed in ("1", "2")
    }

    ids = Ids(3)
    assert printed == {f"{ids.hex('task')} {ids.stream('placement').random()}\n"}


@given(st.integers(), st.integers(1, 64))
def test_hex_has_the_length_asked_for(seed: int, length: int) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{{length}}}", Ids(seed).hex("any", length))


@given(st.integers())
def test_a_uuid_is_one_of_version_4(seed: int) -> None:
    text = Ids(seed).uuid("any")

    parsed = UUID(text)

    assert str(parsed) == text
    assert parsed.version == 4
    assert parsed.variant == "specified in RFC 4122"


@given(st.integers(), st.integers(1, 19))
def test_digits_have_the_length_asked_for_and_fit_64_bits(seed: int, length: int) -> None:
    text = Ids(seed).digits("any", length)

    assert re.fullmatch(rf"\d{{{length}}}", text)
    assert int(text) < 2**63


def test_chance_by_a_key_depends_on_seed_kind_and_key_alone() -> None:
    drawn = Ids(1).chance("scenario", "task").random()
    ids = Ids(1)
    ids.hex("task")
    ids.chance("scenario", "other").random()

    assert ids.chance("scenario", "task").random() == drawn
    assert len({drawn, Ids(2).chance("scenario", "task").random(), Ids(1).chance("other", "task").random()}) == 3
