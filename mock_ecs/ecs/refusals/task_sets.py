"""Why ECS refuses what is asked of task sets, and of services that something else than ECS deploys.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException, TaskSetNotFoundException

_ALL = ("CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "DescribeTaskSets", "UpdateServicePrimaryTaskSet")

NOT_EXTERNAL = Refusal(
    InvalidParameterException,
    "Amazon ECS only supports task set management on services configured to use external deployment controllers.",
    when="The service's deployment controller is ECS.",
    mend="Create the service with the deployment controller EXTERNAL.",
    operations=_ALL,
    source="transcript",
)
TOO_MANY_TASK_SETS = Refusal(
    InvalidParameterException,
    "{maximum} deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.",
    when="The service has {maximum} task sets, those that are DRAINING included.",
    mend="Delete a task set, and wait until it is gone.",
    operations=("CreateTaskSet",),
    source="transcript",
)
TASK_SET_NOT_IDEMPOTENT = Refusal(
    InvalidParameterException,
    "Creation of task set was not idempotent.",
    when="A task set of the service was created with the clientToken, and with other parameters.",
    mend="Use a new clientToken for each different request.",
    operations=("CreateTaskSet",),
    source="ours",
)
TASK_SET_NOT_FOUND = Refusal(
    TaskSetNotFoundException,
    None,
    when="There is no such task set in the service.",
    mend="Name a task set of this service, by id or ARN.",
    operations=("UpdateTaskSet", "DeleteTaskSet", "UpdateServicePrimaryTaskSet"),
    source="moto",
)
IDENTIFIER = Refusal(
    InvalidParameterException,
    "Task Set Identifier is invalid",
    when="An ARN is given where a task set is meant, and it is that of something else.",
    mend="Give the id of a task set, ecs-svc/ and 19 digits, or its ARN.",
    operations=("UpdateTaskSet", "DeleteTaskSet", "DescribeTaskSets", "UpdateServicePrimaryTaskSet"),
    source="transcript",
)
TASK_SET_DRAINING = Refusal(
    InvalidParameterException,
    "The task set is DRAINING.",
    when="A task set that is being deleted is to be scaled, or to become the primary one.",
    mend="Create another task set.",
    operations=("UpdateTaskSet", "UpdateServicePrimaryTaskSet"),
    source="ours",
)
PRIMARY_TASK_SET = Refusal(
    InvalidParameterException,
    "Primary TaskSet cannot be deleted",
    when="The primary task set is deleted without force while it is to have tasks.",
    mend="Make another task set the primary one first, scale this one to 0, or delete it with force.",
    operations=("DeleteTaskSet",),
    source="transcript",
)
SCALED_TASK_SET = Refusal(
    InvalidParameterException,
    "The task set cannot be deleted while it is scaled above 0.",
    when="A task set that is to have tasks is deleted without force. AWS's documentation asks for force; deployers do "
    "without.",
    mend="Scale the task set to 0 first, or delete it with force.",
    operations=("DeleteTaskSet",),
    source="ours",
    doubtful=True,
)
CLASSIC_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "Classic Load Balancers are not supported with task sets.",
    when="A task set is to use a Classic Load Balancer.",
    mend="Name a target group of an Application or Network Load Balancer.",
    operations=("CreateTaskSet",),
    source="ours",
)
CODE_DEPLOY_UPDATE = Refusal(
    InvalidParameterException,
    "Unable to update {what} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new "
    "deployment.",
    when="A service of the deployment controller CODE_DEPLOY is to run something else.",
    mend="Let CodeDeploy deploy it, or create a task set and make it the primary one.",
    operations=("UpdateService",),
    source="transcript",
)
CODE_DEPLOY_FORCED = Refusal(
    InvalidParameterException,
    "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger "
    "a new deployment.",
    when="A new deployment of a service of the deployment controller CODE_DEPLOY is forced.",
    mend="Let CodeDeploy deploy it.",
    operations=("UpdateService",),
    source="transcript",
)
EXTERNAL_UPDATE = Refusal(
    InvalidParameterException,
    "Unable to update {what} on services with an EXTERNAL deployment controller. Create a new task set instead.",
    when="A service of the deployment controller EXTERNAL is to run something else.",
    mend="Create a task set with it, and make that the primary one.",
    operations=("UpdateService",),
    source="ours",
)
EXTERNAL_FORCED = Refusal(
    InvalidParameterException,
    "Cannot force a new deployment on services with an EXTERNAL deployment controller.",
    when="A new deployment of a service of the deployment controller EXTERNAL is forced.",
    mend="Create another task set.",
    operations=("UpdateService",),
    source="ours",
)
CONTROLLER_CHANGE = Refusal(
    InvalidParameterException,
    "The deployment controller cannot be changed from {before} to {after}.",
    when="The deployment controller changes from ECS to CODE_DEPLOY.",
    mend="Create another service, or change to EXTERNAL first.",
    operations=("UpdateService",),
    source="ours",
)
CONTROLLER_CHANGE_DURING_DEPLOYMENT = Refusal(
    InvalidParameterException,
    "The deployment controller cannot be changed during a deployment.",
    when="The deployment controller changes while the service has not one completed deployment, or not one primary "
    "task set, alone.",
    mend="Wait until the deployment is over, or delete the task sets that are not primary.",
    operations=("UpdateService",),
    source="ours",
)
CONTROLLER_CHANGE_WITH = Refusal(
    InvalidParameterException,
    "The deployment controller cannot be changed for services that use {what}.",
    when="The deployment controller changes from ECS, and the service has VPC Lattice, Service Connect, alarms, a "
    "circuit breaker, or a deployment strategy other than ROLLING.",
    mend="Turn {what} off first.",
    operations=("UpdateService",),
    source="ours",
)
