"""The command line, in process where it ends by itself and as a process of its own where it serves."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

from mock_ecs import __version__
from mock_ecs.cli import SETTINGS, main
from mock_ecs.config import Config
from mock_ecs.server import open_server

CHECKOUT = Path(__file__).parents[1]
LIST_CLUSTERS = {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}

Serve = Callable[..., "Served"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="mock-ecs")


class Served:
    """A ``mock-ecs`` process that has told where it serves."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.line = process.stdout.readline()
        found = re.search(r"http://\S+:(\d+)", self.line)
        assert found, self.line + self.end()[1]
        self.url, self.port = found[0], int(found[1])

    def ask(self) -> int:
        """The status of a request for the clusters."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/", b"{}", LIST_CLUSTERS)
        status = connection.getresponse().status
        connection.close()
        return status

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, float]:
        """Sends the signal; returns exit code, standard error and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors, time.monotonic() - began


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve("--port", "0", MOCK_ECS_SEED="1")`` starts a server; what still runs is ended with the test."""
    processes = []

    def start(*arguments: str, module: tuple[str, ...] = ("-m", "mock_ecs"), **environ: str) -> Served:
        process = subprocess.Popen(
            [sys.executable, *module, *arguments],
            env={**os.environ, **environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return Served(process)

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.communicate()


# Serving


def test_serve_tells_where_it_serves_and_how(serve: Serve) -> None:
    served = serve("serve", "--port", "0", "--clock", "instant", "--seed", "5")

    assert served.line == f"mock-ecs {__version__} at {served.url} (clock instant, profile fast, seed 5)\n"
    assert served.ask() == 200


@pytest.mark.parametrize("arguments", [["--port", "0"], []], ids=["options alone", "nothing"])
def test_a_bare_call_serves(serve: Serve, arguments: list[str]) -> None:
    served = serve(*arguments, MOCK_ECS_PORT="0")

    assert served.ask() == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_within_a_second_with_exit_code_0(serve: Serve, number: int) -> None:
    served = serve("serve", "--port", "0")
    served.ask()

    code, errors, took = served.end(number)

    assert (code, errors) == (0, "")
    assert took < 1.0


def test_a_signal_ends_it_even_while_connections_are_open(serve: Serve) -> None:
    served = serve("serve", "--port", "0")
    half = socket.create_connection(("127.0.0.1", served.port))
    half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    served.ask()

    code, _, took = served.end()

    half.close()
    assert code == 0
    assert took < 1.0


def test_options_win_over_the_environment_over_the_file(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "mock-ecs.toml"
    file.write_text('clock = "manual"\nprofile = "typical"\nseed = 1\nport = 0\n')

    served = serve("--clock", "real", "--speed", "60", MOCK_ECS_CONFIG=str(file), MOCK_ECS_SEED="2")

    assert served.line.endswith("(clock real x60, profile typical, seed 2)\n")


def test_an_address_that_others_can_reach_is_warned_of(serve: Serve) -> None:
    served = serve("serve", "--port", "0", "--host", "0.0.0.0")

    _, errors, _ = served.end()

    assert errors == "Warning: anyone who can reach 0.0.0.0 can use this server: it checks no credentials\n"


def test_the_log_goes_to_standard_error(serve: Serve) -> None:
    served = serve("serve", "--port", "0", "--log-level", "debug")
    served.ask()

    _, errors, _ = served.end()

    assert re.search(r"^\d\d:\d\d:\d\d DEBUG mock_ecs\.requests: ecs\.ListClusters 200 123456789012/us-east-1$", errors)


def test_a_port_that_is_taken_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = run("serve", "--port", str(port))

    assert result.exit_code == 2
    assert result.stderr == f"Error: cannot listen on 127.0.0.1 port {port}: address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "x"], "port: 'x' is not a whole number"),
        (["--port", "70000"], "port must be from 0 to 65535, not 70000"),
        (["--clock", "fast"], "clock must be one of real, instant, manual, not 'fast'"),
        (["--speed", "0"], "speed must be above 0, not 0"),
        (["--host", "no-such-host.invalid"], "cannot listen on no-such-host.invalid port 4566: no such host"),
        (["--config", "none.toml"], "cannot read the config file none.toml: No such file or directory"),
        (["--one-off-seconds", "soon"], "one_off_seconds must be a number of seconds or 'never', not 'soon'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_bad_value_is_one_line_and_exit_code_2(arguments: list[str], message: str) -> None:
    result = run("serve", *arguments)

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Error: {message}"
    assert "Traceback" not in result.output


def test_a_bad_environment_variable_is_one_line_and_exit_code_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_ECS_SPEED", "fast")

    result = run()

    assert (result.exit_code, result.stderr) == (2, "Error: MOCK_ECS_SPEED: 'fast' is not a number\n")


def test_a_bad_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    file = tmp_path / "mock-ecs.toml"
    file.write_text("sped = 2\n")

    result = run("serve", "--config", str(file))

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {file}: sped: there is no such setting; there are host, port,")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["serve", "--prt", "1"], ["--prt", "1"], ["srve"], ["serve", "extra"]], ids=" ".join
)
def test_what_is_not_an_option_or_command_is_a_usage_error(arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: mock-ecs")
    assert "Traceback" not in result.output


# Help


def test_help_names_each_option_its_variable_and_its_default() -> None:
    text = " ".join(run("serve", "--help").output.split())

    for name in SETTINGS:
        assert f"--{name.replace('_', '-')} " in text
        assert f"[MOCK_ECS_{name.upper()}; default: " in text
    assert "[MOCK_ECS_PORT; default: 4566]" in text


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_of_the_command_lists_the_commands(flag: str) -> None:
    result = run(flag)

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.partition("Commands:")[2].splitlines() if line] == [
        "demo",
        "errors",
        "lifecycle",
        "operations",
        "serve",
        "validate",
        "why",
    ]


def test_the_version_is_told() -> None:
    assert run("--version").output == f"mock-ecs {__version__}\n"


def test_the_command_starts_without_anything_heavy() -> None:
    program = "import sys, mock_ecs.cli; print(*(name.partition('.')[0] for name in sys.modules))"

    loaded = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    heavy = {"boto3", "botocore", "flask", "moto", "waitress", "pytest"}
    heavy |= {"jsonschema", "jsonschema_rs", "lark", "rich", "ruamel"}
    assert not heavy & set(loaded.stdout.split())


# Operations


def test_operations_are_listed_with_what_is_done() -> None:
    result = run("operations")

    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert "ecs         RunTask                                    done" in lines
    assert re.fullmatch(r"ecs: \d+ of 88 operations are done", lines[-3])
    assert re.fullmatch(r"ecr: \d+ of 62 operations are done", lines[-2])
    assert re.fullmatch(r"ecr-public: \d+ of 23 operations are done", lines[-1])
    assert len(lines) == 173 + 3


def test_operations_can_be_read_by_a_program() -> None:
    rows = json.loads(run("operations", "--format", "json").output)

    assert len(rows) == 173
    assert {"service": "ecs", "operation": "RunTask", "done": True} in rows


def test_operations_can_be_narrowed_to_a_service_and_to_what_is_missing() -> None:
    every = json.loads(run("operations", "--service", "ecr", "--format", "json").output)
    missing = json.loads(run("operations", "--service", "ecr", "--missing", "--format", "json").output)

    assert len(every) == 62
    assert missing == [row for row in every if not row["done"]]


# Demo


def test_an_error_is_explained_by_its_message() -> None:
    told = run("errors", "Too many containers.")

    assert told.exit_code == 0
    lines = [line.split() for line in told.stdout.splitlines() if line]
    assert lines[0] == ["ClientException:", "Too", "many", "containers."]
    assert lines[1][0] == "RegisterTaskDefinition"
    assert [line[0] for line in lines[2:5]] == ["when", "mend", "source"]


def test_errors_can_be_read_by_a_program_and_narrowed_to_an_operation() -> None:
    told = run("errors", "--operation", "RegisterTaskDefinition", "--format", "json")

    listed = json.loads(told.stdout)
    assert listed != []
    assert all({"RegisterTaskDefinition", "*"} & set(one["operations"]) for one in listed)
    assert {"service", "operations", "code", "message", "when", "mend", "source", "doubtful"} == set(listed[0])


def test_a_message_that_nobody_answers_is_one_line_and_exit_code_2() -> None:
    told = run("errors", "no such words at all")

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "Error: no error has these words; `mock-ecs errors` lists all\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script that makes a cluster, says so, and ends with the exit code that it is given."""
    path = tmp_path / "small.py"
    path.write_text(
        "import sys, boto3\n"
        "arn = boto3.client('ecs').create_cluster(clusterName='demo')['cluster']['clusterArn']\n"
        "print('made', arn)\n"
        "sys.exit(int(sys.argv[1]))\n"
    )
    return path


@pytest.mark.parametrize("code", [0, 3])
def test_the_demo_runs_a_script_and_ends_as_it_does(script: Path, code: int) -> None:
    result = run("demo", "--script", str(script), str(code))

    assert result.exit_code == code
    assert "made arn:aws:ecs:us-east-1:123456789012:cluster/demo" in result.output
    assert "cluster  demo is ACTIVE" in result.output
    assert result.output.splitlines()[-1] == f"small.py ended with exit code {code}"


def test_the_demo_needs_a_script() -> None:
    result = run("demo", "--script", "none.py")

    assert (result.exit_code, result.stderr) == (2, "Error: there is no script none.py; name one with --script\n")


# Validating

FAULTY = """\
{
  "family": "web app",
  "containerDefinitions": [{"name": "app", "image": "nginx", "memory": 128}]
}
"""
SOUND = FAULTY.replace("web app", "web")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a sound file, one with a fault, and one that is no task definition."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.json").write_text(SOUND)
    (tmp_path / "faulty.json").write_text(FAULTY)
    (tmp_path / "other.json").write_text('{"name": "package"}')
    return tmp_path


def test_a_sound_file_is_one_line_and_exit_code_0(here: Path) -> None:
    result = run("validate", "sound.json")

    assert (result.exit_code, result.output) == (0, "no faults in 1 file\n")


def test_a_fault_is_told_with_file_line_and_column_and_exit_code_1(here: Path) -> None:
    result = run("validate", "sound.json", "faulty.json")

    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[:2] == ["faulty.json:2:13: ClientException: Family contains invalid characters.", "  .family"]
    assert lines[-1] == "1 fault in 1 of 2 files"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.json", "The file cannot be read: no such file or directory."),
        ("other.json", "The file is of no known kind ("),
    ],
)
def test_a_file_that_cannot_be_checked_is_exit_code_2_whatever_the_others_are(
    here: Path, name: str, message: str
) -> None:
    result = run("validate", name, "faulty.json")

    assert result.exit_code == 2
    assert result.output.startswith(f"{name}:1:1: Unusable: {message}")
    assert "faulty.json:2:13: ClientException" in result.output


def test_a_folder_is_searched(here: Path) -> None:
    result = run("validate", ".")

    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "1 fault in 1 of 2 files; 1 other file passed by"


def test_standard_input_is_read_for_a_dash() -> None:
    result = CliRunner().invoke(main, ["validate", "-"], input=FAULTY)

    assert result.exit_code == 1
    assert result.output.startswith("<stdin>:2:13: ClientException")


def test_validate_can_be_read_by_a_program(here: Path) -> None:
    result = run("validate", "--format", "json", ".")

    document = json.loads(result.output)
    assert result.exit_code == 1
    assert set(document) == {"findings", "notes", "files"}
    (row,) = document["findings"]
    assert (row["file"], row["line"], row["column"], row["path"]) == ("faulty.json", 2, 13, ".family")
    assert (row["code"], row["level"]) == ("ClientException", "error")
    assert set(row) == {"file", "line", "column", "path", "code", "message", "mend", "level"}


def test_validate_annotates_on_github(here: Path) -> None:
    result = run("validate", "--format", "github", "--quiet", ".")

    (line,) = result.output.splitlines()
    assert line.startswith("::error file=faulty.json,line=2,col=13,title=ClientException::Family contains invalid")


def test_quiet_says_nothing_of_sound_files(here: Path) -> None:
    assert run("validate", "--quiet", "sound.json").output == ""


def test_the_kind_can_be_named(here: Path) -> None:
    result = run("validate", "--kind", "task-definition", "other.json")

    assert result.exit_code == 1
    assert "other.json:1:1: " in result.output
    assert "  .family\n" in result.output


def test_the_account_is_asked_for_in_arns(here: Path) -> None:
    secret = {"name": "TOKEN", "valueFrom": "arn:aws:ssm:us-east-1:111122223333:parameter/token"}
    document = json.loads(SOUND) | {"executionRoleArn": "arn:aws:iam::111122223333:role/execution"}
    document["containerDefinitions"][0]["secrets"] = [secret]
    (here / "secret.json").write_text(json.dumps(document))

    codes = [
        run("validate", "secret.json").exit_code,
        run("validate", "--account", "111122223333", "secret.json").exit_code,
        run("validate", "--account", "123456789012", "secret.json").exit_code,
    ]

    assert codes == [0, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--account", "12"], "--account 12: an account has 12 digits"),
        (["--account", "١١١١٢٢٢٢٣٣٣٣"], "--account ١١١١٢٢٢٢٣٣٣٣: an account has 12 digits"),
        (["--kind", "x"], "--kind x: there are daemon-task-definition, task-definition, "),
    ],
)
def test_an_option_of_validate_that_makes_no_sense_is_told(here: Path, arguments: list[str], message: str) -> None:
    result = run("validate", *arguments, "sound.json")

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {message}")


def test_validate_needs_a_file() -> None:
    result = run("validate")

    assert result.exit_code == 2
    assert "Missing argument 'FILE...'" in result.stderr


def test_the_help_of_validate_names_every_kind_and_the_exit_codes() -> None:
    from mock_ecs.validate.kinds import KINDS

    text = " ".join(run("validate", "--help").output.split())

    named = text.partition("Kinds: ")[2].partition(".")[0].split(", ")
    assert sorted(named) == sorted(kind.name for kind in KINDS)
    assert "Exit code: 0 without faults" in text


@pytest.mark.parametrize(("environ", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_alone(here: Path, environ: dict[str, str], is_coloured: bool) -> None:
    ours, theirs = os.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}

    subprocess.run(
        [sys.executable, "-m", "mock_ecs", "validate", "faulty.json"],
        env={**inherited, **environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=theirs,
        check=False,
        timeout=60,
    )

    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "Family contains invalid characters." in shown
    assert ("\x1b[" in shown) is is_coloured


def test_a_terminal_is_shown_how_far_it_has_come_with_many_files(here: Path) -> None:
    for number in range(30):
        (here / f"{number}.json").write_text(SOUND)
    ours, theirs = os.openpty()

    ended = subprocess.run(
        [sys.executable, "-m", "mock_ecs", "validate", "--quiet", *(f"{number}.json" for number in range(30))],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
        timeout=60,
    )

    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert (ended.returncode, ended.stdout) == (0, b"")
    assert "Checking" in shown


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_what_a_terminal_cannot_say_is_spelt_out(here: Path, encoding: str) -> None:
    document = json.loads(SOUND) | {"requiresCompatibilities": ["FARGATE"], "family": "caf\u00e9"}
    (here / "caf\u00e9.json").write_text(json.dumps(document))

    ended = subprocess.run(
        [sys.executable, "-m", "mock_ecs", "validate", "caf\u00e9.json"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert (ended.returncode, ended.stderr) == (1, b"")
    assert ended.stdout.startswith("caf\u00e9.json".encode(encoding, "backslashreplace"))


def test_the_pipe_may_be_closed_early(here: Path) -> None:
    program = f"{sys.executable} -m mock_ecs validate faulty.json | true"

    ended = subprocess.run(
        ["/bin/sh", "-c", program],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "Traceback" not in ended.stderr


def test_why_asks_the_server_and_tells_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_server(Config(port=0, clock="instant")) as server:
        ecs = boto3.client("ecs", "us-east-1", endpoint_url=server.url)
        ecs.create_cluster(clusterName="demo")
        job = {"name": "app", "image": "busybox:1", "memory": 64}
        ecs.register_task_definition(family="job", containerDefinitions=[job])
        ecs.register_container_instance(cluster="demo")
        (task,) = ecs.run_task(cluster="demo", taskDefinition="job")["tasks"]

        told = run("why", task["taskArn"], "--endpoint", server.url)
        read = run("why", task["taskArn"], "--endpoint", server.url, "--format", "json")
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        found = run("why", task["taskArn"])

    assert told.exit_code == 0
    assert told.stdout.splitlines()[1] == "  1 container instance"
    assert told.stdout.splitlines()[-1] == f"  chosen: {task['containerInstanceArn'].rpartition('/')[2]}"
    assert json.loads(read.stdout)["decisions"][0]["group"] == "family:job"
    assert found.stdout == told.stdout


def test_why_without_a_server_is_one_line_and_exit_code_2() -> None:
    told = run("why", "x", "--endpoint", "http://127.0.0.1:9")

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith("Error: there is no mock-ecs at http://127.0.0.1:9: ")
