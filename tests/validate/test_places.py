"""Ways to values, written down, and the nearest place of a way that ends early."""

from __future__ import annotations

import pytest

from mock_ecs.aws.refusals import Path
from mock_ecs.validate.places import Place, Position, written


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "."),
        (("family",), ".family"),
        (("containerDefinitions", 0, "image"), ".containerDefinitions[0].image"),
        ((0, "name"), ".[0].name"),
        (("options", "awslogs-group"), '.options["awslogs-group"]'),
        (("tags", 'a"b\\c'), '.tags["a\\"b\\\\c"]'),
        (("",), '.[""]'),
    ],
)
def test_a_way_is_written_as_jq_writes_it(path: Path, text: str) -> None:
    assert written(path) == text


def test_the_place_of_what_is_lacking_is_that_of_what_is_around_it() -> None:
    inner = Place(Position(2, 12), key=Position(2, 3))
    place = Place(Position(1, 1), children={"tags": inner})

    assert place.at(("tags", 0, "key")) == (2, 12)
    assert place.at(("family",)) == (1, 1)


def test_the_place_of_a_key_is_that_of_its_name() -> None:
    place = Place(Position(1, 1), children={"tags": Place(Position(2, 12), key=Position(2, 3))})

    assert place.at(("tags",), key=True) == (2, 3)
    assert place.at((), key=True) == (1, 1)
