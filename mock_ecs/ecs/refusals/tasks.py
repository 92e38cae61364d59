"""Why ECS refuses to run, stop and list tasks.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-tasks.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ConflictException, InvalidParameterException

NO_CONTAINER_INSTANCES = Refusal(
    InvalidParameterException,
    "No Container Instances were found in your cluster.",
    when="Tasks are to run on EC2 or EXTERNAL, and the cluster has no ACTIVE container instance of that kind.",
    mend="Register a container instance, or launch on FARGATE.",
    operations=("RunTask",),
    source="transcript",
)
CLIENT_TOKEN_REUSED = Refusal(
    ConflictException,
    "The request with this clientToken does not match an earlier one.",
    when="A client token was used before, in the same cluster, with other parameters.",
    mend="Use a new clientToken for each different request.",
    operations=("RunTask",),
    source="ours",
)
GROUP_OF_A_SERVICE = Refusal(
    InvalidParameterException,
    "The group {group} is that of a service.",
    when="The group begins with service:, as those of services do.",
    mend="Choose a group that does not begin with service:.",
    operations=("RunTask", "StartTask"),
    source="ours",
    doubtful=True,
)
EXECUTE_COMMAND_WITHOUT_ROLE = Refusal(
    InvalidParameterException,
    "The task couldn't be started because a valid taskRoleArn is not being used. "
    "Specify a valid task role in your task definition and try again.",
    when="ECS Exec is asked for, and neither the task definition nor the overrides have a task role.",
    mend="Register the task definition with a taskRoleArn, or override it.",
    operations=("RunTask", "StartTask"),
    source="ours",
    doubtful=True,
)
TASK_NOT_FOUND = Refusal(
    InvalidParameterException,
    "The referenced task was not found.",
    when="There is no such task in the cluster.",
    mend="Name a task of this cluster, by id or ARN.",
    operations=("StopTask", "ExecuteCommand"),
    source="ours",
)
STARTED_BY_WITH_OTHER_FILTERS = Refusal(
    InvalidParameterException,
    "When startedBy is specified, {member} cannot be.",
    when="startedBy is not the only filter.",
    mend="Filter by startedBy alone, and choose among the tasks afterwards.",
    operations=("ListTasks",),
    source="ours",
    doubtful=True,
)
