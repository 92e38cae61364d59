"""What is refused of container instances."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    ClientException,
    InvalidParameterException,
    MissingVersionException,
    NoUpdateAvailableException,
    UpdateInProgressException,
)

_REGISTER = ("RegisterContainerInstance",)
_UPDATE = ("UpdateContainerAgent",)

RUNNING_TASKS = Refusal(
    InvalidParameterException,
    "Found running tasks on the instance.",
    when="Tasks run on the container instance, and force is not set.",
    mend="Stop its tasks first, drain it, or set force to true.",
    operations=("DeregisterContainerInstance",),
    source="moto",
)
STATUS = Refusal(
    InvalidParameterException,
    "Container instance status should be one of [ACTIVE, DRAINING]",
    when="status is none that a container instance can be given.",
    mend="Set status to ACTIVE or DRAINING.",
    operations=("UpdateContainerInstancesState",),
    source="moto",
)
NOT_FOUND = Refusal(
    InvalidParameterException,
    "The referenced container instance was not found.",
    when="The cluster has no registered container instance of this id.",
    mend="Name a container instance that ListContainerInstances lists.",
    operations=(
        "DeregisterContainerInstance",
        "DiscoverPollEndpoint",
        "ListTasks",
        "RegisterContainerInstance",
        "UpdateContainerAgent",
    ),
    source="ours",
)
TYPE_CHANGED = Refusal(
    ClientException,
    "Container instance type changes are not supported. Container instance {id} was previously registered as {type}.",
    when="A container instance is registered again (by its containerInstanceArn) with another instance type.",
    mend="Deregister the container instance, and register it without containerInstanceArn.",
    operations=_REGISTER,
    source="transcript",
)
IDENTITY = Refusal(
    InvalidParameterException,
    "The instance identity document is not valid.",
    when="instanceIdentityDocument is no JSON object, or its members have the wrong types.",
    mend="Pass the document as the instance metadata service gives it, or none.",
    operations=_REGISTER,
    source="ours",
)
NEGATIVE = Refusal(
    InvalidParameterException,
    "The resource {name} must not be negative.",
    when="CPU or MEMORY of totalResources is negative.",
    mend="Set integerValue of {name} to 0 or more.",
    operations=_REGISTER,
    source="ours",
)
PORT = Refusal(
    InvalidParameterException,
    "The resource {name} must have port numbers from 0 to 65535: {value}",
    when="PORTS or PORTS_UDP of totalResources has something that is no port number.",
    mend="Leave only numbers from 0 to 65535 in stringSetValue of {name}.",
    operations=_REGISTER,
    source="ours",
)
TOO_MANY_PORTS = Refusal(
    InvalidParameterException,
    "At most {maximum} host ports can be reserved on a container instance.",
    when="PORTS and PORTS_UDP of totalResources have more than 100 ports.",
    mend="Reserve at most {maximum} ports.",
    operations=_REGISTER,
    source="ours",
)
MISSING_VERSION = Refusal(
    MissingVersionException,
    "The version of the container agent on the container instance is not known.",
    when="The container instance was registered without the version of its agent.",
    mend="Register the container instance with versionInfo.agentVersion.",
    operations=_UPDATE,
    source="ours",
)
NO_UPDATE_AVAILABLE = Refusal(
    NoUpdateAvailableException,
    "There is no update available for the container agent on the container instance.",
    when="The agent of the container instance has the newest version already.",
    mend="Leave the agent as it is.",
    operations=_UPDATE,
    source="ours",
)
UPDATE_IN_PROGRESS = Refusal(
    UpdateInProgressException,
    "An update of the container agent on the container instance is already in progress.",
    when="An update of the agent that was asked for before is not finished.",
    mend="Wait until agentUpdateStatus of the container instance is UPDATED.",
    operations=_UPDATE,
    source="ours",
)
