"""The operations on clusters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.capacity_providers import check_default_strategy, check_in_use, default_strategy, provider_names
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.references import cluster_of, found_cluster, missing
from mock_ecs.api.ecs.tags import tags_in, tags_out
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import is_arn
from mock_ecs.ecs import clusters
from mock_ecs.ecs.capacity_providers import managed_providers
from mock_ecs.ecs.entities.capacity_provider import ClusterAttachment
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.refusals import clusters as refusals
from mock_ecs.ecs.service_connect import make_default_namespace

_NAME = re.compile(r"[a-zA-Z0-9\-_]{1,255}")
_NAMESPACE = re.compile(r"""[^<>"/]{0,1024}""")
_LOG_TARGETS = ("cloudWatchLogGroupName", "s3BucketName")
_INSIGHTS = ("enabled", "disabled", "enhanced")
"""What the one setting that clusters have, containerInsights, can be."""


@operation("CreateCluster")
def create_cluster(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name = request.get("clusterName", "default")
    if not _NAME.fullmatch(name):
        raise refusals.NAME()
    providers = provider_names(ctx, request.get("capacityProviders", []), cluster=name)
    strategy = default_strategy(ctx, request.get("defaultCapacityProviderStrategy", []))
    check_default_strategy(ctx, strategy, providers)
    _check_configuration(request.get("configuration"))
    _check_namespace(request.get("serviceConnectDefaults"))
    cluster = clusters.create_cluster(
        ctx.ecs,
        name,
        settings=_settings_in(request.get("settings", [])),
        configuration=request.get("configuration"),
        service_connect_defaults=request.get("serviceConnectDefaults"),
        capacity_providers=providers,
        default_capacity_provider_strategy=strategy,
        tags=tags_in(request, InvalidParameterException),
    )
    make_default_namespace(ctx.ecs, cluster.service_connect_defaults)
    return {"cluster": view(cluster, include=("SETTINGS", "TAGS", "CONFIGURATIONS"))}


@operation("DescribeClusters")
def describe_clusters(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    references = request.get("clusters") or ["default"]
    check_batch("clusters", references, maximum=100)
    found: dict[str, dict[str, Any]] = {}
    failures: dict[str, dict[str, str]] = {}
    for reference in references:
        cluster = found_cluster(ctx, reference)
        if cluster is None:
            failure = missing(ctx, f"cluster/{reference}", reference)
            failures[failure["arn"]] = failure
        elif cluster.arn not in found:
            found[cluster.arn] = view(cluster, include=request.get("include", ()))
    return {"clusters": list(found.values()), "failures": list(failures.values())}


@operation("ListClusters")
def list_clusters(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arns = [cluster.arn for cluster in ctx.ecs.clusters.values() if cluster.status != "INACTIVE"]
    shown, more = paged(request, arns)
    return {"clusterArns": shown, **more}


@operation("DeleteCluster")
def delete_cluster(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    clusters.delete_cluster(ctx.ecs, cluster)
    return {"cluster": view(cluster)}


@operation("UpdateCluster")
def update_cluster(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    _check_configuration(request.get("configuration"))
    _check_namespace(request.get("serviceConnectDefaults"))
    clusters.update_cluster(
        cluster,
        settings=_settings_in(request.get("settings", [])),
        configuration=request.get("configuration", cluster.configuration),
        service_connect_defaults=request.get("serviceConnectDefaults", cluster.service_connect_defaults),
    )
    make_default_namespace(ctx.ecs, request.get("serviceConnectDefaults"))
    return {"cluster": view(cluster, include=("SETTINGS", "CONFIGURATIONS"))}


@operation("UpdateClusterSettings")
def update_cluster_settings(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    clusters.update_cluster(cluster, settings=_settings_in(request["settings"]))
    return {"cluster": view(cluster, include=("SETTINGS",))}


@operation("PutClusterCapacityProviders")
def put_cluster_capacity_providers(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    providers = provider_names(ctx, request["capacityProviders"], cluster=cluster.name)
    strategy = default_strategy(ctx, request["defaultCapacityProviderStrategy"])
    providers = [*providers, *(one.name for one in managed_providers(ctx.ecs, cluster) if one.name not in providers)]
    check_default_strategy(ctx, strategy, providers)
    check_in_use(cluster, providers)
    clusters.put_capacity_providers(ctx.ecs, cluster, providers, strategy)
    return {"cluster": view(cluster, include=("SETTINGS", "ATTACHMENTS") if cluster.attachments else ("SETTINGS",))}


def view(cluster: Cluster, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The cluster as it is shown; without ``include`` its settings, statistics and tags are empty."""
    return present(
        clusterArn=cluster.arn,
        clusterName=cluster.name,
        configuration=cluster.configuration if "CONFIGURATIONS" in include else None,
        status=cluster.status,
        registeredContainerInstancesCount=len(cluster.container_instances),
        runningTasksCount=cluster.running_tasks,
        pendingTasksCount=cluster.pending_tasks,
        activeServicesCount=len(cluster.services_in("ACTIVE")),
        statistics=_statistics(cluster) if "STATISTICS" in include else [],
        tags=tags_out(cluster.tags) if "TAGS" in include else [],
        settings=_settings(cluster) if "SETTINGS" in include else [],
        capacityProviders=list(cluster.capacity_providers),
        defaultCapacityProviderStrategy=list(cluster.default_capacity_provider_strategy),
        attachments=[_attachment(one) for one in cluster.attachments] if "ATTACHMENTS" in include else None,
        attachmentsStatus=cluster.attachments_status,
        serviceConnectDefaults=cluster.service_connect_defaults,
    )


def _attachment(attachment: ClusterAttachment) -> dict[str, Any]:
    name = "scalingPolicyName" if attachment.type == "as_policy" else "autoScalingLifecycleHookName"
    return {
        "id": attachment.id,
        "type": attachment.type,
        "status": attachment.status,
        "details": [
            {"name": "capacityProviderName", "value": attachment.capacity_provider},
            {"name": name, "value": attachment.resource},
        ],
    }


def _settings(cluster: Cluster) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in cluster.settings.items()]


def _statistics(cluster: Cluster) -> list[dict[str, str]]:
    figures = {}
    for word, launch_type in (("EC2", "EC2"), ("Fargate", "FARGATE"), ("External", "EXTERNAL")):
        counts = cluster.counts.get(launch_type)
        figures[f"running{word}TasksCount"] = counts.running if counts else 0
        figures[f"pending{word}TasksCount"] = counts.pending if counts else 0
    for word, launch_type in (("EC2", "EC2"), ("Fargate", "FARGATE"), ("External", "EXTERNAL")):
        for status in ("ACTIVE", "DRAINING"):
            figures[f"{status.lower()}{word}ServiceCount"] = sum(
                1 for service in cluster.services_in(status) if service.launch.launch_type == launch_type
            )
    return [{"name": name, "value": str(value)} for name, value in figures.items()]


def _settings_in(settings: list[dict[str, str]]) -> dict[str, str]:
    """The settings of a request by name; raises InvalidParameterException for a value there is not."""
    for setting in settings:
        if not setting.get("name"):
            raise refusals.SETTING_NAME()
        if setting.get("value") not in _INSIGHTS:
            raise refusals.SETTING_VALUE(value=setting.get("value", ""), allowed=",".join(_INSIGHTS))
    return {setting["name"]: setting["value"] for setting in settings}


def _check_configuration(configuration: dict[str, Any] | None) -> None:
    execute = (configuration or {}).get("executeCommandConfiguration", {})
    logs = execute.get("logConfiguration")
    if logs is not None and execute.get("logging") != "OVERRIDE":
        raise refusals.LOGS_WITHOUT_OVERRIDE()
    if execute.get("logging") == "OVERRIDE" and not any((logs or {}).get(target) for target in _LOG_TARGETS):
        raise refusals.OVERRIDE_WITHOUT_LOGS()


def _check_namespace(defaults: dict[str, Any] | None) -> None:
    """A namespace goes by name or by ARN; UpdateCluster takes an empty one, which takes the default away.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterServiceConnectDefaultsRequest.html
    """
    namespace = (defaults or {}).get("namespace", "")
    if not is_arn(namespace) and not _NAMESPACE.fullmatch(namespace):
        raise refusals.NAMESPACE()
