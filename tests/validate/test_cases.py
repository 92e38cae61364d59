"""What the server answers to the cases is what is told of the same requests in files."""

from __future__ import annotations

import json

import pytest

from mock_ecs.validate.json_documents import read_json
from mock_ecs.validate.judge import Told, judged
from mock_ecs.validate.kinds import kind_called
from tests.cases.suite import Case, cases

KINDS = {
    "RegisterTaskDefinition": "task-definition",
    "RegisterDaemonTaskDefinition": "daemon-task-definition",
    "CreateService": "service",
    "UpdateService": "service-update",
    "RunTask": "run-task",
    "StartTask": "start-task",
    "PutLifecyclePolicy": "lifecycle-policy",
    "SetRepositoryPolicy": "repository-policy",
    "PutRegistryPolicy": "registry-policy",
    "PutReplicationConfiguration": "replication",
    "PutRegistryScanningConfiguration": "scanning",
}
ACCOUNT = "123456789012"

# Told in other words than those of the wire, which are about the request around the document.
OTHERWISE = {
    "policies/no-text",
    "registry/26-replication-rules",
    "registry/no-replication-configuration",
    "services_load_balancers/alias-beyond-the-last-port",
}


def of_documents() -> list[object]:
    found = [case for service in ("ecs", "ecr") for case in cases(service) if case.operation in KINDS]
    return [pytest.param(case, id=case.key) for case in found]


def told(case: Case, request: object) -> list[Told]:
    verdict = judged(read_json(json.dumps(request)), kind_called(KINDS[case.operation]), ACCOUNT)
    assert verdict is not None
    return verdict.told


@pytest.mark.parametrize("case", of_documents())
def test_what_the_server_takes_has_no_fault(case: Case) -> None:
    assert [one for one in told(case, case.accepted) if one.level == "error"] == []


@pytest.mark.parametrize("case", of_documents())
def test_a_fault_is_told_in_the_words_of_the_server_or_of_clients(case: Case) -> None:
    faults = [one for one in told(case, case.refused) if one.level == "error"]

    # Without faults it is the state that is at fault, which no file shows.
    words = {one.message for one in faults if one.code != "ParamValidation"}
    assert not words or case.message in words or case.key in OTHERWISE
