"""Why a service could not place a task, word for word."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.placement.explain import placement_complaint
from mock_ecs.ecs.placement.place import Failure

ARN = "arn:aws:ecs:us-east-1:123456789012:container-instance/demo/0f0f0f"
UNPLACED = "was unable to place a task because no container instance met all of its requirements. "
MORE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."


@pytest.mark.parametrize(
    ("failures", "text"),
    [
        pytest.param([], "Reason: No Container Instances were found in your cluster.", id="there is no instance"),
        pytest.param(
            [Failure("RESOURCE:CPU", ARN)],
            "The closest matching (container-instance 0f0f0f) has insufficient CPU units available.",
            id="cpu",
        ),
        pytest.param(
            [Failure("RESOURCE:MEMORY", ARN)],
            "The closest matching (container-instance 0f0f0f) has insufficient memory available.",
            id="memory",
        ),
        pytest.param(
            [Failure("RESOURCE:PORTS", ARN)],
            "The closest matching (container-instance 0f0f0f) is already using a port required by your task.",
            id="a port",
        ),
        pytest.param(
            [Failure("RESOURCE:GPU", ARN)],
            'The closest matching (container-instance 0f0f0f) encountered error "RESOURCE:GPU".',
            id="a GPU",
        ),
        pytest.param(
            [Failure("RESOURCE:ENI", ARN)],
            'The closest matching (container-instance 0f0f0f) encountered error "RESOURCE:ENI".',
            id="an interface",
        ),
        pytest.param(
            [Failure("AGENT", ARN)],
            'The closest matching (container-instance 0f0f0f) encountered error "AGENT".',
            id="its agent",
        ),
        pytest.param(
            [Failure("ATTRIBUTE", ARN)],
            "The closest matching (container-instance 0f0f0f) is missing an attribute required by your task.",
            id="an attribute",
        ),
        pytest.param(
            [Failure("DistinctInstance placement constraint unsatisfied.", ARN)],
            "Reason: DistinctInstance placement constraint unsatisfied.",
            id="a constraint",
        ),
        pytest.param(
            [Failure("AGENT", ARN), Failure("RESOURCE:CPU", "arn:of/another")],
            'The closest matching (container-instance 0f0f0f) encountered error "AGENT".',
            id="the first of several",  # unsure in the reference: which one is closest
        ),
    ],
)
def test_the_event_says(failures: list[Failure], text: str) -> None:
    assert placement_complaint(failures) == UNPLACED + text + MORE
