"""The operations on the registry as a whole."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.tokens import read_password


def scope_of(authorization_token: str) -> Scope:
    username, _, password = b64decode(authorization_token).decode().partition(":")
    token = read_password(password)
    assert username == "AWS"
    assert token is not None
    return token.scope


class TestGetAuthorizationToken:
    def test_it_opens_the_registry_of_the_caller_for_twelve_hours(self, ecs_world: Any) -> None:
        ecr = ecs_world.client("ecr", account="222222222222", region="eu-west-1")

        response = ecr.get_authorization_token()

        (data,) = response["authorizationData"]
        assert scope_of(data["authorizationToken"]) == Scope("222222222222", "eu-west-1")
        assert data["expiresAt"] == datetime(2026, 1, 1, 12, tzinfo=UTC)
        assert data["proxyEndpoint"] == "http://localhost:4566"

    def test_each_registry_that_is_named_has_its_token(self, ecr: Any) -> None:
        response = ecr.get_authorization_token(registryIds=["111111111111", "222222222222"])

        scopes = [scope_of(data["authorizationToken"]) for data in response["authorizationData"]]
        assert scopes == [Scope("111111111111", "us-east-1"), Scope("222222222222", "us-east-1")]

    @pytest.mark.parametrize(
        ("registry_ids", "message"),
        [
            pytest.param(
                ["abc"],
                "Invalid parameter at 'registryIds.1.member' failed to satisfy constraint:"
                " 'Member must satisfy regular expression pattern: [0-9]{12}'",
                id="no registry",
            ),
            pytest.param(
                ["111111111111"] * 11,
                "Invalid parameter at 'registryIds' failed to satisfy constraint:"
                " 'Member must have length less than or equal to 10'",
                id="too many",
            ),
        ],
    )
    def test_it_refuses(self, ecr: Any, registry_ids: list[str], message: str) -> None:
        with pytest.raises(ecr.exceptions.InvalidParameterException) as refused:
            ecr.get_authorization_token(registryIds=registry_ids)

        assert refused.value.response["Error"]["Message"] == message
