"""Commands that can be read do what they say; those that cannot are left alone; none is executed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.commands import CommandBehaviour, Reading, read_command
from mock_ecs.runtimes.shell import DEEPEST, LONGEST_SCRIPT

ENDLESS = None

READ = [
    # One command.
    ("true", 0.0, 0, []),
    ("/bin/true", 0.0, 0, []),
    ("false", 0.0, 1, []),
    ("/usr/bin/false", 0.0, 1, []),
    ("exit", 0.0, 0, []),
    ("exit 3", 0.0, 3, []),
    ("exit 256", 0.0, 0, []),
    ("exit 300", 0.0, 44, []),
    ("sleep 5", 5.0, 0, []),
    ("sleep 0.5", 0.5, 0, []),
    ("sleep .5s", 0.5, 0, []),
    ("sleep 2m", 120.0, 0, []),
    ("sleep 1h 30m", 5400.0, 0, []),
    ("sleep 1d", 86400.0, 0, []),
    ("echo", 0.0, 0, [(0.0, "")]),
    ("echo hello world", 0.0, 0, [(0.0, "hello world")]),
    # A shell's script.
    ("sh -c 'sleep 5; exit 3'", 5.0, 3, []),
    ("/bin/sh -c 'sleep 5 ; exit 3'", 5.0, 3, []),
    ("bash -c 'exit 7'", 0.0, 7, []),
    ("bash -lc 'exit 7'", 0.0, 7, []),
    ("bash -e -c 'false; sleep 9'", 0.0, 1, []),
    ("bash -eo pipefail -c 'sleep 1; false; sleep 9'", 1.0, 1, []),
    ("bash --login -c true", 0.0, 0, []),
    ("sh -c 'echo one; echo two; false'", 0.0, 1, [(0.0, "one"), (0.0, "two")]),
    ("sh -c 'echo a\nsleep 2\necho b\n'", 2.0, 0, [(0.0, "a"), (2.0, "b")]),
    ("sh -c ''", 0.0, 0, []),
    ("sh -c '# nothing but words'", 0.0, 0, []),
    ("sh -c 'sleep 1 # a nap'", 1.0, 0, []),
    # And, or, not.
    ("sh -c 'true && exit 2'", 0.0, 2, []),
    ("sh -c 'false && exit 2'", 0.0, 1, []),
    ("sh -c 'false || exit 4'", 0.0, 4, []),
    ("sh -c 'true || sleep 100'", 0.0, 0, []),
    ("sh -c 'false || true && sleep 3'", 3.0, 0, []),
    ("sh -c 'sleep 1 && sleep 2 && false || exit 9'", 3.0, 9, []),
    ("sh -c '! false'", 0.0, 0, []),
    ("sh -c '! true'", 0.0, 1, []),
    ("sh -c 'exit 3; echo never'", 0.0, 3, []),
    ("sh -c 'false; exit'", 0.0, 1, []),
    # Groups and shells within shells.
    ("sh -c '{ sleep 1; sleep 2; }'", 3.0, 0, []),
    ("sh -c '(exit 3); sleep 1'", 1.0, 0, []),
    ("sh -c '(exit 3) || exit 5'", 0.0, 5, []),
    ("""sh -c 'sh -c "exit 6"; sleep 1; exit $?'""", 1.0, 0, []),
    ("""sh -c 'bash -c "sleep 4; exit 6"'""", 4.0, 6, []),
    ("sh -c 'exec sleep 4'", 4.0, 0, []),
    ("sh -c 'exec false; sleep 9'", 0.0, 1, []),
    ("env MODE=test sleep 3", 3.0, 0, []),
    ("sh -c 'MODE=test sleep 3'", 3.0, 0, []),
    ("sh -c 'sleep 60 & exit 2'", 0.0, 2, []),
    # set.
    ("sh -c 'set -e; false; sleep 9'", 0.0, 1, []),
    ("sh -c 'set -eu; false || true; sleep 2'", 2.0, 0, []),
    ("sh -c 'set -euo pipefail; sleep 2; false; echo never'", 2.0, 1, []),
    ("sh -c 'set +e; false; sleep 2'", 2.0, 0, []),
    # Words, quotes, variables.
    ("""sh -c 'echo "a  b" c'""", 0.0, 0, [(0.0, "a  b c")]),
    ("""sh -c "echo 'x; exit 3'" """, 0.0, 0, [(0.0, "x; exit 3")]),
    (r"""sh -c 'echo a\;b "say \"hi\""' """, 0.0, 0, [(0.0, 'a;b say "hi"')]),
    ("sh -c 'echo -n a; echo b'", 0.0, 0, [(0.0, "ab")]),
    ("sh -c 'echo -n a; sleep 1'", 1.0, 0, [(1.0, "a")]),
    (r"sh -c 'echo -e one\\ntwo'", 0.0, 0, [(0.0, "one"), (0.0, "two")]),
    ("sh -c 'false; echo $?'", 0.0, 0, [(0.0, "1")]),
    ("sh -c 'CODE=5; exit $CODE'", 0.0, 5, []),
    ("sh -c 'export CODE=5; exit ${CODE}'", 0.0, 5, []),
    ("sh -c 'echo oops >&2; exit 1'", 0.0, 1, [(0.0, "oops")]),
    ("sh -c 'echo quiet > /dev/null; exit 1'", 0.0, 1, []),
    ("sh -c 'echo loud 2> /dev/null'", 0.0, 0, [(0.0, "loud")]),
    # Without end.
    ("sleep infinity", ENDLESS, 0, []),
    ("sleep inf", ENDLESS, 0, []),
    ("tail -f /dev/null", ENDLESS, 0, []),
    ("tail -F /var/log/app.log", ENDLESS, 0, []),
    ("tail -n0 --follow x", ENDLESS, 0, []),
    ("sh -c 'while true; do sleep 1; done'", ENDLESS, 0, []),
    ("sh -c 'while :; do curl -s http://x; sleep 5; done'", ENDLESS, 0, []),
    ("sh -c 'until false; do date; done'", ENDLESS, 0, []),
    ("sh -c 'for ((;;)); do date; done'", ENDLESS, 0, []),
    ("sh -c 'echo up; sleep 2; echo ready; tail -f /dev/null'", ENDLESS, 0, [(0.0, "up"), (2.0, "ready")]),
    ("sh -c 'service cron start; tail -f /var/log/cron.log'", ENDLESS, 0, []),
    ("sh -c 'service cron start && tail -f /var/log/cron.log'", ENDLESS, 0, []),
    ("sh -c 'trap exit TERM; while :; do sleep 1; done'", ENDLESS, 0, []),
    ("sh -c 'exec sleep infinity'", ENDLESS, 0, []),
    # Without a shell around, where the image's own entry point may be one.
    ("'sleep 5; exit 3'", 5.0, 3, []),
    ("'sleep 5'", 5.0, 0, []),
]

UNREADABLE = [
    "nginx -g 'daemon off;'",
    "python manage.py migrate",
    "sleep",
    "sleep five",
    "sleep -1",
    "sleep 1e400",
    "exit three",
    "exit 1 2",
    "sh",
    "sh script.sh",
    "sh -c",
    "bash -i",
    "tail /var/log/app.log",
    "sh -c 'sleep 5; ./migrate'",
    "sh -c './migrate || exit 3'",
    "sh -c './migrate || tail -f /dev/null'",
    "sh -c 'echo $UNKNOWN'",
    "sh -c 'echo $(date)'",
    "sh -c 'echo `date`'",
    "sh -c 'echo *'",
    "sh -c 'echo {a,b}'",
    "sh -c 'echo ~'",
    "sh -c 'echo $((1 + 1))'",
    "sh -c 'echo x > /usr/share/index.html'",
    "sh -c 'true | false'",
    "sh -c 'if [ -f x ]; then exit 1; fi'",
    "sh -c 'while true; do break; done'",
    "sh -c 'while true; do ./step || exit 1; done'",
    "sh -c 'while ./more; do sleep 1; done'",
    "sh -c 'for i in 1 2; do sleep 1; done'",
    "sh -c 'exit 3 )'",
    "sh -c 'wait'",
    "sleep 5 ';' exit 3",
    "/docker-entrypoint.sh",
    "",
]


@pytest.mark.parametrize(("command", "runs", "exit_code", "logs"), READ, ids=[row[0] for row in READ])
def test_a_command_that_can_be_read_does_what_it_says(
    command: str, runs: float | None, exit_code: int, logs: list[tuple[float, str]]
) -> None:
    assert read_command(tuple(shlex.split(command))) == Reading(runs, exit_code, tuple(logs))


@pytest.mark.parametrize("command", UNREADABLE)
def test_a_command_that_cannot_be_read_is_left_alone(command: str) -> None:
    assert read_command(tuple(shlex.split(command))) is None


def test_variables_come_from_the_environment_of_the_container() -> None:
    environment = (("NAP", "20s"), ("CODE", "4"), ("TEXT", "two words"))

    reading = read_command(("sh", "-c", 'sleep $NAP; echo "${TEXT}"; exit $CODE'), environment)

    assert reading == Reading(20.0, 4, ((20.0, "two words"),))
    assert read_command(("sh", "-c", "echo $TEXT"), environment) is None


def test_the_environment_of_an_inner_shell_stays_in_it() -> None:
    assert read_command(("sh", "-c", "A=1; (A=2); sh -c 'A=3'; exit $A")) == Reading(0.0, 1)


def test_what_is_too_long_or_too_deep_is_not_read() -> None:
    assert read_command(("sh", "-c", "true;" * (LONGEST_SCRIPT // 5 + 1))) is None
    assert read_command(("sh", "-c", "(" * (DEEPEST + 1) + "true" + ")" * (DEEPEST + 1))) is None
    assert read_command(("sh", "-c", "(" * 8000 + "true" + ")" * 8000)) is None


SIGNS = (*";&|(){}<>$`'\"\\!#*?[]~= \n\t\x00é", "&&", "||", "$(", "$((", "<<EOF\n", "$X", "${X}")
WORDS = ("sh -c ", "exit ", "3", "0", "sleep ", "infinity", "echo ", "true", "while :", "do ", "done", "set -e", "A=")
PIECES = st.sampled_from([*SIGNS, *WORDS, "exec ", "touch PWNED"])
SCRIPTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@given(SCRIPTS)
@example("sleep 99999999999999999999")
@example("echo \ud800")
@example("$(touch PWNED)")
def test_no_text_makes_it_fail(script: str) -> None:
    for words in (("sh", "-c", script), (script,), (script, script)):
        reading = read_command(words, (("X", "touch PWNED"),))

        assert reading is None or reading.runs is None or 0 <= reading.runs < 1e10
        assert reading is None or 0 <= reading.exit_code <= 255


def test_nothing_is_executed(tmp_path: Path) -> None:
    """Python tells its audit hooks of every process that it starts, and of every file that it opens to write."""
    program = """
import sys
from mock_ecs.runtimes.commands import read_command
read_command(("sh", "-c", "true"))
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)))
for script in ("touch PWNED", "$(touch PWNED)", "`touch PWNED`", "echo x > PWNED", "sh -c 'touch PWNED'", "sleep 1"):
    read_command(("sh", "-c", script))
    read_command((script,))
words = ("subprocess", "os.", "open", "socket", "exec", "compile", "import", "ctypes")
assert [event for event in seen if event[0].startswith(words)] == []
"""
    root = Path(__file__).parents[2]

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_the_parser_is_not_loaded_before_there_is_something_to_parse() -> None:
    program = """
import sys
from mock_ecs.runtimes.commands import read_command
assert read_command(("nginx", "-g", "daemon off;")) is None and read_command(("sleep", "5"))
assert "tree_sitter" not in sys.modules
"""
    root = Path(__file__).parents[2]

    ended = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(root)}, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")


class Plain:
    """Runs ten seconds, whatever it is."""

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        return ContainerPlan(pull=1.0, start=2.0, runs=10.0, background=True, stop_exit_code=130)


def planned(*command: str, entry_point: tuple[str, ...] = ()) -> ContainerPlan:
    container = ContainerSpec("app", "busybox", True, command=command, entry_point=entry_point)
    task = TaskSpec(Scope("123456789012", "us-east-1"), "arn:task", "job", None, (container,))
    return CommandBehaviour(Plain()).plan(task, container, 0)


def test_a_command_changes_only_how_its_container_ends() -> None:
    plan = planned("sh", "-c", "echo hi; sleep 5; exit 3")

    assert plan == ContainerPlan(
        pull=1.0, start=2.0, runs=5.0, exit_code=3, background=True, stop_exit_code=130, logs=((0.0, "hi"),)
    )


def test_entry_point_and_command_are_one() -> None:
    assert planned("sleep 5; exit 3", entry_point=("sh", "-c")).exit_code == 3
    assert planned(entry_point=("sleep", "7")).runs == 7.0


def test_a_container_without_a_command_that_can_be_read_does_as_usual() -> None:
    assert planned() == planned("nginx") == Plain().plan(None, None, 0)  # type: ignore[arg-type]


def test_a_command_without_end_runs_until_it_is_stopped() -> None:
    assert planned("sleep", "infinity").runs is None
