"""Why ECS refuses to run a command in a container.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommand.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException

_OPERATIONS = ("ExecuteCommand",)

NOT_INTERACTIVE = Refusal(
    InvalidParameterException,
    "Interactive is the only mode supported currently.",
    when="interactive is false: Amazon ECS starts interactive sessions alone.",
    mend="Set interactive to true.",
    operations=_OPERATIONS,
    source="ours",
)
COMMAND_BLANK = Refusal(
    InvalidParameterException,
    "Command cannot be empty.",
    when="The command is an empty text.",
    mend="Set command to what is to be run, such as /bin/sh.",
    operations=_OPERATIONS,
    source="ours",
)
CONTAINER_NEEDED = Refusal(
    InvalidParameterException,
    "The container name is required when a task has more than one container.",
    when="The task has several containers, and container is lacking.",
    mend="Set container to one of {containers}.",
    operations=_OPERATIONS,
    source="ours",
)
CONTAINER_NOT_FOUND = Refusal(
    InvalidParameterException,
    "The container {container} was not found in the task.",
    when="The task has no container of this name.",
    mend="Set container to one of {containers}.",
    operations=_OPERATIONS,
    source="ours",
)
AGENT_NOT_RUNNING = Refusal(
    InvalidParameterException,
    "The execute command failed because execute command was not enabled when the task was run or the execute "
    "command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.",
    when="The task was run without enableExecuteCommand, or its container is not RUNNING.",
    mend="Run the task with enableExecuteCommand, and wait until the container is RUNNING.",
    operations=_OPERATIONS,
    source="transcript",
)
