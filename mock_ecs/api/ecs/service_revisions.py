"""The operation on service revisions.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launch_views import capacity_view, network_view, platform_view
from mock_ecs.api.ecs.pages import check_batch
from mock_ecs.api.ecs.service_deployments import check_arns, missing
from mock_ecs.api.members import known, moment
from mock_ecs.api.operation import operation
from mock_ecs.ecs.entities.service_deployment import ServiceRevision
from mock_ecs.ecs.service_deployments import find_service_revision
from mock_ecs.ecs.traffic_shifts import routes, target_groups_of

_AS_GIVEN = (
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
)


@operation("DescribeServiceRevisions")
def describe_service_revisions(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arns = request["serviceRevisionArns"]
    check_batch("serviceRevisionArns", arns, maximum=20)
    check_arns("service-revision", arns)
    found = {arn: find_service_revision(ctx.ecs, arn) for arn in arns}
    return {"serviceRevisions": [view(each) for each in found.values() if each], "failures": missing(found.items())}


def view(revision: ServiceRevision) -> dict[str, Any]:
    """The service revision as it is shown."""
    launch = revision.launch
    return known(
        {
            "serviceRevisionArn": revision.arn,
            "serviceArn": revision.service.arn,
            "clusterArn": revision.service.cluster.arn,
            "taskDefinition": launch.definition.arn,
            **capacity_view(launch),
            **platform_view(launch, launch.platform_version),
            **network_view(launch),
            **{name: revision.settings[name] for name in _AS_GIVEN if name in revision.settings},
            "containerImages": _images(revision),
            "resolvedConfiguration": _resolved(revision),
            "guardDutyEnabled": False,
            "createdAt": moment(revision.created_at),
        }
    )


def _resolved(revision: ServiceRevision) -> dict[str, Any] | None:
    """The target groups that its tasks are in, and the rules that forward to them."""
    resolved = [
        known(
            {
                "targetGroupArn": target_groups_of(revision)[route.target_group],
                "productionListenerRule": route.production_rule or None,
            }
        )
        for route in routes(revision.settings)
    ]
    return {"loadBalancers": resolved} if resolved else None


def _images(revision: ServiceRevision) -> list[dict[str, str]]:
    """The images, with the digests that its first task found, as far as one has started."""
    return [
        known(
            {
                "containerName": container.name,
                "image": container.image,
                "imageDigest": revision.image_digests.get(container.name),
            }
        )
        for container in revision.launch.definition.containers
    ]
