"""Which operations of botocore's models have a handler, which have none yet, and what a new botocore brings.

A checksum that differs says that botocore has changed the model: see what is new, then write it down here.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import botocore
import pytest
from botocore import xform_name
from botocore.loaders import Loader

from mock_ecs.api import catalogue
from mock_ecs.app import services

BOTOCORE = "1.44.5"
TOTALS = {"ecs": 88, "ecr": 62, "ecr-public": 23}
CHECKSUMS = {
    "ecs": "64b6612894dced59b6a6bfdd2dce6288760575dbb79aa6e7072dfda3bea5ae3a",
    "ecr": "645e68aae24545634a05d9567063c5e318e28076dc8404eaa0148063a58b04e5",
    "ecr-public": "292e2dbfa3227f5497ad6ec46efad2a8ea884b8521a07d9c1127cc8d19168435",
}
"""SHA-256 of the operations and shapes of each model, without their documentation."""

MISSING = {
    "ecs": [
        "AssociateGatewayWithCluster",
        "CreateDaemon",
        "CreateExpressGatewayService",
        "CreateGateway",
        "DeleteDaemon",
        "DeleteDaemonTaskDefinition",
        "DeleteExpressGatewayService",
        "DeleteGateway",
        "DescribeDaemon",
        "DescribeDaemonDeployments",
        "DescribeDaemonRevisions",
        "DescribeDaemonTaskDefinition",
        "DescribeExpressGatewayService",
        "DescribeGateway",
        "DescribeGatewayResources",
        "DescribeGatewayRoute",
        "DisassociateGatewayFromCluster",
        "ListDaemonDeployments",
        "ListDaemonTaskDefinitions",
        "ListDaemons",
        "ListGatewayClusterAssociations",
        "ListGatewayRoutes",
        "ListGateways",
        "RegisterDaemonTaskDefinition",
        "UpdateDaemon",
        "UpdateExpressGatewayService",
        "UpdateGateway",
    ],
    "ecr": [],
    "ecr-public": [],
}
"""The operations without a handler, sorted; one that gets a handler leaves this list."""


def model(service: str) -> dict[str, Any]:
    """botocore's model of a service, as botocore itself reads it."""
    document: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return document


def without_documentation(part: Any) -> Any:
    """A part of a model, less its prose; a member that is called documentation stays."""
    if isinstance(part, dict):
        return {
            name: without_documentation(value)
            for name, value in part.items()
            if name != "documentation" or not isinstance(value, str)
        }
    return [without_documentation(item) for item in part] if isinstance(part, list) else part


@pytest.mark.parametrize("service", TOTALS)
def test_a_handler_is_called_as_botocore_calls_its_operation(service: str) -> None:
    handlers, _ = catalogue.load()[service]

    names = {operation: handler.__name__ for operation, handler in handlers.items()}

    assert names == {operation: xform_name(operation) for operation in handlers}


@pytest.mark.parametrize("service", TOTALS)
def test_what_is_missing_is_written_down(service: str) -> None:
    assert services()[service].missing() == MISSING[service]


@pytest.mark.parametrize("service", TOTALS)
def test_an_operation_is_either_answered_or_missing(service: str) -> None:
    answered = services()[service].answered()

    assert sorted([*answered, *MISSING[service]]) == sorted(model(service)["operations"])


def test_the_totals_are_those_of_the_models() -> None:
    assert {service: len(model(service)["operations"]) for service in TOTALS} == TOTALS


@pytest.mark.parametrize("service", TOTALS)
def test_a_model_is_the_one_that_was_written_for(service: str) -> None:
    document = model(service)
    part = without_documentation({"operations": document["operations"], "shapes": document["shapes"]})

    checksum = hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()

    assert checksum == CHECKSUMS[service], f"botocore {botocore.__version__} is not {BOTOCORE}: what did it change?"


@pytest.mark.parametrize("service", TOTALS)
def test_the_model_that_we_read_is_the_one_that_botocore_reads(service: str) -> None:
    ours, theirs = services()[service].model, model(service)

    assert (ours.operations, ours.shapes) == (theirs["operations"], theirs["shapes"])
    assert ours.target_prefix == theirs["metadata"]["targetPrefix"]
