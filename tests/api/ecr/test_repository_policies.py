"""The operations on repository policies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

POLICY = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]})


class TestRepositoryPolicy:
    def test_it_is_set_shown_and_deleted(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")

        answers = [
            ecr.set_repository_policy(repositoryName="app", policyText=POLICY),
            ecr.get_repository_policy(repositoryName="app"),
            ecr.delete_repository_policy(repositoryName="app"),
        ]

        for answer in answers:
            del answer["ResponseMetadata"]
        assert (
            answers
            == [
                {
                    "registryId": "123456789012",
                    "repositoryName": "app",
                    "policyText": '{\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : "*",\n'
                    '    "Action" : "ecr:BatchGetImage"\n  } ]\n}',
                }
            ]
            * 3
        )

    @pytest.mark.parametrize("operation", ["get_repository_policy", "delete_repository_policy"])
    def test_none_is_an_error(self, ecr: Any, operation: str) -> None:
        ecr.create_repository(repositoryName="app")

        with pytest.raises(ClientError) as refused:
            getattr(ecr, operation)(repositoryName="app")

        assert refused.value.response["Error"]["Code"] == "RepositoryPolicyNotFoundException"
        assert refused.value.response["Error"]["Message"] == (
            "Repository policy does not exist for the repository with name 'app' in the registry with id '123456789012'"
        )

    def test_a_policy_with_a_resource_is_refused(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")
        statement = {"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Resource": "*"}

        with pytest.raises(ClientError) as refused:
            ecr.set_repository_policy(repositoryName="app", policyText=json.dumps({"Statement": [statement]}))

        assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
        assert refused.value.response["Error"]["Message"] == (
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"
        )
