"""Why ECS refuses task definitions for AWS Fargate.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException
from mock_ecs.ecs.refusals.task_definitions import REGISTER

_SIZED = ("RegisterTaskDefinition", "RunTask")

SIZE_LACKING = Refusal(
    ClientException,
    "Fargate requires that '{name}' be defined at the task level.",
    when="A task definition for Fargate lacks cpu or memory.",
    mend="Give the task {name}, not only its containers.",
    operations=_SIZED,
    source="deployment",
)
NO_SUCH_SIZE = Refusal(
    ClientException,
    "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
    "See the Amazon ECS documentation for the valid values.",
    when="Fargate does not have the cpu and memory of the task together (on Windows, only from 1024 to 4096 units).",
    mend="Choose a combination that Fargate has; {nearest}.",
    operations=_SIZED,
    source="deployment",
)
NETWORK_MODE = Refusal(
    ClientException,
    "Fargate only supports network mode ‘awsvpc’.",
    when="The network mode of a task definition for Fargate is not awsvpc.",
    mend="Set networkMode to awsvpc.",
    operations=REGISTER,
    source="deployment",
)
UNSUPPORTED = Refusal(
    ClientException,
    "Fargate compatible task definitions do not support {name}",
    when="A task definition for Fargate has dockerVolumeConfiguration, sourcePath, devices, dockerSecurityOptions, "
    "ipcMode, maxSwap, sharedMemorySize or placementConstraints.",
    mend="Take {name} away.",
    operations=REGISTER,
    source="deployment",
)
UNSUPPORTED_TOO = Refusal(
    ClientException,
    UNSUPPORTED.message,
    when="A task definition for Fargate has swappiness or fsxWindowsFileServerVolumeConfiguration.",
    mend="Take {name} away.",
    operations=REGISTER,
    source="ours",
)
PERHAPS_UNSUPPORTED = Refusal(
    ClientException,
    UNSUPPORTED.message,
    when="A task definition for Fargate has tmpfs, NeuronDevice or a FireLens configuration in S3.",
    mend="Take {name} away.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
PRIVILEGED = Refusal(
    ClientException,
    "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
    when="A container for Fargate is privileged.",
    mend="Take privileged away.",
    operations=REGISTER,
    source="deployment",
)
PROCESSES_OF_HOST = Refusal(
    ClientException,
    "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
    when="The pidMode of a task definition for Fargate is host.",
    mend="Set pidMode to task, or take it away.",
    operations=REGISTER,
    source="deployment",
)
CAPABILITY = Refusal(
    ClientException,
    "{name} is not allowed on Fargate.",
    when="A container for Fargate adds another capability than SYS_PTRACE.",
    mend="Take {name} away.",
    operations=REGISTER,
    source="deployment",
)
GPU = Refusal(
    ClientException,
    "Tasks using the Fargate launch type do not support GPU resource requirements.",
    when="A container for Fargate requires GPUs.",
    mend="Take the GPU requirement away, or use EC2 or Managed Instances.",
    operations=REGISTER,
    source="deployment",
)
STOP_TIMEOUT = Refusal(
    ClientException,
    "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.",
    when="The stopTimeout of a container for Fargate is above 120 seconds.",
    mend="Choose a stopTimeout of at most 120 seconds.",
    operations=REGISTER,
    source="transcript",
)
START_TIMEOUT = Refusal(
    ClientException,
    "Tasks using the Fargate launch type must have a container start timeout of less than 120 seconds.",
    when="The startTimeout of a container for Fargate is above 120 seconds.",
    mend="Choose a startTimeout of at most 120 seconds.",
    operations=REGISTER,
    source="ours",
)
SHORT_TIMEOUT = Refusal(
    ClientException,
    "Tasks using the Fargate launch type must have a container {name} timeout of at least 2 seconds.",
    when="The startTimeout or the stopTimeout of a container for Fargate is below 2 seconds.",
    mend="Choose a timeout of at least 2 seconds.",
    operations=REGISTER,
    source="ours",
)
NO_STREAM_PREFIX = Refusal(
    ClientException,
    "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.",
    when="A container for Fargate has the log driver awslogs without the option awslogs-stream-prefix.",
    mend="Add the option awslogs-stream-prefix.",
    operations=REGISTER,
    source="deployment",
)
LOGS_WITHOUT_ROLE = Refusal(
    ClientException,
    "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
    when="A container for Fargate has the log driver awslogs, and the task definition has no executionRoleArn.",
    mend="Give an executionRoleArn whose role may write the logs.",
    operations=REGISTER,
    source="deployment",
)
IMAGE_WITHOUT_ROLE = Refusal(
    ClientException,
    "Fargate requires task definition to have execution role ARN to support ECR images.",
    when="A container for Fargate has an image of Amazon ECR, and the task definition has no executionRoleArn.",
    mend="Give an executionRoleArn whose role may pull the image.",
    operations=REGISTER,
    source="transcript",
)
WINDOWS_VERSION = Refusal(
    ClientException,
    "Fargate does not have the operating system family {name}.",
    when="A task definition for Fargate asks for Windows Server 2016, 2004 or 20H2.",
    mend="Choose Windows Server 2019, 2022 or 2025.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
