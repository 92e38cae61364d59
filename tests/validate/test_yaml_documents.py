"""YAML as the AWS CLI reads it, and where its values stand."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.yaml_documents import read_yaml

TEXT = """\
# A comment.
family: web
containerDefinitions:
- name: app
  image: nginx  # and another
  portMappings: [{containerPort: 80}, {containerPort: 0o17}]
  essential: true
  user: yes
  cpu: ~
"""


def test_values_are_those_of_yaml_1_2() -> None:
    (document,) = read_yaml(TEXT)

    container = document.value["containerDefinitions"][0]
    assert container["portMappings"] == [{"containerPort": 80}, {"containerPort": 15}]
    assert (container["essential"], container["user"], container["cpu"]) == (True, "yes", None)


def test_values_are_found_where_they_stand() -> None:
    (document,) = read_yaml(TEXT)

    assert document.places.at(("family",)) == (2, 9)
    assert document.places.at(("containerDefinitions", 0, "image")) == (5, 10)
    assert document.places.at(("containerDefinitions", 0, "portMappings", 1, "containerPort")) == (6, 55)
    assert document.places.at(("containerDefinitions", 0, "user"), key=True) == (8, 3)


def test_a_file_can_hold_several_documents() -> None:
    first, second = read_yaml("a: 1\n---\n---\nb: 2\n")

    assert (first.value, second.value) == ({"a": 1}, {"b": 2})
    assert second.places.at(("b",)) == (4, 4)


def test_merged_keys_count_unless_they_stand_in_the_mapping_itself() -> None:
    (document,) = read_yaml("base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\nx:\n  <<: [*base, *other]\n  a: 5\n")

    assert document.value["x"] == {"a": 5, "b": 2, "c": 4}
    assert document.places.at(("x", "b")) == (1, 23)
    assert document.places.at(("x", "a")) == (5, 6)
    assert document.findings() == []


def test_an_alias_stands_where_its_anchor_does() -> None:
    (document,) = read_yaml("a: &a {b: 1}\nc: *a\n")

    assert document.value == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.places.at(("c", "b")) == (1, 11)


def test_a_key_that_stands_twice_is_a_fault() -> None:
    (document,) = read_yaml("a:\n  b: 1\n  b: 2\n")

    (finding,) = document.findings()

    assert (finding.code, finding.path, finding.doubtful) == ("DuplicateKey", ("a", "b"), False)
    assert document.places.at(finding.path, key=True) == (3, 3)


def test_a_date_without_quotes_is_a_fault_and_read_as_text() -> None:
    (document,) = read_yaml("tags: [{key: since, value: 2026-01-01}]")

    (finding,) = document.findings()

    assert document.value["tags"][0]["value"] == "2026-01-01"
    assert (finding.code, finding.path) == ("ParamValidation", ("tags", 0, "value"))
    assert finding.mend == 'Write "2026-01-01" in quotes.'


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: [1,\nb: 2", (2, 5), "is not YAML: expected ',' or ']', but got '<stream end>'"),
        ("\ta: 1", (1, 1), "is not YAML: found character '\\t' that cannot start any token"),
        ("a: *b", (1, 4), "is not YAML: found undefined alias 'b'"),
        ("a: !Ref Role", (1, 4), "has the tag !Ref, which only the tool that it is for can resolve"),
        ("a: !!binary aGk=", (1, 4), "has the tag !!binary, which only the tool that it is for can resolve"),
        ("a: &a\n- *a", (1, 4), "has an alias that holds itself"),
        ("a: {{ cpu }}", (1, 5), "is not YAML: the placeholder {{ cpu }} stands outside of quotes"),
        ("? [a]\n: 1", (1, 3), "is not YAML: a key that is itself a mapping or a list"),
        ("<<: 1", (1, 5), "merges something that is no mapping (<<)"),
        ("a: \x07", (1, 4), "is not YAML: special characters are not allowed"),
        ("# nothing", (1, 1), "is empty"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, place: Any, message: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_yaml(text)

    assert (refused.value.position, refused.value.message) == (place, message)


def test_aliases_of_aliases_do_not_fill_the_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(Unusable, match=r"aliases that expand to more than 100,000 values"):
        read_yaml("\n".join(lines))
