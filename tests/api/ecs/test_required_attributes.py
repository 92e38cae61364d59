"""``requiresAttributes``: which capability of an instance each part of a task definition asks for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, WEB, job, with_container
from tests.api.raw import Raw

Document = dict[str, Any]

P = "com.amazonaws.ecs.capability."
E = "ecs.capability."
DOCKER = f"{P}docker-remote-api."
ROLE = "arn:aws:iam::123456789012:role/app"
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app"
DIGEST = "sha256:" + "0" * 64
LOGS = {"awslogs-group": "/app", "awslogs-region": "us-east-1"}
SSM = "arn:aws:ssm:us-east-1:123456789012:parameter/token"
ASM = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"


def names(call: Raw, document: Document) -> set[str]:
    """The attributes that ECS answers with, none of them twice."""
    attributes = call("RegisterTaskDefinition", **document)["taskDefinition"]["requiresAttributes"]
    found = [attribute["name"] for attribute in attributes]
    assert len(found) == len(set(found))
    return set(found)


def logs(driver: str, options: dict[str, str] | None = None, **members: Any) -> Document:
    return job(logConfiguration={"logDriver": driver, "options": options or {}, **members})


def volume(**members: Any) -> Document:
    return {**job(mountPoints=[{"sourceVolume": "v", "containerPath": "/v"}]), "volumes": [{"name": "v", **members}]}


def firelens(kind: str, **options: str) -> Document:
    router = {
        "name": "router",
        "image": "x",
        "memory": 8,
        "firelensConfiguration": {"type": kind, "options": options},
    }
    document = logs("awsfirelens")
    return {**document, "containerDefinitions": [*document["containerDefinitions"], router]}


def adds(identifier: str, document: Document, *expected: str) -> Any:
    return pytest.param(document, set(expected), id=identifier)


S3_FILES = "arn:aws:s3files:us-east-1:123456789012:file-system/fs-1"
HEALTH = {"command": ["CMD", "true"]}
EFS = {"fileSystemId": "fs-1"}
AUTHORIZED = {**EFS, "transitEncryption": "ENABLED"}
FSX = {
    "fileSystemId": "fs-1",
    "rootDirectory": "share",
    "authorizationConfig": {"credentialsParameter": ASM, "domain": "d"},
}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        adds("nothing", JOB),
        adds("user", job(user="root"), f"{DOCKER}1.17"),
        adds("disableNetworking", job(disableNetworking=True), f"{DOCKER}1.17"),
        adds("dnsServers", job(dnsServers=["10.0.0.2"]), f"{DOCKER}1.17"),
        adds("privileged", job(privileged=True), f"{DOCKER}1.17", f"{P}privileged-container"),
        adds("ulimits", job(ulimits=[{"name": "core", "softLimit": 0, "hardLimit": 0}]), f"{DOCKER}1.18"),
        adds("dockerLabels", job(dockerLabels={"a": "b"}), f"{DOCKER}1.18"),
        adds("json-file", logs("json-file"), f"{DOCKER}1.18", f"{P}logging-driver.json-file"),
        adds("syslog", logs("syslog"), f"{DOCKER}1.18", f"{P}logging-driver.syslog"),
        adds("awslogs", logs("awslogs", LOGS), f"{DOCKER}1.18", f"{DOCKER}1.19", f"{P}logging-driver.awslogs"),
        adds(
            "awslogs with role",
            {**logs("awslogs", LOGS), "executionRoleArn": ROLE},
            f"{DOCKER}1.18",
            f"{DOCKER}1.19",
            f"{P}logging-driver.awslogs",
            f"{E}execution-role-awslogs",
        ),
        adds(
            "awslogs-create-group",
            logs("awslogs", {**LOGS, "awslogs-create-group": "true"}),
            f"{DOCKER}1.18",
            f"{DOCKER}1.19",
            f"{DOCKER}1.29",
            f"{P}logging-driver.awslogs",
        ),
        *(
            adds(
                f"awslogs {option}",
                logs("awslogs", {**LOGS, option: value}),
                f"{DOCKER}1.18",
                f"{DOCKER}1.19",
                f"{DOCKER}1.28",
                f"{P}logging-driver.awslogs",
            )
            for option, value in (("mode", "non-blocking"), ("max-buffer-size", "25m"))
        ),
        # unsure in the reference
        adds("gelf", logs("gelf"), f"{DOCKER}1.18", f"{DOCKER}1.20", f"{P}logging-driver.gelf"),
        adds("splunk", logs("splunk"), f"{DOCKER}1.18", f"{DOCKER}1.22", f"{P}logging-driver.splunk"),
        adds("digest", job(image=f"app@{DIGEST}"), f"{DOCKER}1.21"),
        # unsure in the reference
        adds("sharedMemorySize", job(linuxParameters={"sharedMemorySize": 64}), f"{DOCKER}1.22"),
        adds("healthCheck", job(healthCheck=HEALTH), f"{DOCKER}1.24", f"{E}container-health-check"),
        adds(
            "startPeriod",
            job(healthCheck={**HEALTH, "startPeriod": 5}),
            f"{DOCKER}1.29",
            f"{E}container-health-check",
        ),
        # unsure in the reference
        adds("systemControls", job(systemControls=[{"namespace": "net.a", "value": "1"}]), f"{DOCKER}1.24"),
        adds("initProcessEnabled", job(linuxParameters={"initProcessEnabled": True}), f"{DOCKER}1.25"),
        adds("maxSwap", job(linuxParameters={"maxSwap": 10}), f"{DOCKER}1.32"),
        adds("swappiness", job(linuxParameters={"swappiness": 10}), f"{DOCKER}1.32"),
        adds("ECR image", job(image=f"{ECR}:1"), f"{P}ecr-auth"),
        adds(
            "ECR image with role",
            {**job(image=f"{ECR}:1"), "executionRoleArn": ROLE},
            f"{P}ecr-auth",
            f"{E}execution-role-ecr-pull",
        ),
        adds("image of ECR Public", job(image="public.ecr.aws/nginx/nginx:1")),
        adds(
            "secret of Parameter Store",
            {**job(secrets=[{"name": "A", "valueFrom": SSM}]), "executionRoleArn": ROLE},
            f"{E}secrets.ssm.environment-variables",
        ),
        adds(
            "parameter by name",
            {**job(secrets=[{"name": "A", "valueFrom": "token"}]), "executionRoleArn": ROLE},
            f"{E}secrets.ssm.environment-variables",
        ),
        adds(
            "secret of Secrets Manager",
            {**job(secrets=[{"name": "A", "valueFrom": f"{ASM}:key::"}]), "executionRoleArn": ROLE},
            f"{E}secrets.asm.environment-variables",
        ),
        *(
            adds(
                f"{kind} secret of a log driver",
                {
                    **logs("syslog", secretOptions=[{"name": "A", "valueFrom": source}]),
                    "executionRoleArn": ROLE,
                },
                f"{DOCKER}1.18",
                f"{P}logging-driver.syslog",
                f"{E}secrets.{kind}.bootstrap.log-driver",
            )
            for kind, source in (("ssm", SSM), ("asm", ASM))
        ),
        adds(
            "environmentFiles",
            {**job(environmentFiles=[{"type": "s3", "value": "arn:aws:s3:::b/a.env"}]), "executionRoleArn": ROLE},
            f"{E}env-files.s3",
        ),
        adds(
            "repositoryCredentials",
            {**job(repositoryCredentials={"credentialsParameter": ASM}), "executionRoleArn": ROLE},
            f"{E}private-registry-authentication.secretsmanager",
        ),
        adds("startTimeout", job(startTimeout=30), f"{E}container-ordering"),
        adds("stopTimeout", job(stopTimeout=30), f"{E}container-ordering"),
        adds("empty dependsOn", job(dependsOn=[])),
        adds(
            "fluentd",
            firelens("fluentd"),
            f"{DOCKER}1.18",
            f"{P}logging-driver.awsfirelens",
            f"{E}firelens.fluentd",
        ),
        *(
            adds(
                f"fluentbit with a config of {kind}",
                firelens("fluentbit", **{"config-file-type": kind, "config-file-value": "/a"}),
                f"{DOCKER}1.18",
                f"{P}logging-driver.awsfirelens",
                f"{E}firelens.fluentbit",
                f"{E}firelens.options.config.{kind}",
            )
            for kind in ("file", "s3")
        ),
        adds(
            "port range",
            job(portMappings=[{"containerPortRange": "80-90"}]),
            f"{E}network.container-port-range",
        ),
        adds("restart policy", job(restartPolicy={"enabled": True}), f"{E}container-restart-policy"),
        adds("no restart policy", job(restartPolicy={"enabled": False})),
        adds("gMSA", job(credentialSpecs=["credentialspec:arn:aws:s3:::b/c"]), f"{E}gmsa"),
        adds(
            "gMSA without domain",
            job(credentialSpecs=["credentialspecdomainless:arn:aws:s3:::b/c"]),
            f"{E}gmsa-domainless",
        ),
        adds("awsvpc", {**JOB, "networkMode": "awsvpc"}, f"{DOCKER}1.18", f"{E}task-eni"),
        adds("task role", {**JOB, "taskRoleArn": ROLE}, f"{P}task-iam-role"),
        adds(
            "task role in awsvpc",
            {**JOB, "taskRoleArn": ROLE, "networkMode": "awsvpc"},
            f"{DOCKER}1.18",
            f"{E}task-eni",
            f"{P}task-iam-role",
        ),
        adds(
            "task role on the host's network",
            {**JOB, "taskRoleArn": ROLE, "networkMode": "host"},
            f"{P}task-iam-role-network-host",
        ),
        adds("pidMode", {**JOB, "pidMode": "host"}, f"{E}pid-ipc-namespace-sharing"),
        adds("ipcMode", {**JOB, "ipcMode": "task"}, f"{E}pid-ipc-namespace-sharing"),
        adds("ephemeralStorage", {**JOB, "ephemeralStorage": {"sizeInGiB": 30}}, f"{E}extensible-ephemeral-storage"),
        adds("fault injection", {**JOB, "enableFaultInjection": True}, f"{E}fault-injection"),
        adds("task sizes", {**JOB, "cpu": "2048", "memory": "4096"}),
        adds("host volume", volume(host={"sourcePath": "/srv"})),
        adds("EFS", volume(efsVolumeConfiguration=EFS), f"{E}efs", f"{DOCKER}1.25"),
        adds("EFS encrypted", volume(efsVolumeConfiguration=AUTHORIZED), f"{E}efs", f"{E}efsAuth", f"{DOCKER}1.25"),
        adds(
            "EFS authorized",
            volume(efsVolumeConfiguration={**AUTHORIZED, "authorizationConfig": {"iam": "ENABLED"}}),
            f"{E}efs",
            f"{E}efsAuth",
            f"{DOCKER}1.25",
        ),
        adds("FSx", volume(fsxWindowsFileServerVolumeConfiguration=FSX), f"{E}fsxWindowsFileServer"),
        adds(
            "Docker volume",
            volume(dockerVolumeConfiguration={"driver": "rexray"}),
            f"{DOCKER}1.25",
            f"{E}docker-plugin.rexray",
        ),
        adds("volume of the launch", volume(configuredAtLaunch=True), f"{E}storage.ebs-task-volume-attach"),
        adds(
            "S3 Files",
            {
                **volume(
                    s3filesVolumeConfiguration={
                        "fileSystemArn": "arn:aws:s3files:us-east-1:123456789012:file-system/fs-1"
                    }
                ),
                "taskRoleArn": ROLE,
            },
            f"{E}storage.s3-files",
            f"{P}task-iam-role",
        ),
    ],
)
def test_each_part_asks_for_its_attributes_and_no_other(call: Raw, document: Document, expected: set[str]) -> None:
    assert names(call, document) == expected


def test_dependencies_ask_for_container_ordering(call: Raw) -> None:
    waiting = {"name": "b", "image": "x", "memory": 8, "dependsOn": [{"containerName": "app", "condition": "START"}]}
    document = {**JOB, "containerDefinitions": [*JOB["containerDefinitions"], waiting]}

    assert names(call, document) == {f"{E}container-ordering"}


def test_a_proxy_asks_for_app_mesh(call: Raw) -> None:
    given = {"IgnoredUID": "1337", "ProxyIngressPort": "1", "ProxyEgressPort": "2"}
    properties = [{"name": name, "value": value} for name, value in given.items()]
    proxy = {"type": "APPMESH", "containerName": "app", "properties": properties}

    assert names(call, {**JOB, "networkMode": "awsvpc", "proxyConfiguration": proxy}) == {
        f"{DOCKER}1.18",
        f"{E}task-eni",
        f"{E}aws-appmesh",
    }


def test_a_recorded_definition_has_what_aws_answered(call: Raw) -> None:
    """Recorded in June 2026: Fargate, an image of ECR by digest, awslogs with create-group."""
    document = {
        **with_container(
            WEB,
            image=f"{ECR}@{DIGEST}",
            logConfiguration={
                "logDriver": "awslogs",
                "options": {**LOGS, "awslogs-create-group": "true", "awslogs-stream-prefix": "app"},
            },
        ),
        "taskRoleArn": ROLE,
        "executionRoleArn": ROLE,
    }

    assert names(call, document) == {
        "com.amazonaws.ecs.capability.logging-driver.awslogs",
        "ecs.capability.execution-role-awslogs",
        "com.amazonaws.ecs.capability.ecr-auth",
        "com.amazonaws.ecs.capability.docker-remote-api.1.19",
        "com.amazonaws.ecs.capability.docker-remote-api.1.21",
        "com.amazonaws.ecs.capability.task-iam-role",
        "ecs.capability.execution-role-ecr-pull",
        "com.amazonaws.ecs.capability.docker-remote-api.1.18",
        "ecs.capability.task-eni",
        "com.amazonaws.ecs.capability.docker-remote-api.1.29",
    }
