"""Placeholders: what is one, what stands in for it, and where one is in the way of a parser."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mock_ecs.validate.placeholders import Placeholders, around, bare_placeholder, without

ACCOUNT = "111122223333"


def filled(document: Any) -> tuple[Any, list[Any]]:
    placeholders = Placeholders(ACCOUNT)
    return placeholders.filled(document), placeholders.places


@pytest.mark.parametrize(
    "text",
    [
        "<IMAGE1_NAME>",
        "${ECR_URI}:${IMAGE_TAG}",
        "${var.image}",
        "${{ steps.build.outputs.image }}",
        "$REPOSITORY:$TAG",
        "$$$IMAGE$$$",
        "{{ image }}",
        "{{ must_env `IMAGE` }}",
        "{% if x %}a{% endif %}",
        "app:%BUILD_TAG%",
        "#{IMAGE}#",
        "@@IMAGE@@",
        "__IMAGE__",
        "YOUR_ACCOUNT_ID.dkr.ecr.YOUR_REGION.amazonaws.com/app",
        "your-registry/app",
        "ACCOUNT.dkr.ecr.REGION.amazonaws.com/app",
        "aws_account_id.dkr.ecr.us-east-1.amazonaws.com/app",
        "XXXXXXXXXXXX.dkr.ecr.us-east-1.amazonaws.com/app",
        "IMAGE_NAME",
    ],
)
def test_an_image_with_a_placeholder_is_told_from_one_without(text: str) -> None:
    _, places = filled({"image": text})

    assert places == [("image",)]


@pytest.mark.parametrize(
    "text",
    ["nginx:1.27", "localhost:5000/a__b/c", "public.ecr.aws/x/y@sha256:0123", "app:2026-01-01", "my-region/account"],
)
def test_an_image_without_a_placeholder_is_left_as_it_is(text: str) -> None:
    assert filled({"image": text}) == ({"image": text}, [])


@pytest.mark.parametrize(
    "container",
    [
        {"command": ["sh", "-c", "echo $HOME ${PATH} < <file> {{x}}"]},
        {"entryPoint": ["$BIN"]},
        {"healthCheck": {"command": ["CMD-SHELL", "curl $HOST"]}},
        {"environment": [{"name": "AWS_REGION", "value": "${X}"}]},
        {"secrets": [{"name": "AWS_REGION"}]},
        {"dockerLabels": {"a": "{{ traefik }}"}},
        {"networkMode": "NET_ADMIN"},
    ],
)
def test_text_that_may_be_anything_is_left_as_it_is(container: dict[str, Any]) -> None:
    document = {"containerDefinitions": [container]}

    assert filled(document) == (document, [])


@pytest.mark.parametrize(
    ("member", "text", "stand_in"),
    [
        ("image", "<IMAGE>", "stand-in"),
        ("image", "${REPO}/app:${TAG}", "stand-in/app:stand-in"),
        ("image", "ACCOUNT.dkr.ecr.REGION.amazonaws.com/x", f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/x"),
        ("executionRoleArn", "{{ role }}", f"arn:aws:iam::{ACCOUNT}:role/stand-in"),
        ("taskRoleArn", "TASK_ROLE", f"arn:aws:iam::{ACCOUNT}:role/stand-in"),
        ("taskRoleArn", "arn:aws:iam::${ACCOUNT_ID}:role/x", f"arn:aws:iam::{ACCOUNT}:role/x"),
        ("taskRoleArn", "arn:aws:iam::XXXXXXXXXXXX:role/x", f"arn:aws:iam::{ACCOUNT}:role/x"),
        ("awslogs-region", "<AWS_REGION>", "us-east-1"),
        ("cpu", "${CPU}", "16384"),
        ("memory", "%MEMORY%", "122880"),
    ],
)
def test_what_stands_in_fits_the_member(member: str, text: str, stand_in: str) -> None:
    assert filled({member: text}) == ({member: stand_in}, [(member,)])


def test_a_list_holds_the_placeholders_of_its_items() -> None:
    ways = around([("a",), ("list", 1), ("b", "c"), ()])

    assert ways == {("a",), ("list", 1), ("list",), ("b", "c"), ()}


@pytest.mark.parametrize("opened", ["{{", "${", "${{", "{%", "<a", "__A", "%A", "$$$a", "@@A", "#{"])
def test_text_that_opens_many_and_closes_none_costs_little(opened: str) -> None:
    text = opened * 20_000

    began = time.monotonic()
    filled({"image": text})
    bare_placeholder(text, len(text))

    assert time.monotonic() - began < 2.0


def test_a_document_without_some_members_keeps_the_others() -> None:
    document = {"a": 1, "list": ["x", "y"], "items": [{"b": 1, "c": 2}, {"b": 3}]}

    left = without(document, [("a",), ("list", 1), ("items", 0, "b")])

    assert left == {"items": [{"c": 2}, {"b": 3}]}
    assert document["a"] == 1
