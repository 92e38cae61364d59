"""The operations on repository policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

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

    def test_a_text_may_have_10240_characters(self, ecr: Any) -> None:
        ecr.create_repository(repositoryName="app")

        ecr.set_repository_policy(repositoryName="app", policyText=POLICY.ljust(10240))

        with pytest.raises(ecr.exceptions.InvalidParameterException):
            ecr.set_repository_policy(repositoryName="app", policyText=POLICY.ljust(10241))
