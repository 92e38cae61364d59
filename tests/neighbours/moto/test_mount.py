"""moto behind our port: who is answered, who is refused, and what moto is told."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config as ClientConfig
from botocore.exceptions import ClientError
from werkzeug.test import Client

from mock_ecs.in_process import answer
from mock_ecs.neighbours.moto.mount import MotoMount

SIGNED = "AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/{}/aws4_request, SignedHeaders=host, Signature=0"
OWN = {
    "AmazonEC2ContainerServiceV20141113": "ecs",
    "AmazonEC2ContainerRegistry_V20150921": "ecr",
    "SpencerFrontendService": "ecr-public",
}
WHO = b"Action=GetCallerIdentity&Version=2011-06-15"


class Doors:
    """A mount, and what it did to the World, in order."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.mount = MotoMount(
            OWN,
            entered=self._entered,
            reset=lambda: self.did.append("reset"),
            hosts_changed=lambda: self.did.append("hosts changed"),
        )
        self.http = Client(self.mount)

    @contextmanager
    def _entered(self) -> Iterator[None]:
        self.did.append("entered")
        yield
        self.did.append("left")

    def client(self, service: str, *, account: str = "111122223333", region: str = "eu-west-1", **settings: Any) -> Any:
        core = botocore.session.Session()
        core.get_component("event_emitter").register_first(
            "before-send", lambda request, **_: answer(self.mount, request)[0]
        )
        session = boto3.Session(account, "testing", region_name=region, botocore_session=core)
        return session.client(service, **settings)


@pytest.fixture
def doors() -> Doors:
    return Doors()


def account(client: Callable[..., Any]) -> Any:
    return client("sts").get_caller_identity()["Account"]


def role(client: Callable[..., Any]) -> Any:
    return client("iam").create_role(RoleName="web", AssumeRolePolicyDocument="{}")["Role"]["Arn"]


def zones(client: Callable[..., Any]) -> Any:
    return sorted(subnet["AvailabilityZone"] for subnet in client("ec2").describe_subnets()["Subnets"])


def target_type(client: Callable[..., Any]) -> Any:
    vpc = client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"]]
    load_balancers = client("elbv2")
    load_balancers.create_load_balancer(Name="web", Subnets=subnets[:2])
    made = load_balancers.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    return made["TargetGroups"][0]["TargetType"]


def log_group(client: Callable[..., Any]) -> Any:
    client("logs").create_log_group(logGroupName="/ecs/web")
    return client("logs").describe_log_groups()["logGroups"][0]["logGroupName"]


def parameter(client: Callable[..., Any]) -> Any:
    client("ssm").put_parameter(Name="/web", Value="blue", Type="String")
    return client("ssm").get_parameter(Name="/web")["Parameter"]["Value"]


def secret(client: Callable[..., Any]) -> Any:
    client("secretsmanager").create_secret(Name="web", SecretString="hush")
    return client("secretsmanager").get_secret_value(SecretId="web")["SecretString"]


def stack(client: Callable[..., Any]) -> Any:
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "web"}}}})
    client("cloudformation").create_stack(StackName="web", TemplateBody=template)
    return client("sqs").get_queue_url(QueueName="web")["QueueUrl"].rpartition("/")[2]


def http_api(client: Callable[..., Any]) -> Any:
    """Its paths begin with /v2/, as those of an image registry do."""
    return client("apigatewayv2").create_api(Name="web", ProtocolType="HTTP")["Name"]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        pytest.param(account, "111122223333", id="sts"),
        pytest.param(role, "arn:aws:iam::111122223333:role/web", id="iam"),
        pytest.param(zones, ["eu-west-1a", "eu-west-1b", "eu-west-1c"], id="ec2"),
        pytest.param(target_type, "ip", id="elbv2"),
        pytest.param(log_group, "/ecs/web", id="logs"),
        pytest.param(parameter, "blue", id="ssm"),
        pytest.param(secret, "hush", id="secretsmanager"),
        pytest.param(stack, "web", id="cloudformation"),
        pytest.param(http_api, "web", id="apigatewayv2"),
    ],
)
def test_moto_answers_for_other_services(
    doors: Doors, ask: Callable[[Callable[..., Any]], Any], expected: object
) -> None:
    assert ask(doors.client) == expected


def test_a_key_that_is_no_account_means_the_default_account(doors: Doors) -> None:
    assert doors.client("sts", account="AKIAEXAMPLE").get_caller_identity()["Account"] == "123456789012"


def test_accounts_are_apart(doors: Doors) -> None:
    doors.client("ssm").put_parameter(Name="/web", Value="blue", Type="String")

    elsewhere = doors.client("ssm", account="444455556666").describe_parameters()["Parameters"]

    assert elsewhere == []


@pytest.mark.parametrize(
    ("style", "endpoint"),
    [
        pytest.param("path", None, id="AWS's own address, bucket in the path"),
        pytest.param("virtual", None, id="AWS's own address, bucket in the host"),
        pytest.param("path", "http://localhost:4566", id="localhost, bucket in the path"),
        pytest.param("virtual", "http://localhost:4566", id="localhost, bucket in the host"),
        pytest.param("path", "http://127.0.0.1:4566", id="an address, bucket in the path"),
        pytest.param("path", "http://s3.localhost.localstack.cloud:4566", id="LocalStack's name, bucket in the path"),
        pytest.param(
            "virtual", "http://s3.localhost.localstack.cloud:4566", id="LocalStack's name, bucket in the host"
        ),
    ],
)
def test_buckets_are_found_by_path_and_by_host(doors: Doors, style: str, endpoint: str | None) -> None:
    s3 = doors.client("s3", endpoint_url=endpoint, config=ClientConfig(s3={"addressing_style": style}))
    s3.create_bucket(Bucket="assets", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    s3.put_object(Bucket="assets", Key="a b/ü%2Fc+d", Body=b"hello", Metadata={"kind": "greeting"})

    found = s3.get_object(Bucket="assets", Key="a b/ü%2Fc+d")
    assert found["Body"].read() == b"hello"
    assert found["Metadata"] == {"kind": "greeting"}
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="assets")["Contents"]] == ["a b/ü%2Fc+d"]
    assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == ["assets"]


@pytest.mark.parametrize("version", ["s3", "s3v4"], ids=["the old signature", "signature version 4"])
def test_a_presigned_url_finds_the_account_of_its_key(doors: Doors, version: str) -> None:
    s3 = doors.client("s3", endpoint_url="http://localhost:4566", config=ClientConfig(signature_version=version))
    s3.create_bucket(Bucket="assets", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    found = doors.http.get(s3.generate_presigned_url("list_buckets"))

    assert b"<Name>assets</Name>" in found.data


def test_a_body_of_unknown_length_is_read_to_its_end(doors: Doors) -> None:
    headers = {"Authorization": SIGNED.format("sts"), "Transfer-Encoding": "chunked"}

    answered = doors.http.post(
        "/",
        input_stream=BytesIO(WHO),
        headers=headers,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answered.status_code == 200
    assert b"<Account>111122223333</Account>" in answered.data


def test_the_body_is_read_before_the_world_is_entered(doors: Doors) -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            doors.did.append("read")
            return super().read(size)

    doors.http.post(
        "/",
        input_stream=Slow(WHO),
        headers={"Authorization": SIGNED.format("sts"), "Content-Length": str(len(WHO))},
        content_type="application/x-www-form-urlencoded",
    )

    assert doors.did == ["read", "entered", "left"]


@pytest.mark.parametrize(
    ("service", "headers"),
    [
        pytest.param("ecs", {"Authorization": SIGNED.format("ecs")}, id="ecs by its signature"),
        pytest.param("ecr", {"Authorization": SIGNED.format("ecr")}, id="ecr by its signature"),
        pytest.param("ecr-public", {"Authorization": SIGNED.format("ecr-public")}, id="ecr-public by its signature"),
        pytest.param("ecs", {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.Dance"}, id="ecs by its target"),
        pytest.param("ecs", {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113"}, id="ecs by half a target"),
        pytest.param("ecr", {"X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.Dance"}, id="ecr by its target"),
        pytest.param("ecr-public", {"X-Amz-Target": "SpencerFrontendService.Dance"}, id="ecr-public by its target"),
    ],
)
def test_moto_is_never_asked_for_what_is_ours(doors: Doors, service: str, headers: dict[str, str]) -> None:
    answered = doors.http.post("/", data=b"{}", headers=headers)

    assert answered.status_code == 400
    assert answered.content_type == "application/x-amz-json-1.1"
    assert answered.get_json(force=True) == {
        "__type": "UnknownOperationException",
        "message": f"mock-ecs, which answers {service} itself, does not have this operation.",
    }
    assert doors.did == []


@pytest.mark.parametrize(
    ("service", "region", "operation", "code", "text"),
    [
        pytest.param(
            "ec2",
            "eu-west-1",
            "describe_aws_network_performance_metric_subscriptions",
            "NotImplemented",
            "moto, which answers for ec2 here, does not have this: The describe_aws_network_performance",
            id="an operation that moto lacks",
        ),
        pytest.param(
            "codeconnections",
            "eu-west-1",
            "list_connections",
            "NotImplemented",
            "moto, which answers for codeconnections here, does not have this: it knows no such service",
            id="a service that moto lacks",
        ),
        pytest.param(
            "sns",
            "xx-nowhere-1",
            "list_topics",
            "InternalFailure",
            "moto, which answers for sns here, failed: KeyError: 'xx-nowhere-1'",
            id="a region that is none",
        ),
    ],
)
def test_what_moto_cannot_do_is_said_once(
    doors: Doors, caplog: pytest.LogCaptureFixture, service: str, region: str, operation: str, code: str, text: str
) -> None:
    client = doors.client(service, region=region)

    with caplog.at_level(logging.WARNING, "mock_ecs"), pytest.raises(ClientError) as refused:
        getattr(client, operation)()

    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["Error"]["Message"].startswith(text)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert [record.getMessage().startswith(text) for record in caplog.records] == [True]


def test_resetting_moto_resets_everything(doors: Doors) -> None:
    answered = doors.http.post("/moto-api/reset")

    assert answered.get_json() == {"status": "ok"}
    assert doors.did == ["reset"]


def test_motos_own_pages_are_there(doors: Doors) -> None:
    assert doors.http.get("/moto-api/reset").status_code == 400
    assert doors.http.get("/moto-api/data.json").status_code == 200


@pytest.mark.parametrize(
    ("service", "operation", "members", "changes"),
    [
        ("ec2", "run_instances", {"ImageId": "ami-12c6146b", "MinCount": 1, "MaxCount": 1}, True),
        ("ec2", "terminate_instances", {"InstanceIds": ["i-0000000000000000f"]}, True),
        ("ec2", "describe_instances", {}, False),
        ("autoscaling", "describe_auto_scaling_groups", {}, False),
        ("autoscaling", "set_desired_capacity", {"AutoScalingGroupName": "nope", "DesiredCapacity": 1}, True),
        ("sqs", "create_queue", {"QueueName": "web"}, False),
    ],
)
def test_after_what_may_start_or_stop_instances_somebody_looks_at_them(
    doors: Doors, service: str, operation: str, members: dict[str, Any], changes: bool
) -> None:
    with contextlib.suppress(ClientError):
        getattr(doors.client(service), operation)(**members)

    assert doors.did == ["entered", *(["hosts changed"] if changes else []), "left"]
