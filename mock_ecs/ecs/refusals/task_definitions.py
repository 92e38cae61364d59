"""Why ECS refuses task definitions: their containers and sizes; and references to task definitions.

What is wrong with one member alone stands in the JSON Schemas ``ecs/task_definition`` and ``ecs/container_definition``;
what concerns network, volumes, secrets and logs, and Fargate, in the modules beside this one.
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException, InvalidParameterException

REGISTER = ("RegisterTaskDefinition",)
_USING = (
    "CreateService",
    "CreateTaskSet",
    "RunTask",
    "StartTask",
    "UpdateService",
)

CONTAINER_NAMES = Refusal(
    ClientException,
    "Container names must be unique within a task definition.",
    when="Two containers of a task definition have the same name.",
    mend="Give each container a name of its own.",
    operations=REGISTER,
    source="deployment",
)
NO_ESSENTIAL_CONTAINER = Refusal(
    ClientException,
    "Task definition doesn't have any essential container",
    when="All containers have essential false.",
    mend="Let at least one container be essential.",
    operations=REGISTER,
    source="deployment",
)
NO_MEMORY = Refusal(
    ClientException,
    "Invalid setting for container '{container}'. At least one of 'memory' or 'memoryReservation' must be specified.",
    when="Neither the task nor the container has memory, and the container has no memoryReservation.",
    mend="Give the container memory or memoryReservation, or give the task memory.",
    operations=REGISTER,
    source="deployment",
)
MEMORY_BELOW_RESERVATION = Refusal(
    ClientException,
    "Invalid setting for container '{container}'. 'memory' must be greater than or equal to 'memoryReservation'.",
    when="The memory limit of a container is below its reservation.",
    mend="Raise memory, or lower memoryReservation.",
    operations=REGISTER,
    source="deployment",
)
MEMORY_ABOVE_TASK = Refusal(
    ClientException,
    "The 'memory' setting for container '{container}' is greater than for the task.",
    when="The memory limit of a container is above the memory of the task.",
    mend="Lower the container's memory, or raise the task's.",
    operations=REGISTER,
    source="deployment",
)
SUM_OF_MEMORY = Refusal(
    ClientException,
    "The sum of all container 'memory' values cannot be greater than the value of the task 'memory'.",
    when="The memory limits of the containers together are above the memory of the task.",
    mend="Lower the memory of containers, or raise the task's; memoryReservation has no limit above it.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
SUM_OF_CPU = Refusal(
    ClientException,
    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    when="The CPU units of the containers together are above those of the task.",
    mend="Lower the cpu of containers, or raise the task's.",
    operations=REGISTER,
    source="deployment",
)
TASK_SIZE = Refusal(
    ClientException,
    "Invalid '{name}' setting for task. For more information, see the Troubleshooting section of the "
    "Amazon ECS Developer Guide.",
    when="The cpu of a task off Fargate is not between 128 and 196608 units, or an override is no size.",
    mend="Ask for 128 to 196608 CPU units; write memory in MiB, or in GB with the letters behind the number.",
    operations=("RegisterTaskDefinition", "RunTask", "StartTask"),
    source="documentation",
)
UNKNOWN_DEPENDENCY = Refusal(
    ClientException,
    "Cannot depend on container + '{name}' because it does not exist",
    when="dependsOn names a container that the task definition does not have.",
    mend="Name a container of this task definition.",
    operations=REGISTER,
    source="deployment",
)
ESSENTIAL_DEPENDENCY = Refusal(
    ClientException,
    "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
    when="dependsOn waits for the end of an essential container, with which the task would end.",
    mend="Let the container that is waited for have essential false.",
    operations=REGISTER,
    source="deployment",
)
DEPENDENCY_WITHOUT_HEALTH_CHECK = Refusal(
    ClientException,
    "A dependency container with HEALTHY condition must have health check configured",
    when="dependsOn waits for the health of a container without a healthCheck in the task definition.",
    mend="Give the container that is waited for a healthCheck; that of its image does not count.",
    operations=REGISTER,
    source="deployment",
)
CIRCULAR_DEPENDENCIES = Refusal(
    ClientException,
    "Container definitions should not have circular dependencies",
    when="Containers wait for one another in a circle, by dependsOn, links or volumesFrom.",
    mend="Take one of the dependencies away.",
    operations=REGISTER,
    source="ours",
)
SOFT_ABOVE_HARD_LIMIT = Refusal(
    ClientException,
    "The soft limit of ulimit '{name}' of container '{container}' is above its hard limit.",
    when="The softLimit of a ulimit is above its hardLimit.",
    mend="Lower softLimit, or raise hardLimit.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
IPC_PARAMETER_OF_HOST = Refusal(
    ClientException,
    "The namespace '{name}' of 'systemControls' of container '{container}' is not supported when ipcMode=host.",
    when="systemControls sets a parameter of interprocess communication, and ipcMode is host.",
    mend="Take the parameter away, or choose another ipcMode.",
    operations=REGISTER,
    source="ours",
)
NETWORK_PARAMETER_OF_HOST = Refusal(
    ClientException,
    "The namespace '{name}' of 'systemControls' of container '{container}' is not supported when networkMode=host.",
    when="systemControls sets a parameter of the network, and networkMode is host.",
    mend="Take the parameter away, or choose another networkMode.",
    operations=REGISTER,
    source="ours",
)
RESOURCE_VALUE = Refusal(
    ClientException,
    "Invalid value '{value}' for resource requirement {kind} of container '{container}'.",
    when="A GPU requirement has no positive number (or ALL) and no sharingStrategy, or NeuronDevice is not ALL.",
    mend="Write a positive number or ALL for GPU, ALL for NeuronDevice.",
    operations=REGISTER,
    source="ours",
)
RESOURCE_TWICE = Refusal(
    ClientException,
    "Resource requirement {kind} is specified multiple times for container '{container}'.",
    when="A container has two requirements of the same kind.",
    mend="Keep one requirement of each kind.",
    operations=REGISTER,
    source="ours",
)
NEURON_DEVICES_TWICE = Refusal(
    ClientException,
    "Only one container can specify NeuronDevice resources.",
    when="Two containers require Neuron devices.",
    mend="Let one container have all Neuron devices.",
    operations=REGISTER,
    source="ours",
)
INFERENCE_ACCELERATOR = Refusal(
    ClientException,
    "Unsupported resource requirement type 'InferenceAccelerator'.",
    when="A container requires an Elastic Inference accelerator, which AWS has retired.",
    mend="Take the requirement away.",
    operations=REGISTER,
    source="ours",
)
NO_ATTESTATION_POLICY = Refusal(
    ClientException,
    "An attestationPolicy is required when isolationMode is CONFIDENTIAL_SANDBOX.",
    when="trustedExecutionConfiguration has the isolationMode CONFIDENTIAL_SANDBOX and no attestationPolicy.",
    mend="Give an attestationPolicy, or choose another isolationMode.",
    operations=REGISTER,
    source="ours",
)
TRUSTED_EXECUTION = Refusal(
    ClientException,
    "trustedExecutionConfiguration is only supported on MANAGED_INSTANCES.",
    when="trustedExecutionConfiguration is given, and requiresCompatibilities names another launch type.",
    mend="Require MANAGED_INSTANCES only, or take trustedExecutionConfiguration away.",
    operations=REGISTER,
    source="ours",
)
WINDOWS_NAMESPACE = Refusal(
    ClientException,
    "{name} is not supported on Windows.",
    when="pidMode or ipcMode is given for Windows containers.",
    mend="Take {name} away; Windows containers share no namespaces.",
    operations=REGISTER,
    source="ours",
)
WINDOWS_ON_ARM = Refusal(
    ClientException,
    "Windows containers do not run on ARM64.",
    when="runtimePlatform asks for Windows on ARM64.",
    mend="Choose the cpuArchitecture X86_64.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
EPHEMERAL_STORAGE_ON_EC2 = Refusal(
    ClientException,
    "Tasks using the EC2 launch type do not support EphemeralStorage.",
    when="ephemeralStorage is given, and requiresCompatibilities names EC2.",
    mend="Take ephemeralStorage away, or do not require EC2.",
    operations=REGISTER,
    source="deployment",
)
TOO_LONG = Refusal(
    ClientException,
    "Actual length: '{length}'. Max allowed length is '{most}' bytes.",
    when="The task definition has more than 64 KiB as it is stored, in JSON.",
    mend="Make it shorter: put variables into environmentFiles, or long commands into the image.",
    operations=REGISTER,
    source="transcript",
)

NOT_DESCRIBABLE = Refusal(
    ClientException,
    "Unable to describe task definition.",
    when="There is no such revision, or the family has no ACTIVE one.",
    mend="Name a revision that there is: family:revision, or a family with an ACTIVE revision.",
    operations=("DescribeTaskDefinition", "DeregisterTaskDefinition"),
    source="transcript",
)
NO_REVISION = Refusal(
    ClientException,
    "Revision is missing.",
    when="A family is to be deregistered without a revision.",
    mend="Name the revision: family:revision.",
    operations=("DeregisterTaskDefinition",),
    source="moto",
)
REVISION_NO_NUMBER = Refusal(
    InvalidParameterException,
    "Invalid revision number. Number: {revision}",
    when="What stands for the revision is no number.",
    mend="Write the revision as a number: family:3.",
    operations=("DeregisterTaskDefinition",),
    source="transcript",
)
NOTHING_TO_DELETE = Refusal(
    InvalidParameterException,
    "size of TaskDefinition references list must be greater than 0",
    when="The list of task definitions to delete is empty.",
    mend="Name one to ten task definitions.",
    operations=("DeleteTaskDefinitions",),
    source="moto",
)
TOO_MANY_TO_DELETE = Refusal(
    InvalidParameterException,
    "Size of TaskDefinition references list cannot exceed 10",
    when="More than ten task definitions are to be deleted at once.",
    mend="Delete at most ten in one call.",
    operations=("DeleteTaskDefinitions",),
    source="moto",
)
NOT_FOUND = Refusal(
    ClientException,
    "TaskDefinition not found.",
    when="The task definition to be used does not exist.",
    mend="Register it before, or name one that there is.",
    operations=_USING,
    source="transcript",
)
INACTIVE = Refusal(
    ClientException,
    "TaskDefinition is inactive",
    when="The task definition to be used was deregistered.",
    mend="Name an ACTIVE revision.",
    operations=_USING,
    source="transcript",
)
REASON_UNKNOWN = "The specified task definition does not exist."
REASON_ACTIVE = "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
"""Why DeleteTaskDefinitions leaves single revisions; in ``failures``, not errors. From moto."""
EXPRESSION = Refusal(
    ClientException,
    "Invalid expression '{expression}': {why}.",
    when="The expression of a placement constraint is none of the cluster query language.",
    mend="Write the expression as in attribute:ecs.instance-type =~ t3.* and attribute:stack == prod.",
    operations=("RegisterTaskDefinition",),
    source="ours",
)
