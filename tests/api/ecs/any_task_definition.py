"""Task definitions made from the JSON Schemas, that break no rule.

What one member may be is read from the schema. What members must be to one another is made so here: names that
others refer to, ports once, sizes that fit together, and nothing that the launch type does not have.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from tests.api.ecs.schema_places import member, resolved, schema_file

Document = dict[str, Any]
Schema = dict[str, Any]

ROLE = "arn:aws:iam::123456789012:role/app"
S3_FILES = "arn:aws:s3files:us-east-1:123456789012:file-system/fs-1"
CONFIDENTIAL = {"isolationMode": "CONFIDENTIAL_SANDBOX", "attestationPolicy": "aGVsbG8="}
NOT_WITH_AWSVPC = {"hostname", "extraHosts", "dnsServers", "dnsSearchDomains", "disableNetworking"}
NOT_ON_FARGATE = {"privileged", "dockerSecurityOptions"}
MADE_HERE = {
    *("name", "memory", "memoryReservation", "cpu", "essential", "portMappings", "mountPoints", "links", "dependsOn"),
    *("volumesFrom", "secrets", "environment", "systemControls", "resourceRequirements", "linuxParameters"),
    *("logConfiguration", "firelensConfiguration", "startTimeout", "stopTimeout"),
}
MODES = ("bridge", "awsvpc", "awsvpc", "host", "none", None)


def values(schema: Schema, file: str) -> st.SearchStrategy[Any]:
    """Values that fit a schema; members that it does not require come or do not."""
    schema, file = resolved(schema, file)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object" if "properties" in schema:
            properties = {name: values(inner, file) for name, inner in schema["properties"].items()}
            required = schema.get("required", ())
            return st.fixed_dictionaries(
                {name: properties[name] for name in properties if name in required},
                optional={name: value for name, value in properties.items() if name not in required},
            )
        case "object":
            return st.dictionaries(st.sampled_from(["a", "b.c"]), values(schema["additionalProperties"], file))
        case "array":
            return arrays(schema, file)
        case "string":
            return strings(schema)
        case "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 1000)
            return st.sampled_from([low, high]) | st.integers(low, high)
        case _:
            return st.booleans()


def arrays(schema: Schema, file: str) -> st.SearchStrategy[Any]:
    if "prefixItems" in schema:
        first, rest = values(schema["prefixItems"][0], file), st.lists(values(schema["items"], file), max_size=2)
        return st.builds(lambda head, tail: [head, *tail], first, rest)
    most = min(2, schema.get("maxItems", 2))
    return st.lists(values(schema["items"], file), min_size=schema.get("minItems", 0), max_size=most)


def strings(schema: Schema) -> st.SearchStrategy[str]:
    if "examples" in schema:
        return st.sampled_from(schema["examples"])
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"].rstrip("$") + r"\Z"))
    return st.sampled_from(["x", "a b", "", "é\U0001f600", "$HOME"])


@st.composite
def task_definitions(draw: st.DrawFn) -> Document:
    """Requests for RegisterTaskDefinition that break no rule."""
    mode = draw(st.sampled_from(MODES))
    on_fargate = mode == "awsvpc" and draw(st.booleans())
    volumes = draw(volumes_of(on_fargate=on_fargate))
    names = [f"c{number}" for number in range(draw(st.integers(1, 3)))]
    document: Document = {"family": draw(strings(member("family")[0])), "executionRoleArn": ROLE, "taskRoleArn": ROLE}
    document |= {"networkMode": mode} if mode else {}
    document |= {"volumes": volumes} if volumes else {}
    document["containerDefinitions"] = [
        draw(containers(number, names, mode, volumes, on_fargate=on_fargate)) for number in range(len(names))
    ]
    if on_fargate:
        document |= {"requiresCompatibilities": ["FARGATE"]} | draw(sizes_of_fargate())
        document |= draw(some({"pidMode": st.just("task"), "ephemeralStorage": values(*member("ephemeralStorage"))}))
    else:
        document |= draw(some({"cpu": st.sampled_from(["512", "1 vCPU"]), "memory": st.sampled_from(["1024", "2 GB"])}))
        document |= draw(
            some(
                {name: values(*member(name)) for name in ("pidMode", "ipcMode")}
                | {"placementConstraints": constraints()}
            )
        )
        document |= draw(st.sampled_from([{}, {"trustedExecutionConfiguration": CONFIDENTIAL}]))
    document |= draw(
        some(
            {
                "enableFaultInjection": st.booleans(),
                "runtimePlatform": st.just({"cpuArchitecture": "ARM64"}),
                "inferenceAccelerators": st.just([]),
                "tags": st.just([{"key": "team", "value": ""}]),
                **({"proxyConfiguration": st.just(proxy(names[0]))} if mode == "awsvpc" else {}),
            }
        )
    )
    return document


@st.composite
def some(draw: st.DrawFn, members: dict[str, st.SearchStrategy[Any]]) -> Document:
    """At least one of ``members``: what is optional is left out too often by itself."""
    chosen = draw(st.lists(st.sampled_from(sorted(members)), min_size=1, unique=True))
    return {name: draw(members[name]) for name in chosen}


@st.composite
def containers(
    draw: st.DrawFn, number: int, names: list[str], mode: str | None, volumes: list[Document], *, on_fargate: bool
) -> Document:
    """A container that refers to those before it, in a task of at least 1024 units and MiB or of no size."""
    schema, file = member("containerDefinitions", "[]")
    free = [name for name in schema["properties"] if name not in MADE_HERE]
    without = (NOT_WITH_AWSVPC if mode == "awsvpc" else set()) | (NOT_ON_FARGATE if on_fargate else set())
    wanted = draw(st.sets(st.sampled_from([name for name in free if name not in without | {"image"}]), max_size=5))
    container = {name: draw(values(schema["properties"][name], file)) for name in ("image", *sorted(wanted))}
    container |= {"name": names[number], "memory": draw(st.integers(6, 80)), "essential": number == len(names) - 1}
    seconds, linux = st.integers(2, 120), values(*member("containerDefinitions", "[]", "linuxParameters"))
    kernel = {"namespace": "net.core.somaxconn", "value": "1"}
    container |= draw(
        some(
            {
                "cpu": st.integers(0, 80),
                "memoryReservation": st.just(6),
                "startTimeout": seconds,
                "stopTimeout": seconds,
                "environment": st.just([{"name": "STAGE", "value": "x"}, {"name": "PORT"}]),
                "secrets": st.just([{"name": "TOKEN", "valueFrom": "/token"}]),
                "logConfiguration": logs(on_fargate=on_fargate, may_route=number == 0),
                **({"portMappings": ports(number, mode)} if mode != "none" else {}),
                **({"mountPoints": mounts(volumes)} if volumes else {}),
                **({"systemControls": st.just([kernel])} if mode != "host" else {}),
                **({} if on_fargate else {"resourceRequirements": gpus(), "linuxParameters": linux}),
            }
        )
    )
    if container.get("logConfiguration", {}).get("logDriver") == "awsfirelens":
        container["firelensConfiguration"] = draw(
            values(*member("containerDefinitions", "[]", "firelensConfiguration"))
        )
    before = st.lists(st.sampled_from(names[:number]), unique=True) if number else st.just([])
    container["dependsOn"] = [{"containerName": name, "condition": draw(conditions)} for name in draw(before)]
    container["volumesFrom"] = [{"sourceContainer": name} for name in draw(before)]
    if mode in ("bridge", None):
        container["links"] = [f"{name}:alias" for name in draw(before)]
    return container


conditions = st.sampled_from(["START", "COMPLETE", "SUCCESS"])


def ports(number: int, mode: str | None) -> st.SearchStrategy[list[Document]]:
    """Ports that no other container has; those of the host are theirs, or any."""
    first = 1000 * (number + 1)
    mapping = st.sampled_from([{"protocol": "udp"}, {"appProtocol": "http"}, {}])
    one = st.builds(lambda more: {"containerPort": first, **more}, mapping)
    host = st.builds(lambda more: {"containerPort": first, "hostPort": first, "name": f"p{number}", **more}, mapping)
    span = st.just({"containerPortRange": f"{first + 100}-{first + 200}"})
    several = st.tuples(one | host, *(() if mode == "host" else (span,)))
    return st.lists(one | host, max_size=1) | several.map(list)


def mounts(volumes: list[Document]) -> st.SearchStrategy[list[Document]]:
    names = [volume["name"] for volume in volumes]
    return st.lists(st.sampled_from(names), unique=True).map(
        lambda chosen: [{"sourceVolume": name, "containerPath": f"/{name}", "readOnly": True} for name in chosen]
    )


def constraints() -> st.SearchStrategy[list[Document]]:
    """Constraints whose expressions are of the cluster query language."""
    expressions = st.sampled_from(
        ["attribute:ecs.instance-type =~ t3.*", "attribute:stack == prod and agentConnected == true"]
    )
    return st.lists(st.fixed_dictionaries({"type": st.just("memberOf"), "expression": expressions}), max_size=10)


def gpus() -> st.SearchStrategy[list[Document]]:
    shared = values(*member("containerDefinitions", "[]", "resourceRequirements", "[]", "sharingStrategy"))
    part = shared.map(lambda found: [{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1}} | found}])
    return st.sampled_from([[{"type": "GPU", "value": "1"}], [{"type": "GPU", "value": "ALL"}]]) | part


def logs(*, on_fargate: bool, may_route: bool) -> st.SearchStrategy[Document]:
    options = {"awslogs-group": "/app", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "app"}
    secrets = [{"name": "splunk-token", "valueFrom": "/token"}]
    both = [{"logDriver": "awslogs", "options": options}, {"logDriver": "splunk", "secretOptions": secrets}]
    both += [{"logDriver": "awsfirelens"}] if may_route else []
    return st.sampled_from(both if on_fargate else [*both, {"logDriver": "json-file"}, {"logDriver": "syslog"}])


def volumes_of(*, on_fargate: bool) -> st.SearchStrategy[list[Document]]:
    """Volumes with names of their own, each of one kind."""
    efs = values(*member("volumes", "[]", "efsVolumeConfiguration")).map(
        lambda found: found | {"transitEncryption": "ENABLED", "rootDirectory": "/"}
    )
    files = st.just({"fileSystemArn": S3_FILES, "rootDirectory": "/", "transitEncryptionPort": 2049})
    kinds: list[st.SearchStrategy[Document]] = [st.just({}), st.just({"host": {}})]
    kinds += [as_member("efs", efs), as_member("s3files", files), st.just({"configuredAtLaunch": False})]
    if not on_fargate:
        docker = values(*member("volumes", "[]", "dockerVolumeConfiguration"))
        shared = docker.map(lambda found: found | {"scope": "shared"})
        share = values(*member("volumes", "[]", "fsxWindowsFileServerVolumeConfiguration"))
        kinds += [as_member("docker", shared), as_member("fsxWindowsFileServer", share)]
        kinds += [st.just({"host": {"sourcePath": "/srv"}})]
    return st.lists(st.one_of(kinds), max_size=3).map(
        lambda found: [{"name": f"v{number}", **volume} for number, volume in enumerate(found)]
    )


def as_member(kind: str, configuration: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    return configuration.map(lambda found: {f"{kind}VolumeConfiguration": found})


def sizes_of_fargate() -> st.SearchStrategy[Document]:
    """Sizes from the table, of one vCPU or more."""
    rows = [row["properties"] for row in schema_file("ecs/fargate_sizes")["oneOf"]]
    pairs = [(row["cpu"]["const"], memory) for row in rows for memory in row["memory"]["enum"]]
    return st.sampled_from([{"cpu": str(cpu), "memory": str(memory)} for cpu, memory in pairs if cpu >= 512])


def proxy(container: str) -> Document:
    given = {"IgnoredUID": "1337", "ProxyIngressPort": "15000", "ProxyEgressPort": "15001", "AppPorts": "80"}
    properties = [{"name": name, "value": value} for name, value in given.items()]
    return {"type": "APPMESH", "containerName": container, "properties": properties}
