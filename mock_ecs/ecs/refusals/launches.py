"""Why ECS refuses what requests say of the tasks to launch: launch type, platform, network, placement, overrides.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    ClientException,
    InvalidParameterException,
    PlatformTaskDefinitionIncompatibilityException,
    PlatformUnknownException,
)

LAUNCH_TYPE_AND_STRATEGY = Refusal(
    InvalidParameterException,
    "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    when="A launch type and a capacity provider strategy are both given.",
    mend="Take away launchType or capacityProviderStrategy.",
    operations=("CreateService", "RunTask", "CreateTaskSet"),
    source="deployment",
)
LAUNCH_TYPE_NOT_SUPPORTED = Refusal(
    InvalidParameterException,
    "Task definition does not support launch_type {launch_type}.",
    when="The task definition cannot run on the launch type.",
    mend="Choose another launchType, or a task definition whose compatibilities have {launch_type}.",
    operations=("CreateService", "UpdateService", "RunTask", "CreateTaskSet"),
    source="transcript",
)
NETWORK_CONFIGURATION_MISSING = Refusal(
    InvalidParameterException,
    "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    when="The task definition has network mode awsvpc, and no awsvpcConfiguration is given.",
    mend="Add networkConfiguration.awsvpcConfiguration with at least one subnet.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="transcript",
)
NETWORK_CONFIGURATION_UNEXPECTED = Refusal(
    InvalidParameterException,
    "Network Configuration is not valid for the given networkMode of this task definition.",
    when="An awsvpcConfiguration is given for a task definition whose network mode is not awsvpc.",
    mend="Take networkConfiguration away, or register the task definition with networkMode awsvpc.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="deployment",
)
SUBNET_UNKNOWN = Refusal(
    InvalidParameterException,
    "Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist "
    "(ErrorCode: InvalidSubnetID.NotFound)",
    when="A subnet does not exist (where references are strict).",
    mend="Create the subnet {subnet} in EC2, or name one that exists.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="moto",
)
SECURITY_GROUP_UNKNOWN = Refusal(
    InvalidParameterException,
    "Error retrieving security group information for [{group}]: The security group '{group}' does not exist "
    "(ErrorCode: InvalidGroup.NotFound)",
    when="A security group does not exist (where references are strict).",
    mend="Create the security group {group} in EC2, or name one that exists.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="moto",
)
PLATFORM_VERSION_ON_EC2 = Refusal(
    InvalidParameterException,
    "The platform version must be null when specifying an EC2 launch type.",
    when="A platform version is given for tasks that do not run on Fargate.",
    mend="Take platformVersion away, or launch on FARGATE.",
    operations=("CreateService", "UpdateService", "RunTask", "CreateTaskSet"),
    source="deployment",
)
CONSTRAINTS_ON_FARGATE = Refusal(
    InvalidParameterException,
    "Placement constraints are not supported with FARGATE launch type.",
    when="Placement constraints are given for tasks on Fargate.",
    mend="Take placementConstraints away: Fargate has no instances to choose from.",
    operations=("CreateService", "UpdateService", "RunTask"),
    source="deployment",
)
STRATEGIES_ON_FARGATE = Refusal(
    InvalidParameterException,
    "Placement strategies are not supported with FARGATE launch type.",
    when="Placement strategies are given for tasks on Fargate.",
    mend="Take placementStrategy away: Fargate spreads tasks over the subnets' zones by itself.",
    operations=("CreateService", "UpdateService", "RunTask"),
    source="deployment",
)
TOO_MANY_CONSTRAINTS = Refusal(
    InvalidParameterException,
    "placementConstraints can have at most 10 items.",
    when="There are more than ten placement constraints, those of the task definition among them.",
    mend="Keep at most ten placement constraints, counting those of the task definition.",
    operations=("CreateService", "UpdateService", "RunTask", "CreateTaskSet"),
    source="ours",
)
VOLUME_NOT_AT_LAUNCH = Refusal(
    InvalidParameterException,
    "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.",
    when="A volume is configured, and the task definition has none with configuredAtLaunch.",
    mend="Register the task definition with a volume that has configuredAtLaunch true.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="deployment",
)
VOLUME_UNMATCHED = Refusal(
    InvalidParameterException,
    "The volume name '{name}' in your request does not have a matching volume in your Task Definition that is "
    "configurable at launch.",
    when="A volume configuration has another name than the task definition's volume with configuredAtLaunch.",
    mend="Give the volume configuration the name of the volume that has configuredAtLaunch true, not '{name}'.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="deployment",
)
VOLUME_WITHOUT_SIZE = Refusal(
    InvalidParameterException,
    "The volume '{name}' must have a sizeInGiB or a snapshotId.",
    when="An EBS volume has neither a size nor a snapshot.",
    mend="Add sizeInGiB or snapshotId to the managedEBSVolume of '{name}'.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="ours",
)
VOLUME_SIZE_OUT_OF_RANGE = Refusal(
    InvalidParameterException,
    "The sizeInGiB of the volume '{name}' must be between {least} and {most} for the volume type {type}.",
    when="An EBS volume has a size that its type does not come in.",
    mend="Choose a sizeInGiB from {least} to {most}, or another volumeType.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="ours",
)
VOLUME_WITHOUT_IOPS = Refusal(
    InvalidParameterException,
    "The volume '{name}' must have iops for the volume type {type}.",
    when="An EBS volume of type io1 or io2 does not say its iops.",
    mend="Add iops to the managedEBSVolume of '{name}'.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="ours",
)
VOLUME_WITH_IOPS = Refusal(
    InvalidParameterException,
    "The iops of the volume '{name}' are not supported for the volume type {type}.",
    when="An EBS volume of type gp2, st1, sc1 or standard has iops.",
    mend="Take iops away, or choose the volumeType gp3, io1 or io2.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="ours",
)
VOLUME_WITH_THROUGHPUT = Refusal(
    InvalidParameterException,
    "The throughput of the volume '{name}' is not supported for the volume type {type}.",
    when="An EBS volume of another type than gp3 has a throughput.",
    mend="Take throughput away, or choose the volumeType gp3.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask"),
    source="ours",
)
ROLE_NOT_ASSUMABLE = Refusal(
    ClientException,
    "ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being "
    "passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this "
    "role.",
    when="The task role or the execution role does not exist (where references are strict).",
    mend="Create the role {role} in IAM, or name one that exists.",
    operations=("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet"),
    source="transcript",
)
OVERRIDE_UNKNOWN_CONTAINER = Refusal(
    InvalidParameterException,
    "Override for container named {container} is not a container in the TaskDefinition.",
    when="containerOverrides name a container that the task definition lacks.",
    mend="Name a container of the task definition instead of '{container}'.",
    operations=("RunTask", "StartTask"),
    source="transcript",
)
OVERRIDES_TOO_LONG = Refusal(
    InvalidParameterException,
    "Container Overrides length must be at most {limit}",
    when="The overrides have more than 8192 characters as JSON.",
    mend="Shorten the overrides to {limit} characters of JSON, for example by environmentFiles.",
    operations=("RunTask", "StartTask"),
    source="ours",
)
OVERRIDE_SIZE = Refusal(
    InvalidParameterException,
    "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
    "See the Amazon ECS documentation for the valid values.",
    when="The overrides make a task of a size that Fargate does not have.",
    mend="Override cpu and memory by values that Fargate has together.",
    operations=("RunTask",),
    source="ours",
)
OVERRIDE_EPHEMERAL_STORAGE_ON_EC2 = Refusal(
    InvalidParameterException,
    "Tasks using the EC2 launch type do not support EphemeralStorage.",
    when="The overrides have an ephemeralStorage, and the tasks do not run on Fargate.",
    mend="Take ephemeralStorage away, or launch on FARGATE.",
    operations=("RunTask", "StartTask"),
    source="ours",
)
OVERRIDE_GPU_ON_FARGATE = Refusal(
    InvalidParameterException,
    "Tasks using the Fargate launch type do not support GPU resource requirements.",
    when="The overrides ask for GPUs on Fargate.",
    mend="Take the resource requirement away, or launch on EC2.",
    operations=("RunTask",),
    source="ours",
)
PLATFORM_UNKNOWN = Refusal(
    PlatformUnknownException,
    None,
    when="There is no such platform version of Fargate.",
    mend="Use LATEST, or a version that Fargate has.",
    operations=("CreateService", "UpdateService", "RunTask", "CreateTaskSet"),
    source="ours",
)
PLATFORM_INCOMPATIBLE = Refusal(
    PlatformTaskDefinitionIncompatibilityException,
    None,
    when="The task definition uses what its platform version lacks: EFS volumes, ephemeralStorage, 8 vCPU and more, "
    "ARM64, EBS volumes or pidMode task before Linux 1.4.0; Windows on a version of Linux.",
    mend="Use platform version LATEST.",
    operations=("CreateService", "UpdateService", "RunTask", "CreateTaskSet"),
    source="ours",
)
MANAGED_INSTANCES = Refusal(
    InvalidParameterException,
    "The launch type MANAGED_INSTANCES cannot be specified. Specify a capacity provider strategy and try again.",
    when="The launch type MANAGED_INSTANCES is asked for by name, and not by a capacity provider strategy.",
    mend="Take launchType out, and name a capacity provider of Managed Instances in capacityProviderStrategy.",
    operations=("CreateService", "CreateTaskSet", "RunTask"),
    source="ours",
)
EXPRESSION = Refusal(
    InvalidParameterException,
    "Invalid expression '{expression}': {why}.",
    when="An expression is none of the cluster query language.",
    mend="Write the expression as in attribute:ecs.instance-type =~ t3.* and attribute:stack == prod.",
    operations=("CreateService", "UpdateService", "RunTask", "ListContainerInstances"),
    source="ours",
)
