"""The operations on attributes of container instances."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.raw import Raw

HOST = {"targetType": "container-instance"}


@pytest.fixture
def hosts(hosted: Raw) -> list[str]:
    """The ARNs of the two container instances of demo."""
    return list(hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"])


def put(call: Raw, *attributes: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("PutAttributes", cluster="demo", attributes=list(attributes))["attributes"]
    return found


def listed(call: Raw, name: str, **members: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("ListAttributes", cluster="demo", **HOST, attributeName=name, **members)[
        "attributes"
    ]
    return found


def test_attributes_are_put_and_shown_with_the_instance(hosted: Raw, hosts: list[str]) -> None:
    shown = put(hosted, {"name": "stack", "value": "blue", "targetId": hosts[0]}, {"name": "gpu", "targetId": hosts[1]})

    assert shown == [
        {"name": "stack", "value": "blue", "targetId": hosts[0]},
        {"name": "gpu", "targetId": hosts[1]},
    ]
    instances = hosted("DescribeContainerInstances", cluster="demo", containerInstances=hosts)["containerInstances"]
    assert {"name": "stack", "value": "blue"} in instances[0]["attributes"]
    assert {"name": "gpu"} in instances[1]["attributes"]
    assert [instance["version"] for instance in instances] == [2, 2]


def test_an_attribute_that_is_there_gets_the_new_value(hosted: Raw, hosts: list[str]) -> None:
    put(hosted, {"name": "stack", "value": "blue", "targetId": hosts[0]})

    put(hosted, {"name": "stack", "value": "green", "targetId": hosts[0].rpartition("/")[2], **HOST})

    assert listed(hosted, "stack") == [{"name": "stack", "value": "green", "targetId": hosts[0]}]


def test_when_there_would_be_too_many_none_is_put_anywhere(hosted: Raw, hosts: list[str]) -> None:
    put(hosted, *({"name": f"a{number}", "targetId": hosts[1]} for number in range(10)))
    attributes = [{"name": "more", "targetId": host} for host in hosts]

    code, _ = hosted.refusal("PutAttributes", cluster="demo", attributes=attributes)

    assert code == "AttributeLimitExceededException"
    assert listed(hosted, "more") == []


def test_built_in_attributes_do_not_count(hosted: Raw, hosts: list[str]) -> None:
    put(hosted, *({"name": f"a{number}", "targetId": hosts[0]} for number in range(10)))

    put(hosted, {"name": "ecs.subnet-id", "value": "subnet-1", "targetId": hosts[0]})

    assert len(listed(hosted, "ecs.subnet-id")) == 1


@pytest.mark.parametrize(
    ("members", "gone"),
    [
        pytest.param({"name": "stack"}, True, id="by name"),
        pytest.param({"name": "stack", "value": "blue"}, True, id="by name and value"),
        pytest.param({"name": "stack", "value": "green"}, False, id="another value"),
        pytest.param({"name": "nope"}, False, id="another name"),
    ],
)
def test_deleting_takes_away_what_is_there(hosted: Raw, hosts: list[str], members: dict[str, str], gone: bool) -> None:
    attribute = {"name": "stack", "value": "blue", "targetId": hosts[0]}
    put(hosted, attribute)

    response = hosted("DeleteAttributes", cluster="demo", attributes=[{**members, "targetId": hosts[0]}])

    # unsure in the reference: what is not there is no error
    assert len(response["attributes"]) == int(gone)
    assert listed(hosted, "stack") == ([] if gone else [attribute])


@pytest.mark.parametrize(
    ("members", "zones"),
    [
        pytest.param({}, "ab", id="name"),
        pytest.param({"attributeValue": "us-east-1b"}, "b", id="name and value"),
        pytest.param({"attributeValue": "us-east-1c"}, "", id="a value that none has"),
    ],
)
def test_a_list_is_filtered_by_name_and_value(hosted: Raw, members: dict[str, str], zones: str) -> None:
    found = listed(hosted, "ecs.availability-zone", **members)

    assert [attribute["value"] for attribute in found] == [f"us-east-1{zone}" for zone in zones]


def test_without_a_filter_all_attributes_of_all_instances_are_listed(hosted: Raw, hosts: list[str]) -> None:
    found = hosted("ListAttributes", cluster="demo", **HOST)["attributes"]

    assert {attribute["targetId"] for attribute in found} == set(hosts)
    assert {"ecs.os-type", "ecs.instance-type"} <= {attribute["name"] for attribute in found}


def test_attributes_vanish_with_their_instance(hosted: Raw, hosts: list[str]) -> None:
    put(hosted, {"name": "stack", "value": "blue", "targetId": hosts[0]})

    hosted("DeregisterContainerInstance", cluster="demo", containerInstance=hosts[0])

    assert listed(hosted, "stack") == []
