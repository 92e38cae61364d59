"""How policies are written back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecr.policies import written

STATEMENT = {
    "Sid": "new statement",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/CodeDeployDemo"},
    "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
}


def test_a_policy_is_written_back_as_ecr_writes_it() -> None:
    text = written({"Version": "2008-10-17", "Statement": [STATEMENT]})

    assert text == (
        "{\n"
        '  "Version" : "2008-10-17",\n'
        '  "Statement" : [ {\n'
        '    "Sid" : "new statement",\n'
        '    "Effect" : "Allow",\n'
        '    "Principal" : {\n'
        '      "AWS" : "arn:aws:iam::123456789012:role/CodeDeployDemo"\n'
        "    },\n"
        '    "Action" : [ "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage" ]\n'
        "  } ]\n"
        "}"
    )


WORDS = st.lists(st.sampled_from(["aws:sourceArn", " ", "é", '"', "\\", "\n", "\x00", "\u2028"]), max_size=4).map(
    "".join
)


@settings(deadline=None)
@given(st.dictionaries(WORDS, st.dictionaries(WORDS, st.lists(WORDS, min_size=1) | st.booleans() | st.integers())))
def test_writing_back_changes_no_value(condition: dict[str, Any]) -> None:
    document = {"Statement": [STATEMENT | {"Condition": condition}]}

    text = written(document)

    assert json.loads(text) == document
