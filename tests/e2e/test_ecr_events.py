"""Images that are pushed and scanned, as a user hears of them: by rules of EventBridge whose target is a queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked
from tests.scanning.images import DEBIAN_12, DPKG, advisory, layer, push

DEBIAN = layer({"etc/os-release": DEBIAN_12, "var/lib/dpkg/status": DPKG})


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[MockEcs]:
    file = tmp_path / "osv.json"
    file.write_text(json.dumps([advisory("CVE-2023-5678", "openssl", fixed="3.0.13-1")]))
    with mocked(clock="manual", advisories=str(file)) as mock:
        yield mock
        assert mock.faults == []


def queue_of(mock: MockEcs, pattern: dict[str, Any]) -> str:
    sqs, events = mock.client("sqs"), mock.client("events")
    url: str = sqs.create_queue(QueueName="heard")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    events.put_rule(Name="heard", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="heard", Targets=[{"Id": "queue", "Arn": attributes["QueueArn"]}])
    return url


def heard(mock: MockEcs, url: str) -> list[Any]:
    messages = mock.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def test_a_push_and_its_scan_come_to_the_queue(mock: MockEcs) -> None:
    url = queue_of(mock, {"source": ["aws.ecr"]})
    ecr = mock.client("ecr")
    ecr.create_repository(repositoryName="app", imageScanningConfiguration={"scanOnPush": True})

    digest = push(ecr, "app", "v1", DEBIAN)
    mock.clock.settle()

    pushed, scanned = heard(mock, url)
    assert (pushed["detail-type"], pushed["detail"]["image-digest"]) == ("ECR Image Action", digest)
    assert scanned["detail-type"] == "ECR Image Scan"
    assert scanned["detail"]["finding-severity-counts"] == {"UNDEFINED": 1}


def test_a_rule_gets_what_it_asks_for_alone(mock: MockEcs) -> None:
    url = queue_of(
        mock, {"source": ["aws.ecr"], "detail": {"finding-severity-counts": {"CRITICAL": [{"exists": True}]}}}
    )
    ecr = mock.client("ecr")
    ecr.create_repository(repositoryName="app", imageScanningConfiguration={"scanOnPush": True})

    push(ecr, "app", "v1", DEBIAN)
    mock.clock.settle()

    assert heard(mock, url) == []


def test_a_rule_on_ecs_hears_nothing_of_images(mock: MockEcs) -> None:
    url = queue_of(mock, {"source": ["aws.ecs"]})
    ecr = mock.client("ecr")
    ecr.create_repository(repositoryName="app")

    push(ecr, "app", "v1", DEBIAN)

    assert heard(mock, url) == []
