"""Pages of the List operations, through boto3's paginators and by hand."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import JOB, ON_FARGATE, ON_INSTANCES
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
MEMBERS = {
    "ListClusters": {},
    "ListServices": {"cluster": "demo"},
    "ListTasks": {"cluster": "demo"},
    "ListContainerInstances": {"cluster": "demo"},
    "ListTaskDefinitions": {},
    "ListTaskDefinitionFamilies": {},
    "ListAccountSettings": {"effectiveSettings": True},
    "ListAttributes": {"cluster": "demo", "targetType": "container-instance"},
    "DescribeCapacityProviders": {},
}
"""The operations that page, and what they need to be called with."""

TENS = ("ListAccountSettings", "DescribeCapacityProviders")
"""Those whose pages hold ten at most."""


@pytest.fixture
def full(hosted: Raw) -> Raw:
    """``hosted``, with 13 of each thing there is a list of."""
    for number in range(12):
        hosted("CreateCluster", clusterName=f"c{number:02}")
        hosted("RegisterTaskDefinition", **{**JOB, "family": f"f{number:02}"})
        if number < 11:
            hosted("RegisterContainerInstance", cluster="demo")
            hosted("RegisterTaskDefinition", **JOB)
    for number in range(13):
        hosted("CreateService", **ON_FARGATE, serviceName=f"s{number:02}")
    for number in range(11):
        group = {"autoScalingGroupArn": f"g{number:02}"}
        hosted("CreateCapacityProvider", name=f"p{number:02}", autoScalingGroupProvider=group)
    hosted("RunTask", **ON_INSTANCES, count=10)
    hosted("RunTask", **ON_INSTANCES, count=3)
    return hosted


def whole(call: Raw, operation: str, **members: Any) -> tuple[list[Any], list[int]]:
    """All items of a list, and how many each page had."""
    items: list[Any] = []
    sizes: list[int] = []
    token: dict[str, str] = {}
    while True:
        response = call(operation, **MEMBERS[operation], **members, **token)
        (page,) = [value for name, value in response.items() if name not in ("nextToken", "failures")]
        items += page
        sizes.append(len(page))
        if "nextToken" not in response:
            return items, sizes
        assert response["nextToken"]
        token = {"nextToken": response["nextToken"]}


@pytest.mark.parametrize(
    ("operation", "sizes"),
    [
        ("ListClusters", [13]),
        ("ListServices", [10, 3]),
        ("ListTasks", [13]),
        ("ListContainerInstances", [13]),
        ("ListTaskDefinitions", [25]),
        ("ListTaskDefinitionFamilies", [14]),
        ("ListAccountSettings", [10, 1]),
        ("ListAttributes", [65]),
        ("DescribeCapacityProviders", [10, 3]),
    ],
)
def test_without_a_size_a_page_has_what_aws_gives(full: Raw, operation: str, sizes: list[int]) -> None:
    _, found = whole(full, operation)

    assert found == sizes


@pytest.mark.parametrize("operation", MEMBERS)
@pytest.mark.parametrize("size", [1, 4, 10])
def test_pages_hold_each_item_once_in_the_same_order(full: Raw, operation: str, size: int) -> None:
    expected, _ = whole(full, operation)

    items, sizes = whole(full, operation, maxResults=size)

    assert items == expected
    assert set(sizes[:-1]) <= {size}


@pytest.mark.parametrize("operation", MEMBERS)
@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
def test_a_size_out_of_range_is_refused(demo: Raw, operation: str, size: int) -> None:
    maximum = 10 if operation in TENS else 100

    # unsure in the reference
    assert demo.refusal(operation, **MEMBERS[operation], maxResults=size) == (
        INVALID,
        f"maxResults should be between 1 and {maximum}.",
    )


@pytest.mark.parametrize("operation", MEMBERS)
def test_the_largest_size_is_taken(demo: Raw, operation: str) -> None:
    maximum = 10 if operation in TENS else 100

    assert demo(operation, **MEMBERS[operation], maxResults=maximum)


@pytest.mark.parametrize("operation", MEMBERS)
@pytest.mark.parametrize("token", ["x", "nonsense", "é", "b2Zmc2V0Oi0x", "=" * 9, "b2Zmc2V0Og=="])
def test_a_token_that_was_not_given_out_is_refused(demo: Raw, operation: str, token: str) -> None:
    # unsure in the reference
    assert demo.refusal(operation, **MEMBERS[operation], nextToken=token) == (INVALID, "Invalid token")


def test_a_token_beyond_what_was_deleted_meanwhile_is_an_empty_page(full: Raw) -> None:
    token = full("ListServices", cluster="demo", maxResults=10)["nextToken"]
    for number in range(13):
        full("DeleteService", cluster="demo", service=f"s{number:02}")

    assert full("ListServices", cluster="demo", nextToken=token) == {"serviceArns": []}


@pytest.mark.parametrize(
    ("paginator", "members", "key", "count"),
    [
        ("list_clusters", {}, "clusterArns", 13),
        ("list_services", {"cluster": "demo"}, "serviceArns", 13),
        ("list_tasks", {"cluster": "demo"}, "taskArns", 13),
        ("list_container_instances", {"cluster": "demo"}, "containerInstanceArns", 13),
        ("list_task_definitions", {"familyPrefix": "job"}, "taskDefinitionArns", 12),
        ("list_task_definition_families", {}, "families", 14),
        ("list_account_settings", {"effectiveSettings": True}, "settings", 11),
        ("list_attributes", {"cluster": "demo", "targetType": "container-instance"}, "attributes", 65),
    ],
)
def test_the_paginators_of_boto3_find_everything(
    ecs_world: MockEcs, full: Raw, ecs: Any, paginator: str, members: dict[str, Any], key: str, count: int
) -> None:
    pages = ecs.get_paginator(paginator).paginate(**members, PaginationConfig={"PageSize": 4})

    found = [str(item) for page in pages for item in page[key]]

    assert len(found) == len(set(found)) == count
