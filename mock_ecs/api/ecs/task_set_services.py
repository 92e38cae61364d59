"""Services that CodeDeploy, or something else than ECS, deploys: how they are created and changed.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentController.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launches import placement_strategy
from mock_ecs.api.ecs.service_deployment_rules import controller_of
from mock_ecs.api.ecs.service_rules import warn_of_what_is_only_kept
from mock_ecs.api.ecs.task_set_rules import controller_change_findings, deployed_findings
from mock_ecs.api.faults import judge
from mock_ecs.ecs import errors
from mock_ecs.ecs.controller_changes import hand_over
from mock_ecs.ecs.entities.launch import Launch, no_launch
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.services import NOT_SIMULATED
from mock_ecs.ecs.task_sets import update_service_of_task_sets

_OF_TASK_SETS = (
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "networkConfiguration",
    "serviceRegistries",
)


def launch_of_nothing(ctx: Context, request: Document) -> Launch:
    """What a service of the deployment controller EXTERNAL launches before its first task set: nothing."""
    for name in _OF_TASK_SETS:
        if request.get(name):
            ctx.warn(f"{name}: tasks of a service with the deployment controller EXTERNAL have that of their task set.")
    return replace(no_launch(request.get("launchType", "EC2")), **_placement_of(request))


def update_service(ctx: Context, service: Service, request: Document, members: dict[str, Any]) -> None:
    """Let ``members`` (fields of a Service) hold from now on, which ``request`` led to.

    Raises InvalidParameterException for what only a deployment, which is not ECS's business, can change.
    """
    settings = members["settings"]
    after = controller_of(settings)
    judge(ctx, deployed_findings(service, after, request), errors)
    if after != service.controller:
        judge(ctx, controller_change_findings(service, after), errors)
    warn_of_what_is_only_kept(ctx, request)
    if service.controller == "ECS":
        hand_over(ctx.ecs, service)
    update_service_of_task_sets(
        ctx.ecs,
        service,
        desired_count=request.get("desiredCount", service.desired_count),
        placement=_placement_of(settings),
        **members,
    )


def check_take_over(ctx: Context, service: Service) -> None:
    """See whether ECS may deploy the service from now on; raises InvalidParameterException for several task sets."""
    judge(ctx, controller_change_findings(service, "ECS"), errors)
    if not service.deployments:
        raise NOT_SIMULATED(kind="change of a service without task sets to the deployment controller", value="ECS")


def _placement_of(settings: Document) -> dict[str, Any]:
    """The fields of a Launch that say how the tasks of all task sets are placed."""
    return {
        "placement_constraints": tuple(settings.get("placementConstraints", ())),
        "placement_strategy": tuple(placement_strategy(item) for item in settings.get("placementStrategy", ())),
    }
