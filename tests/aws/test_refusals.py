"""Reasons to refuse: one template gives the error, the finding and the cure."""

from __future__ import annotations

import types

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Finding, Refusal, refusals_in


class Unwell(AwsError):
    """An error whose class fixes the message."""

    def __init__(self, message: str = "Not well.") -> None:
        super().__init__(message)


class Named(AwsError):
    """An error that is made from parts."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(f"{name} at {place}")


TOO_MANY = Refusal(
    Unwell,
    "At most {limit} of {name}.",
    when="there are more than ten",
    mend="Take all but {limit} away.",
    operations=("Make",),
    source="documentation",
)


def refusal(error: type[AwsError], message: str | None) -> Refusal:
    return Refusal(error, message, when="", mend="", operations=("Make",), source="ours")


def test_a_refusal_makes_the_error_with_its_words_filled_in() -> None:
    error = TOO_MANY(limit=10, name="apples")

    assert type(error) is Unwell
    assert (error.code, error.message, error.status) == ("Unwell", "At most 10 of apples.", 400)
    assert str(error) == "At most 10 of apples."


def test_a_refusal_makes_a_finding_at_a_place() -> None:
    finding = TOO_MANY.at(("apples", 10), ("limit",), limit=10, name="apples")

    assert finding == Finding(
        code="Unwell",
        message="At most 10 of apples.",
        path=("apples", 10),
        mend="Take all but 10 away.",
        doubtful=False,
        also=(("limit",),),
    )


def test_where_the_class_fixes_the_words_a_refusal_takes_them() -> None:
    assert refusal(Unwell, None)().message == "Not well."


def test_a_class_that_is_made_from_parts_can_be_given_its_whole_message() -> None:
    error = refusal(Named, "all of it")()

    assert (type(error), error.message, error.members) == (Named, "all of it", {})


def test_braces_that_are_doubled_are_braces_of_the_message() -> None:
    assert (
        refusal(Unwell, "must match {{1,255}}, but was {value}")(value="x").message == "must match {1,255}, but was x"
    )


def test_the_refusals_of_a_module_come_in_its_order() -> None:
    module = types.SimpleNamespace(second=refusal(Unwell, "b"), other=1, first=refusal(Unwell, "a"))

    assert [found.message for found in refusals_in([module])] == ["b", "a"]
