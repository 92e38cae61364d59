"""Why ECS refuses to create, update and delete services.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    InvalidParameterException,
    ServiceNotActiveException,
    ServiceNotFoundException,
    UnsupportedFeatureException,
)

SERVICE_NOT_FOUND = Refusal(
    ServiceNotFoundException,
    None,
    when="There is no such service in the cluster.",
    mend="Name a service of this cluster, by name or ARN.",
    operations=(
        "UpdateService",
        "DeleteService",
        "ListTasks",
        "CreateTaskSet",
        "UpdateTaskSet",
        "DeleteTaskSet",
        "DescribeTaskSets",
        "UpdateServicePrimaryTaskSet",
    ),
    source="transcript",
)
SERVICE_NOT_ACTIVE = Refusal(
    ServiceNotActiveException,
    None,
    when="The service is DRAINING or INACTIVE.",
    mend="Create the service anew, once it is INACTIVE.",
    operations=(
        "UpdateService",
        "CreateTaskSet",
        "UpdateTaskSet",
        "DeleteTaskSet",
        "DescribeTaskSets",
        "UpdateServicePrimaryTaskSet",
    ),
    source="transcript",
)
NOT_IDEMPOTENT = Refusal(
    InvalidParameterException,
    "Creation of service was not idempotent.",
    when="An ACTIVE service has the name, and was created with other parameters.",
    mend="Use UpdateService to change the service, or choose another serviceName.",
    operations=("CreateService",),
    source="transcript",
)
STILL_DRAINING = Refusal(
    InvalidParameterException,
    "Unable to Start a service that is still Draining.",
    when="A service with the name is DRAINING.",
    mend="Wait until the service is INACTIVE, or choose another serviceName.",
    operations=("CreateService",),
    source="transcript",
)
DESIRED_COUNT_MISSING = Refusal(
    InvalidParameterException,
    "desiredCount value is required",
    when="A REPLICA service does not say how many tasks it is to have.",
    mend="Add desiredCount; mock-ecs takes it for 0.",
    operations=("CreateService",),
    source="ours",
    doubtful=True,
)
TASK_DEFINITION_BLANK = Refusal(
    InvalidParameterException,
    "TaskDefinition can not be blank.",
    when="A service whose deployment controller is not EXTERNAL names no task definition.",
    mend="Add taskDefinition: a family, family:revision, or an ARN.",
    operations=("CreateService",),
    source="ours",
)
SERVICE_LINKED_ROLE_REQUIRED = Refusal(
    InvalidParameterException,
    "You cannot specify an IAM role for services that require a service linked role.",
    when="A role is given, and the service has network mode awsvpc, several target groups, service discovery or the "
    "deployment controller EXTERNAL.",
    mend="Take role away: ECS uses its service-linked role.",
    operations=("CreateService",),
    source="deployment",
)
ROLE_WITHOUT_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "You can specify an IAM role only for services that use a load balancer.",
    when="A role is given, and no load balancer.",
    mend="Take role away, or add a load balancer.",
    operations=("CreateService",),
    source="ours",
    doubtful=True,
)
GRACE_WITHOUT_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "Health check grace period is only valid for services configured to use load balancers",
    when="A grace period is given, and no load balancer; AWS once refused this, and now seems to ignore it.",
    mend="Take healthCheckGracePeriodSeconds away, or add a load balancer.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
    doubtful=True,
)
EXECUTE_COMMAND_WITHOUT_ROLE = Refusal(
    InvalidParameterException,
    "The service couldn't be {word} because a valid taskRoleArn is not being used. "
    "Specify a valid task role in your task definition and try again.",
    when="ECS Exec is asked for, and the task definition has no task role.",
    mend="Register the task definition with a taskRoleArn.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
OPERATING_SYSTEM_CHANGED = Refusal(
    InvalidParameterException,
    "The platform family of a service cannot be changed between Linux and Windows.",
    when="A service on Fargate is updated from a Linux task definition to one for Windows, or back.",
    mend="Create another service for the other operating system.",
    operations=("UpdateService",),
    source="ours",
)
SCALED_ABOVE_ZERO = Refusal(
    InvalidParameterException,
    "The service cannot be stopped while it is scaled above 0.",
    when="A service with a desiredCount above 0 is deleted without force.",
    mend="Set desiredCount to 0 first, or delete the service with force.",
    operations=("DeleteService",),
    source="transcript",
)
NOT_SIMULATED = Refusal(
    UnsupportedFeatureException,
    "mock-ecs does not have the {kind} {value} yet.",
    when="A daemon, or a service that ECS does not deploy, has another deployment strategy than ROLLING.",
    mend="Use the deployment strategy ROLLING, or another kind of service.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
