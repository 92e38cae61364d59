"""The cluster query language: every subject and operator, the documented examples, and what cannot be read.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mock_ecs.ecs.placement.query import LONGEST, QueryError, parse_query


@dataclass
class Host:
    """What the language asks of a container instance."""

    ec2_instance_id: str
    agent_version: str
    registered_at: float
    running_tasks: int
    agent_connected: bool = True
    task_groups: list[str] = field(default_factory=list)
    attributes: dict[str, str | None] = field(default_factory=dict)


A = Host(
    "i-aaaa",
    "1.14.5",
    1518480000.0,  # 2018-02-13T00:00:00Z
    1,
    task_groups=["service:production", "family:web"],
    attributes={
        "ecs.instance-type": "t2.micro",
        "ecs.availability-zone": "us-east-1a",
        "ecs.os-type": "linux",
        "stack": "prod",
        "gpu": None,
    },
)
B = Host(
    "i-bbbb",
    "1.9.0",
    1529360908.0,  # 2018-06-18T22:28:28Z
    12,
    task_groups=["database"],
    attributes={
        "ecs.instance-type": "g2.2xlarge",
        "ecs.availability-zone": "us-east-1b",
        "ecs.os-type": "linux",
        "stack": "test stage",
    },
)
C = Host(
    "i-cccc",
    "1.100.0",
    1700000000.0,
    0,
    agent_connected=False,
    attributes={"ecs.instance-type": "t2.small", "ecs.availability-zone": "us-east-1d", "ecs.os-type": "windows"},
)
HOSTS = {"a": A, "b": B, "c": C}

MEANT = [
    # The documentation's own examples.
    ("attribute:ecs.instance-type == t2.small", "c"),
    ("attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", "ab"),
    ("attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", "b"),
    ("task:group == service:production", "a"),
    ("not(task:group == database)", "ac"),
    ("runningTasksCount == 1", "a"),
    ("registeredAt < 2018-02-14", "a"),
    ("ec2InstanceId in ['i-aaaa', 'i-cccc']", "ac"),
    ("agentVersion < 1.14.5", "b"),
    ("attribute:ecs.instance-type =~ t2.*", "ac"),
    # Attributes, by every operator and its other name.
    ("attribute:stack == prod", "a"),
    ("attribute:stack equals prod", "a"),
    ("attribute:stack == 'test stage'", "b"),
    ('attribute:stack == "test stage"', "b"),
    ("attribute:stack != prod", "bc"),
    ("attribute:stack not_equals prod", "bc"),
    ("attribute:stack in [prod]", "a"),
    ("attribute:stack in ['prod', 'test stage']", "ab"),
    ("attribute:stack in [prod,other]", "a"),
    ("attribute:stack not_in [prod]", "bc"),
    ("attribute:stack !in [prod]", "bc"),
    ("attribute:stack exists", "ab"),
    ("attribute:stack !exists", "c"),
    ("attribute:stack not_exists", "c"),
    ("attribute:gpu exists", "a"),
    ("attribute:gpu == x", ""),
    ("attribute:stack =~ p.*d", "a"),
    ("attribute:stack =~ pro", ""),
    ("attribute:stack matches 'test .*'", "b"),
    ("attribute:stack =~ 'prod|test stage'", "ab"),
    ("attribute:stack !~ p.*", "bc"),
    ("attribute:stack not_matches p.*", "bc"),
    ("attribute:ecs.instance-type > t2.m", "ac"),
    ("attribute:ecs.instance-type >= t2.micro", "ac"),
    ("attribute:ecs.instance-type < t2", "b"),
    ("attribute:ecs.instance-type less_than_equal t2.micro", "ab"),
    # Counts.
    ("runningTasksCount != 1", "bc"),
    ("runningTasksCount > 1", "b"),
    ("runningTasksCount greater_than 9", "b"),
    ("runningTasksCount >= 1", "ab"),
    ("runningTasksCount greater_than_equal 12", "b"),
    ("runningTasksCount < 12", "ac"),
    ("runningTasksCount less_than 1", "c"),
    ("runningTasksCount <= 1", "ac"),
    ("runningTasksCount<=1", "ac"),
    # The agent.
    ("agentConnected == true", "ab"),
    ("agentConnected != true", "c"),
    ("agentConnected in [true, false]", "abc"),
    ("agentConnected =~ t.*", "ab"),
    ("agentVersion == 1.14.5", "a"),
    ("agentVersion != 1.14.5", "bc"),
    ("agentVersion >= 1.14.5", "ac"),
    ("agentVersion > 1.14.5", "c"),
    ("agentVersion <= 1.14.5", "ab"),
    ("agentVersion < v1.10.0", "b"),
    # Times, in all the forms that the documentation shows.
    ("registeredAt == 2018-06-18T22:28:28+00:00", "b"),
    ("registeredAt == 2018-06-18T22:28:28Z", "b"),
    ("registeredAt == 2018-06-18T22:28:28", "b"),
    ("registeredAt == 2018-06-19T00:28:28+02:00", "b"),
    ("registeredAt >= 2018-02-13", "abc"),
    ("registeredAt > 2018-02-13", "bc"),
    ("registeredAt != 2018-02-13", "bc"),
    # Ids and groups.
    ("ec2InstanceId == i-aaaa", "a"),
    ("ec2InstanceId =~ 'i-[ab]{4}'", "ab"),
    ("ec2InstanceId not_in ['i-aaaa']", "bc"),
    ("task:group != database", "ac"),
    ("task:group in [database, family:web]", "ab"),
    ("task:group =~ service:.*", "a"),
    ("task:group !~ service:.*", "bc"),
    # Together.
    ("attribute:stack exists and runningTasksCount > 1", "b"),
    ("attribute:stack exists && runningTasksCount > 1", "b"),
    ("attribute:stack == prod or agentConnected == false", "ac"),
    ("attribute:stack == prod || agentConnected == false", "ac"),
    ("attribute:stack == prod or agentConnected == false and runningTasksCount > 5", "a"),
    ("(attribute:stack == prod or agentConnected == false) and runningTasksCount < 1", "c"),
    ("!(attribute:stack exists)", "c"),
    ("not (attribute:stack exists)", "c"),
    ("not(not(attribute:stack exists))", "ab"),
    ("not(attribute:stack == prod and runningTasksCount == 1)", "bc"),
    ("attribute:stack == prod AND NOT (task:group == database)", "a"),
    ("  attribute:stack   ==\tprod  ", "a"),
    # Names and values that begin like words of the language.
    ("attribute:android exists or attribute:order exists", ""),
    ("attribute:stack == inner", ""),
    ("attribute:notes not_exists", "abc"),
]

UNREADABLE = [
    ("", "it ends too early"),
    ("   ", "it ends too early"),
    ("attribute:stack", "it ends too early"),
    ("attribute:stack ==", "it ends too early"),
    ("attribute:stack == a b", "it cannot be read at 'b'"),
    ("attribute:stack in prod", "it cannot be read at 'prod'"),
    ("attribute:stack in []", r"it cannot be read at '\]'"),
    ("attribute:stack in [a b]", r"it cannot be read at 'b\]'"),
    ("attribute:stack in [a", "it ends too early"),
    ("attribute:stack exists x", "it cannot be read at 'x'"),
    ("attribute:stack = prod", "it cannot be read at '= prod'"),
    ("attribute: == prod", "it cannot be read at"),
    ("(attribute:stack exists", "it ends too early"),
    ("attribute:stack exists)", r"it cannot be read at '\)'"),
    ("attribute:stack exists and", "it ends too early"),
    ("and attribute:stack exists", "it cannot be read at"),
    ("attribute:stack exists attribute:gpu exists", "it cannot be read at 'attribute:gpu exists'"),
    ("ec2InstanceId =~ i-(a|b)*", r"it cannot be read at '\(a\|b\)\*'"),
    ("attribute:stack =~ [", r"'\[' is no regular expression"),
    ("stack == prod", "there is no subject 'stack'"),
    ("runningTasksCount == many", "'many' cannot be compared with runningTasksCount"),
    ("runningTasksCount == -1", "'-1' cannot be compared with runningTasksCount"),
    ("runningTasksCount in [1]", "runningTasksCount cannot be compared by 'in'"),
    ("registeredAt < yesterday", "'yesterday' cannot be compared with registeredAt"),
    ("registeredAt =~ 2018.*", "registeredAt cannot be compared by '=~'"),
    ("agentVersion == new", "'new' cannot be compared with agentVersion"),
    ("agentConnected > true", "agentConnected cannot be compared by '>'"),
    ("task:group exists", "task:group cannot be compared by 'exists'"),
    ("ec2InstanceId < i-b", "ec2InstanceId cannot be compared by '<'"),
    ("!" * 500 + "(attribute:stack exists)", "it is nested more than 100 levels deep"),
    ("attribute:stack == " + "x" * LONGEST, "it is longer than 2000 characters"),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_an_expression_means_the_instances_that_aws_means(text: str, meant: str) -> None:
    query = parse_query(text)

    assert "".join(name for name, host in HOSTS.items() if query.matches(host)) == meant


@pytest.mark.parametrize(("text", "why"), UNREADABLE, ids=lambda value: value[:40])
def test_what_is_no_expression_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(QueryError, match=f"^{why}"):
        parse_query(text)


@pytest.mark.parametrize(
    ("text", "moving"),
    [
        ("attribute:stack exists", False),
        ("registeredAt < 2018-02-13 or ec2InstanceId == i-aaaa", False),
        ("agentVersion < 1.0.0", False),
        ("attribute:stack exists and runningTasksCount < 5", True),
        ("not(task:group == database)", True),
        ("agentConnected == true", True),
    ],
)
def test_a_query_knows_whether_its_answer_can_change(text: str, *, moving: bool) -> None:
    assert parse_query(text).moving is moving


def test_an_agent_without_a_version_is_in_no_order() -> None:
    unknown = Host("i-dddd", "", 0.0, 0)

    assert not parse_query("agentVersion < 1.0.0").matches(unknown)
    assert not parse_query("agentVersion >= 1.0.0").matches(unknown)
