"""What RegisterTaskDefinition refuses, with AWS's own words, and the nearest definition that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, WEB, with_container
from tests.api.raw import Raw

Document = dict[str, Any]

DIGEST = "sha256:" + "0" * 64
ECR_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1"
ROLE = "arn:aws:iam::123456789012:role/execution"
EFS = {"fileSystemId": "fs-12345678"}
LOGS = {"awslogs-group": "/app", "awslogs-region": "us-east-1"}
PROXY = [{"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"}]
S3_FILE = {"type": "s3", "value": "arn:aws:s3:::bucket/app.env"}
SIZE = (
    "Invalid '{}' setting for task. For more information, see the Troubleshooting section of the Amazon ECS "
    "Developer Guide."
)
NO_SIZE = (
    "No Fargate configuration exists for given values: {} CPU, {} memory. "
    "See the Amazon ECS documentation for the valid values."
)
SSM_ACCOUNT = (
    "The Systems Manager parameter ARN has a different account ID than the current account. The current account ID is "
    "123456789012 and the ARN account ID is 999999999999. Cross-account access for ARNs is not currently supported."
)
SECRETS_ROLE = "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
SECRET_NAME = (
    "The secret name must be unique and not shared with any new or existing environment variables set on the "
    "container, such as 'TOKEN'."
)
STREAM_PREFIX = (
    "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."
)
NO_ROUTER = (
    "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
    "configured in one of the containers."
)
NOTHING_ROUTED = (
    "When a firelensConfiguration object is specified, at least one container has to be configured with the "
    "awsfirelens log driver"
)
CIRCLE = "Container definitions should not have circular dependencies"
ONE_ESSENTIAL = "Task definition doesn't have any essential container"
NOT_ESSENTIAL = "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"


def job(**members: Any) -> Document:
    """The EC2 definition with ``members`` on its container."""
    return with_container(JOB, **members)


def web(**members: Any) -> Document:
    """The Fargate definition with ``members`` on its container."""
    return with_container(WEB, **members)


def awsvpc(**members: Any) -> Document:
    """A definition for EC2 in network mode awsvpc, with ``members`` on its container."""
    return {**with_container(JOB, **members), "networkMode": "awsvpc"}


def two(first: Document, second: Document, **members: Any) -> Document:
    """A definition with the containers a and b."""
    containers = [{"name": "a", "image": "x", "memory": 8, **first}, {"name": "b", "image": "x", "memory": 8, **second}]
    return {"family": "pair", "containerDefinitions": containers, **members}


def depends(condition: str, **target: Any) -> Document:
    return two({"dependsOn": [{"containerName": "b", "condition": condition}]}, target)


def efs(root: str | None = None, port: int | None = None, **members: Any) -> Document:
    configuration = {**EFS, **members}
    configuration |= {"rootDirectory": root} if root else {}
    configuration |= {"transitEncryptionPort": port} if port else {}
    return {**JOB, "volumes": [{"name": "data", "efsVolumeConfiguration": configuration}]}


def with_logs(document: Document, driver: str, *lacking: str, **options: str) -> Document:
    given = {name: value for name, value in {**LOGS, **options}.items() if name not in lacking}
    log = {"logDriver": driver, "options": given if driver == "awslogs" else {}}
    return with_container(document, logConfiguration=log)


def prefixed(document: Document) -> Document:
    return with_logs(document, "awslogs", **{"awslogs-stream-prefix": "app"})


def fargate(cpu: str | None = "256", memory: str | None = "512", **members: Any) -> Document:
    document = {**WEB, "cpu": cpu, "memory": memory, **members}
    return {name: value for name, value in document.items() if value is not None}


def proxy(document: Document, *, container: str = "app", properties: Any = PROXY) -> Document:
    return {
        **document,
        "proxyConfiguration": {"type": "APPMESH", "containerName": container, "properties": properties},
    }


def linux(**members: Any) -> Document:
    return {"linuxParameters": members}


def mapped(*mappings: Document) -> Document:
    return {"portMappings": list(mappings)}


def port(number: int, **members: Any) -> Document:
    return {"containerPort": number, **members}


def health(**members: int) -> Document:
    return {"healthCheck": {"command": ["CMD", "true"], **members}}


def secret(value: str, **members: Any) -> Document:
    return {**job(secrets=[{"name": "TOKEN", "valueFrom": value}], **members), "executionRoleArn": ROLE}


def firelens(driver: str) -> Document:
    return two({"logConfiguration": {"logDriver": driver}}, {"firelensConfiguration": {"type": "fluentbit"}})


def refused(identifier: str, document: Document, message: str, neighbour: Document) -> Any:
    return pytest.param(document, message, neighbour, id=identifier)


NAMES = [
    refused("no containers", {**JOB, "containerDefinitions": []}, "Container list cannot be empty.", JOB),
    refused(
        "11 containers",
        {**JOB, "containerDefinitions": [{"name": f"c{n}", "image": "x", "memory": 4} for n in range(11)]},
        "Too many containers.",
        {**JOB, "containerDefinitions": [{"name": f"c{n}", "image": "x", "memory": 4} for n in range(10)]},
    ),
    refused("no name", job(name=None), "Container.name should not be null or empty.", job(name="a")),
    refused("empty name", job(name=""), "Container.name should not be null or empty.", job(name="a")),
    # unsure in the reference
    refused("name", job(name="a b"), "Container.name contains invalid characters.", job(name="A_b-9")),
    refused("long name", job(name="a" * 256), "Container.name contains invalid characters.", job(name="a" * 255)),
    refused("no image", job(image=None), "Container.image should not be null or empty.", job(image="x")),
    refused("empty image", job(image=""), "Container.image should not be null or empty.", job(image="x")),
    refused("image", job(image="a b"), "Container.image contains invalid characters.", job(image="a.b/c_d-e:1")),
    refused(
        "image digest",
        job(image="a@sha256:0"),
        "Container.image contains invalid characters.",
        job(image=f"a@{DIGEST}"),
    ),
    refused("long image", job(image="a" * 256), "Container.image contains invalid characters.", job(image="a" * 255)),
    # unsure in the reference
    refused("empty family", {**JOB, "family": ""}, "Family should not be null or empty.", {**JOB, "family": "a"}),
    refused("family", {**JOB, "family": "a b"}, "Family contains invalid characters.", {**JOB, "family": "A_b-9"}),
    refused(
        "long family",
        {**JOB, "family": "a" * 256},
        "Family contains invalid characters.",
        {**JOB, "family": "a" * 255},
    ),
    refused(
        "same names",
        two({}, {"name": "a"}),
        "Container names must be unique within a task definition.",
        two({}, {}),
    ),
    refused("nothing essential", job(essential=False), ONE_ESSENTIAL, job(essential=True)),
    refused(
        "nothing of two essential",
        two({"essential": False}, {"essential": False}),
        ONE_ESSENTIAL,
        two({"essential": False}, {}),
    ),
]

SIZES = [
    refused(
        "no memory",
        job(memory=None),
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
        job(memory=None, memoryReservation=64),
    ),
    refused(
        "memory below reservation",
        job(memory=64, memoryReservation=65),
        # unsure in the reference
        "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
        job(memory=64, memoryReservation=64),
    ),
    refused(
        "container memory above the task's",
        {**job(memory=513), "memory": "512"},
        "The 'memory' setting for container 'app' is greater than for the task.",
        {**job(memory=512), "memory": "512"},
    ),
    refused(
        "sum of cpu",
        two({"cpu": 128}, {"cpu": 129}, cpu="256"),
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        two({"cpu": 128}, {"cpu": 128}, cpu="256"),
    ),
    refused("task cpu too small", {**JOB, "cpu": "127"}, SIZE.format("cpu"), {**JOB, "cpu": "128"}),
    refused("task cpu too large", {**JOB, "cpu": "196609"}, SIZE.format("cpu"), {**JOB, "cpu": "196608"}),
    refused("task cpu no number", {**JOB, "cpu": "lots"}, SIZE.format("cpu"), {**JOB, "cpu": "1 vCPU"}),
    refused("task cpu empty", {**JOB, "cpu": ""}, SIZE.format("cpu"), {**JOB, "cpu": "256"}),
    refused("task cpu with a fraction", {**JOB, "cpu": "256.5"}, SIZE.format("cpu"), {**JOB, "cpu": "0.5 vcpu"}),
    refused("task cpu of 400 digits", {**JOB, "cpu": "9" * 400}, SIZE.format("cpu"), {**JOB, "cpu": "1024"}),
    # unsure in the reference
    refused("task memory in vCPU", {**JOB, "memory": "1 vCPU"}, SIZE.format("memory"), {**JOB, "memory": "1 GB"}),
    refused(
        "ephemeral storage too small",
        fargate(ephemeralStorage={"sizeInGiB": 20}),
        "EphemeralStorage size should be at least 21",
        fargate(ephemeralStorage={"sizeInGiB": 21}),
    ),
    refused(
        "ephemeral storage too large",
        fargate(ephemeralStorage={"sizeInGiB": 201}),
        "EphemeralStorage size should be at most 200",  # unsure in the reference
        fargate(ephemeralStorage={"sizeInGiB": 200}),
    ),
    refused(
        "ephemeral storage on EC2",
        {**JOB, "requiresCompatibilities": ["EC2"], "ephemeralStorage": {"sizeInGiB": 21}},
        "Tasks using the EC2 launch type do not support EphemeralStorage.",
        {**JOB, "requiresCompatibilities": ["EC2"]},
    ),
    refused(
        "inference accelerators",
        {**JOB, "inferenceAccelerators": [{"deviceName": "a", "deviceType": "eia1.medium"}]},
        "Unsupported field 'inferenceAccelerators'.",
        JOB,
    ),
]

NETWORKS = [
    refused(
        "awsvpc host port",
        awsvpc(**mapped(port(80, hostPort=8080))),
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        awsvpc(**mapped(port(80, hostPort=80))),
    ),
    refused(
        "host network host port",
        {**job(**mapped(port(80, hostPort=8080))), "networkMode": "host"},
        "When networkMode=host, the host ports and container ports in port mappings must match.",
        {**job(**mapped(port(80, hostPort=8080))), "networkMode": "bridge"},
    ),
    refused(
        "awsvpc port twice",
        awsvpc(**mapped(port(8085), port(8085))),
        "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
        awsvpc(**mapped(port(8085), port(8085, protocol="udp"))),
    ),
    refused(
        "awsvpc port twice in two containers",
        two(mapped(port(80)), mapped(port(80)), networkMode="awsvpc"),
        "TCP container port '80' is used multiple times in task when networkMode=awsvpc.",
        two(mapped(port(80)), mapped(port(80))),
    ),
    refused(
        "awsvpc port in a range",
        awsvpc(**mapped({"containerPortRange": "8080-8090"}, port(8085))),
        "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
        awsvpc(**mapped({"containerPortRange": "8080-8090"}, port(8091))),
    ),
    refused(
        "awsvpc port name twice",
        awsvpc(**mapped(port(80, name="http"), port(81, name="http"))),
        "When networkMode=awsvpc, port mapping name is already used",
        awsvpc(**mapped(port(80, name="http"), port(81, name="admin"))),
    ),
    refused(
        "port and range",
        job(**mapped(port(80, containerPortRange="80-90"))),
        "Invalid port mapping for container 'app', cannot specify both single port and port range.",
        job(**mapped(port(80), {"containerPortRange": "81-90"})),
    ),
    *(
        refused(
            f"range {text}",
            job(**mapped({"containerPortRange": text})),
            "Invalid 'containerPortRange' setting for container 'app'.",
            job(**mapped({"containerPortRange": "80-90"})),
        )
        for text in ("90-80", "80-80", "80", "0-80", "80-65536", "a-b", "")
    ),
    refused(
        "awsvpc links",
        two({"links": ["b"]}, {}, networkMode="awsvpc"),
        "Links are not supported when networkMode=awsvpc.",
        two({"links": ["b"]}, {}),
    ),
    *(
        refused(f"awsvpc {member}", awsvpc(**{member: value}), message, job(**{member: value}))
        for member, value, message in (
            ("hostname", "a", "hostname is not supported on container when networkMode=awsvpc."),
            (
                "extraHosts",
                [{"hostname": "a", "ipAddress": "10.0.0.1"}],
                "Extra hosts are not supported on container when networkMode=awsvpc.",
            ),
            ("dnsServers", ["10.0.0.2"], "DNS servers are not supported on container when networkMode=awsvpc."),
            # unsure in the reference
            ("dnsSearchDomains", ["a"], "DNS search domains are not supported on container when networkMode=awsvpc."),
            ("disableNetworking", True, "Disable Networking is not supported on container when networkMode=awsvpc."),
        )
    ),
    refused(
        "proxy without awsvpc",
        proxy(job()),
        "APPMESH proxy configuration is only supported in networkMode=awsvpc",
        proxy(awsvpc()),
    ),
    refused(
        "proxy container",
        proxy(awsvpc(), container="envoy"),
        "Proxy container [envoy] does not exist.",
        proxy(awsvpc(name="envoy"), container="envoy"),
    ),
    refused("proxy ingress", proxy(awsvpc(), properties=PROXY[1:]), "Ingress port not found", proxy(awsvpc())),
    # unsure in the reference
    refused("proxy egress", proxy(awsvpc(), properties=PROXY[:1]), "Egress port not found", proxy(awsvpc())),
]

REFERENCES = [
    refused(
        "unknown volume",
        job(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]),
        "Unknown volume 'data'.",
        {**job(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]), "volumes": [{"name": "data"}]},
    ),
    refused(
        "volume of the launch that nobody mounts",
        {**JOB, "volumes": [{"name": "disk", "configuredAtLaunch": True}]},
        "Volumes [disk] are not referenced by any of the containers",
        {**JOB, "volumes": [{"name": "disk"}]},
    ),
    refused(
        "volumesFrom",
        job(volumesFrom=[{"sourceContainer": "b"}]),
        "Invalid 'volumesFrom' setting. Unknown container: 'b'.",
        two({"volumesFrom": [{"sourceContainer": "b"}]}, {}),
    ),
    refused(
        "EFS iam",
        efs(authorizationConfig={"iam": "ENABLED"}),
        "EFS IAM authorization requires TransitEncryption to be enabled.",
        efs(authorizationConfig={"iam": "ENABLED"}, transitEncryption="ENABLED"),
    ),
    refused(
        "EFS port",
        efs(port=2049),
        "TransitEncryptionPort requires that TransitEncryption is enabled.",
        efs(port=2049, transitEncryption="ENABLED"),
    ),
    refused(
        "EFS access point",
        efs(root="/app", authorizationConfig={"accessPointId": "fsap-1"}, transitEncryption="ENABLED"),
        'When using an EFS access point, the root directory must either be set to "/" or be omitted.',
        efs(root="/", authorizationConfig={"accessPointId": "fsap-1"}, transitEncryption="ENABLED"),
    ),
    refused(
        "dependsOn unknown",
        job(dependsOn=[{"containerName": "b", "condition": "START"}]),
        "Cannot depend on container + 'b' because it does not exist",
        depends("START"),
    ),
    refused("dependsOn COMPLETE", depends("COMPLETE"), NOT_ESSENTIAL, depends("COMPLETE", essential=False)),
    refused("dependsOn SUCCESS", depends("SUCCESS"), NOT_ESSENTIAL, depends("SUCCESS", essential=False)),
    refused(
        "dependsOn HEALTHY",
        depends("HEALTHY"),
        "A dependency container with HEALTHY condition must have health check configured",
        depends("HEALTHY", **health()),
    ),
    # unsure in the reference
    refused(
        "circle of dependsOn",
        depends("START", dependsOn=[{"containerName": "a", "condition": "START"}]),
        CIRCLE,
        depends("START"),
    ),
    refused("circle of links", two({"links": ["b:db"]}, {"links": ["a"]}), CIRCLE, two({"links": ["b:db"]}, {})),
    refused(
        "circle of one",
        job(volumesFrom=[{"sourceContainer": "app"}]),
        CIRCLE,
        two({"volumesFrom": [{"sourceContainer": "b"}]}, {}),
    ),
    refused(
        "awsfirelens without router",
        job(logConfiguration={"logDriver": "awsfirelens"}),
        NO_ROUTER,
        firelens("awsfirelens"),
    ),
    refused("router without awsfirelens", firelens("json-file"), NOTHING_ROUTED, firelens("awsfirelens")),
]

SECRETS_AND_LOGS = [
    refused(
        "secrets without role",
        job(secrets=[{"name": "TOKEN", "valueFrom": "token"}]),
        SECRETS_ROLE,  # unsure in the reference
        secret("token"),
    ),
    refused(
        "secret options without role",
        job(logConfiguration={"logDriver": "splunk", "secretOptions": [{"name": "a", "valueFrom": "b"}]}),
        SECRETS_ROLE,
        job(logConfiguration={"logDriver": "splunk"}),
    ),
    refused(
        "parameter of another account",
        secret("arn:aws:ssm:us-east-1:999999999999:parameter/token"),
        SSM_ACCOUNT,
        secret("arn:aws:ssm:us-east-1:123456789012:parameter/token"),
    ),
    refused(
        "secret named as a variable",
        secret("token", environment=[{"name": "TOKEN", "value": "x"}]),
        SECRET_NAME,
        secret("token", environment=[{"name": "OTHER", "value": "x"}]),
    ),
    refused(
        "11 environment files",
        job(environmentFiles=[S3_FILE] * 11),
        "The maximum number of environment files was exceeded. Specify ten or less and try again.",
        job(environmentFiles=[S3_FILE] * 10),
    ),
    refused(
        "environment file",
        job(environmentFiles=[{"type": "s3", "value": "s3://bucket/app.env"}]),
        "Invalid arn syntax.",
        job(environmentFiles=[S3_FILE]),
    ),
    refused(
        "awslogs without group",
        with_logs(JOB, "awslogs", "awslogs-group"),
        "Log driver awslogs requires options: awslogs-group",
        with_logs(JOB, "awslogs"),
    ),
    refused(
        "awslogs without options",
        with_logs(JOB, "awslogs", "awslogs-group", "awslogs-region"),
        "Log driver awslogs requires options: awslogs-region, awslogs-group",
        with_logs(JOB, "awslogs"),
    ),
    *(
        refused(
            f"health check {name} above",
            job(**health(**{name: most + 1})),
            f"Health check {name} must be less than or equal to the maximum allowed value {most} for container 'app'",
            job(**health(**{name: most})),
        )
        for name, most in (("interval", 300), ("timeout", 60), ("retries", 10), ("startPeriod", 300))
    ),
    *(
        # unsure in the reference
        refused(
            f"health check {name} below",
            job(**health(**{name: least - 1})),
            f"Health check {name} must be greater than or equal to the minimum allowed value {least} "
            "for container 'app'",
            job(**health(**{name: least})),
        )
        for name, least in (("interval", 5), ("timeout", 2), ("retries", 1), ("startPeriod", 0))
    ),
    *(
        refused(
            f"restart period {period}",
            job(restartPolicy={"enabled": True, "restartAttemptPeriod": period}),
            "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800.",
            job(restartPolicy={"enabled": True, "restartAttemptPeriod": neighbour}),
        )
        for period, neighbour in ((59, 60), (1801, 1800))
    ),
]

FARGATE = [
    refused("no cpu", fargate(cpu=None), "Fargate requires that 'cpu' be defined at the task level.", fargate()),
    refused(
        "no memory of the task",
        {**fargate(memory=None), "containerDefinitions": [{"name": "a", "image": "x", "memory": 8}]},
        "Fargate requires that 'memory' be defined at the task level.",
        fargate(),
    ),
    refused("512 and 512", fargate("512", "512"), NO_SIZE.format(512, 512), fargate("512", "1024")),
    refused("256 and 4096", fargate("256", "4096"), NO_SIZE.format(256, 4096), fargate("256", "2048")),
    refused("100 and 512", fargate("100", "512"), NO_SIZE.format(100, 512), fargate("256", "512")),
    refused("8192 and 17408", fargate("8192", "17408"), NO_SIZE.format(8192, 17408), fargate("8192", "20480")),
    refused("32768 and 61441", fargate("32768", "61441"), NO_SIZE.format(32768, 61441), fargate("32768", "61440")),
    refused("in words", fargate("1 vCPU", "1 GB"), NO_SIZE.format(1024, 1024), fargate("1 vCPU", "2 GB")),
    refused(
        "Windows below 1 vCPU",
        fargate("512", "1024", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        NO_SIZE.format(512, 1024),
        fargate("1024", "2048", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
    ),
    refused(
        "Windows of 8 vCPU",
        fargate("8192", "16384", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        NO_SIZE.format(8192, 16384),
        fargate("4096", "16384", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
    ),
    *(
        refused(f"network mode {mode}", fargate(networkMode=mode), "Fargate only supports network mode ‘awsvpc’.", WEB)
        for mode in ("bridge", "host", "none", None)
    ),
    *(
        refused(f"no {name}", document, f"Fargate compatible task definitions do not support {name}", neighbour)
        for name, document, neighbour in (
            (
                "dockerVolumeConfiguration",
                fargate(volumes=[{"name": "v", "dockerVolumeConfiguration": {"scope": "task"}}]),
                fargate(volumes=[{"name": "v"}]),
            ),
            (
                "sourcePath",
                fargate(volumes=[{"name": "v", "host": {"sourcePath": "/srv"}}]),
                fargate(volumes=[{"name": "v", "host": {}}]),
            ),
            ("devices", web(**linux(devices=[{"hostPath": "/dev/fuse"}])), web(**linux(devices=[]))),
            ("dockerSecurityOptions", web(dockerSecurityOptions=["no-new-privileges"]), web(dockerSecurityOptions=[])),
            ("ipcMode", fargate(ipcMode="task"), WEB),
            ("maxSwap", web(**linux(maxSwap=100)), web(**linux(initProcessEnabled=True))),
            ("sharedMemorySize", web(**linux(sharedMemorySize=64)), web(**linux(initProcessEnabled=True))),
            ("constraints", fargate(placementConstraints=[{"type": "memberOf"}]), fargate(placementConstraints=[])),
        )
    ),
    refused(
        "privileged",
        web(privileged=True),
        "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
        web(privileged=False),
    ),
    refused(
        "pidMode host",
        fargate(pidMode="host"),
        "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
        fargate(pidMode="task"),
    ),
    refused(
        "capability",
        web(**linux(capabilities={"add": ["SYS_PTRACE", "NET_ADMIN"]})),
        "NET_ADMIN is not allowed on Fargate.",
        web(**linux(capabilities={"add": ["SYS_PTRACE"], "drop": ["NET_ADMIN"]})),
    ),
    refused(
        "GPU",
        web(resourceRequirements=[{"type": "GPU", "value": "1"}]),
        "Tasks using the Fargate launch type do not support GPU resource requirements.",
        web(resourceRequirements=[]),
    ),
    refused(
        "stop timeout",
        web(stopTimeout=121),
        "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.",
        web(stopTimeout=120),
    ),
    refused(
        "log driver",
        with_logs(WEB, "json-file"),
        "json-file is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]",
        with_logs(WEB, "splunk"),
    ),
    refused(
        "stream prefix",
        {**with_logs(WEB, "awslogs"), "executionRoleArn": ROLE},
        STREAM_PREFIX,
        {**prefixed(WEB), "executionRoleArn": ROLE},
    ),
    refused(
        "awslogs without role",
        prefixed(WEB),
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        {**prefixed(WEB), "executionRoleArn": ROLE},
    ),
    refused(
        "ECR image without role",
        web(image=ECR_IMAGE),
        "Fargate requires task definition to have execution role ARN to support ECR images.",
        {**web(image=ECR_IMAGE), "executionRoleArn": ROLE},
    ),
]

ENUMS = [
    refused(
        "network mode",
        {**JOB, "networkMode": "nat"},
        "nat should be one of [bridge,host,awsvpc,none]",  # unsure in the reference
        {**JOB, "networkMode": "none", "containerDefinitions": [{"name": "a", "image": "x", "memory": 8}]},
    ),
    refused(
        "compatibility",
        {**JOB, "requiresCompatibilities": ["LAMBDA"]},
        "LAMBDA should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
        {**JOB, "requiresCompatibilities": ["EC2"]},
    ),
]


@pytest.mark.parametrize(
    ("document", "message", "neighbour"),
    [*NAMES, *SIZES, *NETWORKS, *REFERENCES, *SECRETS_AND_LOGS, *FARGATE, *ENUMS],
)
def test_one_is_refused_and_its_neighbour_is_taken(
    call: Raw, document: Document, message: str, neighbour: Document
) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)
    assert call("RegisterTaskDefinition", **neighbour)["taskDefinition"]["revision"] == 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            {**fargate(cpu=None, memory=None), "containerDefinitions": [{"name": "a", "image": "x"}]},
            "Invalid setting for container 'a'. At least one of 'memory' or 'memoryReservation' must be specified.",
            id="container memory before the sizes of Fargate",
        ),
        pytest.param(
            job(secrets=[{"name": "A", "valueFrom": "arn:aws:ssm:us-east-1:999999999999:parameter/a"}]),
            SSM_ACCOUNT,
            id="another account before the missing role",
        ),
        pytest.param(job(name=None, image=None), "Container.name should not be null or empty.", id="name before image"),
    ],
)
def test_of_two_faults_the_one_that_aws_tells_of_is_told(call: Raw, document: Document, message: str) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)


def test_a_definition_that_is_refused_uses_no_number(call: Raw) -> None:
    call("RegisterTaskDefinition", **JOB)
    call.refusal("RegisterTaskDefinition", **job(essential=False))

    assert call("RegisterTaskDefinition", **JOB)["taskDefinition"]["revision"] == 2
