"""Tags: the rules that all services share."""

from __future__ import annotations

import pytest

from mock_ecs.aws.tags import fault_of, merged, without


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"team": "web"},
        {"k" * 128: "v" * 256},
        {"empty": ""},
        {"a.b:c/d=e+f-g@h_i j": "ÄÖ 1.2:3/4=5+6-7@8_9"},
        {f"key{number}": "" for number in range(50)},
    ],
    ids=["none", "one", "longest", "empty value", "all characters", "fifty"],
)
def test_good_tags_have_no_fault(tags: dict[str, str]) -> None:
    assert fault_of(tags) is None


@pytest.mark.parametrize(
    ("tags", "fault"),
    [
        ({f"key{number}": "" for number in range(51)}, "many"),
        ({"": "v"}, "key"),
        ({"k" * 129: "v"}, "key"),
        ({"k": "v" * 257}, "value"),
        ({"k!": "v"}, "characters"),
        ({"k": "v;"}, "characters"),
        ({"aws:k": "v"}, "reserved"),
        ({"AWS:k": "v"}, "reserved"),
    ],
    ids=["many", "no key", "long key", "long value", "key sign", "value sign", "aws", "AWS"],
)
def test_the_first_fault_is_named(tags: dict[str, str], fault: str) -> None:
    assert fault_of(tags) == fault


def test_merging_lays_the_new_over_the_old_and_changes_neither() -> None:
    old, new = {"a": "1", "b": "2"}, {"b": "3", "c": "4"}

    both = merged(old, new)

    assert both == {"a": "1", "b": "3", "c": "4"}
    assert (old, new) == ({"a": "1", "b": "2"}, {"b": "3", "c": "4"})


def test_keys_that_are_not_there_are_no_loss() -> None:
    assert without({"a": "1", "b": "2"}, ["b", "x"]) == {"a": "1"}
