"""Authorization tokens."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.tokens import Token, new_token, read_password
from tests.ecr.examples import START


def test_a_token_is_valid_for_twelve_hours() -> None:
    token = new_token(Scope("222222222222", "eu-west-1"), START)

    assert token == Token(Scope("222222222222", "eu-west-1"), START + 43200)


def test_the_password_names_account_region_and_end() -> None:
    token = Token(Scope("222222222222", "eu-west-1"), 1767268800.0)

    assert json.loads(b64decode(token.password)) == {
        "account": "222222222222",
        "region": "eu-west-1",
        "expiration": 1767268800.0,
    }
    assert b64decode(token.authorization) == b"AWS:" + token.password.encode()


def test_a_password_is_read_back() -> None:
    token = new_token(Scope("222222222222", "eu-west-1"), START)

    assert read_password(token.password) == token


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("", id="empty"),
        pytest.param("hello", id="no base64"),
        pytest.param("hällo", id="no ASCII"),
        pytest.param(b64encode(b"hello").decode(), id="no JSON"),
        pytest.param(b64encode(b"\xff").decode(), id="no text"),
        pytest.param(b64encode(b"[]").decode(), id="a list"),
        pytest.param(b64encode(b'{"account": "222222222222", "region": "eu-west-1"}').decode(), id="no end"),
        pytest.param(b64encode(b'{"account": 2, "region": "x", "expiration": 1.0}').decode(), id="account"),
        pytest.param(b64encode(b'{"account": "2", "region": "x", "expiration": NaN}').decode(), id="endless"),
    ],
)
def test_any_other_text_is_no_password(password: str) -> None:
    assert read_password(password) is None
