"""Commands that can be read: what a container does whose command is made of ``sleep``, ``echo``, ``exit`` and the like.

Commands are parsed (by tree-sitter, with Bash's grammar) and never executed. Read are ``true``, ``false``, ``:``,
``exit``, ``sleep``, ``echo``, ``set`` and assignments, joined by ``;``, ``&&``, ``||``, ``!``, ``{ }``, ``( )`` and
line feeds, also behind ``exec``, ``env`` and the ``-c`` of a shell; ``$NAME`` where the container's environment has it.
Plainly without end are ``sleep infinity``, ``tail -f``, and loops like ``while true`` that nothing in them leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import Behaviour, ContainerPlan
from mock_ecs.runtimes.shell import Endless, Over, Shell
from mock_ecs.runtimes.shell_words import Unreadable


@dataclass(frozen=True, slots=True)
class Reading:
    """What a command does: it runs ``runs`` seconds (None: without end), and then ends with ``exit_code``.

    ``logs`` are its lines by the second of running at which they are written.
    """

    runs: float | None
    exit_code: int = 0
    logs: tuple[tuple[float, str], ...] = ()


class CommandBehaviour:
    """Lets containers whose command can be read do what it says, and all others what ``inner`` says."""

    def __init__(self, inner: Behaviour) -> None:
        self._inner = inner

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        """The plan of ``inner``, with the end and the lines of the command where it can be read."""
        plan = self._inner.plan(task, container, run)
        words = (*container.entry_point, *container.command)
        reading = read_command(words, container.environment) if words else None
        return plan if reading is None else _with(plan, reading)


@lru_cache(maxsize=1024)
def read_command(words: tuple[str, ...], environment: tuple[tuple[str, str], ...] = ()) -> Reading | None:
    """What ``words`` (entry point and command) do, or None where that cannot be read. It never raises.

    One word with blanks or operators is taken for a script: the entry point of its image may be a shell.
    """
    shell = Shell(dict(environment))
    try:
        if len(words) == 1 and re.search(r"[\s;&|]", words[0]):
            shell.script(words[0])
        else:
            shell.words(list(words))
    except Over as over:
        shell.code = over.code
    except Endless:
        return Reading(None, logs=shell.lines())
    except (Unreadable, RecursionError):
        return None
    return Reading(shell.now, shell.code, shell.lines())


@lru_cache(maxsize=1024)
def _with(plan: ContainerPlan, reading: Reading) -> ContainerPlan:
    """The same object for the same plan and command: many tasks run the same."""
    return replace(
        plan,
        runs=reading.runs,
        exit_code=reading.exit_code,
        reason=None,
        logs=(*plan.logs, *reading.logs),
    )
