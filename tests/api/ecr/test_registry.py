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


POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:ReplicateImage", "Resource": "*"}]}'
EU = {"region": "eu-west-1", "registryId": "123456789012"}
WRITTEN = (
    '{\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : "*",\n'
    '    "Action" : "ecr:ReplicateImage",\n    "Resource" : "*"\n  } ]\n}'
)


class TestRegistryPolicy:
    def test_it_is_put_shown_and_deleted(self, ecr: Any) -> None:
        answers = [ecr.put_registry_policy(policyText=POLICY), ecr.get_registry_policy(), ecr.delete_registry_policy()]

        for answer in answers:
            del answer["ResponseMetadata"]
        assert answers == [{"registryId": "123456789012", "policyText": WRITTEN}] * 3
        with pytest.raises(ecr.exceptions.RegistryPolicyNotFoundException):
            ecr.get_registry_policy()

    def test_each_account_and_region_has_its_own(self, ecs_world: Any) -> None:
        ecs_world.client("ecr").put_registry_policy(policyText=POLICY)

        elsewhere = ecs_world.client("ecr", region="eu-west-1")

        with pytest.raises(elsewhere.exceptions.RegistryPolicyNotFoundException):
            elsewhere.get_registry_policy()


class TestReplication:
    def test_a_registry_has_none_at_first(self, ecr: Any) -> None:
        response = ecr.describe_registry()

        assert response["registryId"] == "123456789012"
        assert response["replicationConfiguration"] == {"rules": []}

    def test_it_is_kept_and_replaced(self, ecr: Any) -> None:
        rules = [
            {
                "destinations": [EU],
                "repositoryFilters": [{"filter": "prod", "filterType": "PREFIX_MATCH"}],
                "deleteReplication": {"enabled": True},
            }
        ]

        put = ecr.put_replication_configuration(replicationConfiguration={"rules": rules})
        kept = ecr.describe_registry()["replicationConfiguration"]
        ecr.put_replication_configuration(replicationConfiguration={"rules": []})

        assert put["replicationConfiguration"] == kept == {"rules": rules}
        assert ecr.describe_registry()["replicationConfiguration"] == {"rules": []}


class TestScanning:
    def test_it_is_basic_and_manual_at_first(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")

        registry = ecr.get_registry_scanning_configuration()
        repositories = ecr.batch_get_repository_scanning_configuration(repositoryNames=["app", "gone", "app"])

        assert registry["scanningConfiguration"] == {"scanType": "BASIC", "rules": []}
        assert repositories["scanningConfigurations"] == [
            {
                "repositoryArn": "arn:aws:ecr:us-east-1:123456789012:repository/app",
                "repositoryName": "app",
                "scanOnPush": False,
                "scanFrequency": "MANUAL",
                "appliedScanFilters": [],
            }
        ]
        assert repositories["failures"] == [
            {
                "repositoryName": "gone",
                "failureCode": "REPOSITORY_NOT_FOUND",
                "failureReason": "REPOSITORY_NOT_FOUND",
            }
        ]

    def test_rules_apply_to_the_repositories_that_they_match(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")
        filters = [{"filter": "ap*", "filterType": "WILDCARD"}]
        rules = [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": filters}]

        put = ecr.put_registry_scanning_configuration(scanType="BASIC", rules=rules)
        found = ecr.batch_get_repository_scanning_configuration(repositoryNames=["app"])["scanningConfigurations"][0]

        assert put["registryScanningConfiguration"] == {"scanType": "BASIC", "rules": rules}
        assert (found["scanOnPush"], found["scanFrequency"]) == (True, "SCAN_ON_PUSH")
        assert found["appliedScanFilters"] == filters


class TestAccountSettings:
    def test_they_are_kept(self, ecr: Any) -> None:
        before = ecr.get_account_setting(name="BLOB_MOUNTING")

        put = ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")

        after = ecr.get_account_setting(name="BLOB_MOUNTING")
        assert [(answer["name"], answer["value"]) for answer in (before, put, after)] == [
            ("BLOB_MOUNTING", "DISABLED"),
            ("BLOB_MOUNTING", "ENABLED"),
            ("BLOB_MOUNTING", "ENABLED"),
        ]
