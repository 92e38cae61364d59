"""Why ECS refuses the secrets and the logs of a task definition.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException
from mock_ecs.ecs.refusals.task_definitions import REGISTER

PARAMETER_OF_ANOTHER_ACCOUNT = Refusal(
    ClientException,
    "The Systems Manager parameter ARN has a different account ID than the current account. The current account ID is "
    "{account} and the ARN account ID is {other}. Cross-account access for ARNs is not currently supported.",
    when="A secret is the ARN of a parameter of another account.",
    mend="Use a parameter of account {account}, or a secret of Secrets Manager.",
    operations=REGISTER,
    source="deployment",
)
SECRETS_WITHOUT_ROLE = Refusal(
    ClientException,
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    when="A container has secrets, or its logs have secretOptions, and the task definition has no executionRoleArn.",
    mend="Give an executionRoleArn whose role may read the secrets.",
    operations=REGISTER,
    source="transcript",
)
SECRET_NAME_TWICE = Refusal(
    ClientException,
    "The secret name must be unique and not shared with any new or existing environment variables set on the "
    "container, such as '{name}'.",
    when="A secret has the name of another secret or of a variable in environment.",
    mend="Keep '{name}' in environment or in secrets, once.",
    operations=REGISTER,
    source="transcript",
)
SECRET_ARN = Refusal(
    ClientException,
    "The secret '{name}' of container '{container}' has an invalid ARN: '{value}'.",
    when="The valueFrom of a secret begins as an ARN and is none, or lacks the name of the parameter or secret.",
    mend="Give the full ARN of a parameter of Systems Manager or of a secret of Secrets Manager.",
    operations=REGISTER,
    source="ours",
)
SECRET_OF_ANOTHER_SERVICE = Refusal(
    ClientException,
    "The secret '{name}' of container '{container}' is of neither Systems Manager nor Secrets Manager: '{value}'.",
    when="The valueFrom of a secret is the ARN of another service.",
    mend="Give the full ARN of a parameter of Systems Manager or of a secret of Secrets Manager.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
SECRET_POSITIONS = Refusal(
    ClientException,
    "The secret '{name}' of container '{container}' has an unexpected ARN format: '{value}'.",
    when="A secret of Secrets Manager has some and not all of the positions json-key, version-stage, version-id.",
    mend="Keep the colons of what is left out: …:secret:name-a1b2c3:key::.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
PARAMETER_NAME = Refusal(
    ClientException,
    "The secret '{name}' of container '{container}' has an invalid parameter name: '{value}'.",
    when="The name of a parameter of Systems Manager has other characters than letters, digits and _ . - / :",
    mend="Use letters, digits and _ . - / for the name.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
VARIABLE_TWICE = Refusal(
    ClientException,
    "The environment variable '{name}' is set several times on container '{container}'.",
    when="Two variables in environment have the same name.",
    mend="Set '{name}' once.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
REGISTRY_WITHOUT_ROLE = Refusal(
    ClientException,
    "When you are specifying repository credentials, you must also specify a value for 'executionRoleArn'.",
    when="A container has repositoryCredentials, and the task definition has no executionRoleArn.",
    mend="Give an executionRoleArn whose role may read the credentials.",
    operations=REGISTER,
    source="ours",
)
FILES_WITHOUT_ROLE = Refusal(
    ClientException,
    "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.",
    when="A container has environmentFiles, and the task definition has no executionRoleArn.",
    mend="Give an executionRoleArn whose role may read the files.",
    operations=REGISTER,
    source="ours",
)
LOG_DRIVER = Refusal(
    ClientException,
    "{driver} is not a valid log driver. Must be one of [{drivers}]",
    when="requiresCompatibilities names FARGATE or MANAGED_INSTANCES, which do not have the log driver.",
    mend="Use one of {drivers}.",
    operations=REGISTER,
    source="deployment",
)
AWSLOGS_OPTIONS = Refusal(
    ClientException,
    "Log driver awslogs requires options: {names}",
    when="The log driver is awslogs, and awslogs-region or awslogs-group is lacking.",
    mend="Add the options {names}.",
    operations=REGISTER,
    source="deployment",
)
UNKNOWN_AWSLOGS_OPTION = Refusal(
    ClientException,
    "Log driver awslogs disallows options: {name}",
    when="The log driver is awslogs, and it has an option that ECS does not know.",
    mend="Take the option {name} away.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
AWSLOGS_MODE = Refusal(
    ClientException,
    "The option mode of log driver awslogs should be one of [blocking,non-blocking]",
    when="The option mode of awslogs is neither blocking nor non-blocking.",
    mend="Use blocking or non-blocking.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
NO_LOG_ROUTER = Refusal(
    ClientException,
    "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
    "configured in one of the containers.",
    when="A container has the log driver awsfirelens, and none has a firelensConfiguration.",
    mend="Add a container with a firelensConfiguration.",
    operations=REGISTER,
    source="deployment",
)
IDLE_LOG_ROUTER = Refusal(
    ClientException,
    "When a firelensConfiguration object is specified, at least one container has to be configured with the "
    "awsfirelens log driver",
    when="A container has a firelensConfiguration, and none has the log driver awsfirelens.",
    mend="Use the log driver awsfirelens in a container, or take firelensConfiguration away.",
    operations=REGISTER,
    source="transcript",
)
TWO_LOG_ROUTERS = Refusal(
    ClientException,
    "Only one container of a task definition can have a firelensConfiguration.",
    when="Two containers have a firelensConfiguration.",
    mend="Keep one container that routes logs.",
    operations=REGISTER,
    source="ours",
)
UNKNOWN_FIRELENS_OPTION = Refusal(
    ClientException,
    "The firelensConfiguration of container '{container}' has an unknown option: {name}",
    when="firelensConfiguration has another option than enable-ecs-log-metadata, config-file-type, config-file-value.",
    mend="Take the option {name} away.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
