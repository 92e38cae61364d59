"""The command ``mock-ecs``: serve, demo, operations, errors, validate, why, lifecycle."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mock_ecs import __version__
from mock_ecs.config import PREFIX, Config, ConfigError, load_config

if TYPE_CHECKING:
    from mock_ecs.server import Server

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS = {
    "host": ("ADDRESS", "Where to listen; anything but the loopback lets others in."),
    "port": ("PORT", "Port; 0 takes a free one."),
    "clock": ("real|instant|manual", "What moves time: the wall clock, each request by itself, or the control API."),
    "speed": ("FACTOR", "How many seconds pass in one second of the wall clock."),
    "profile": ("fast|typical|slow|spot-storm", "How long lives take: short for tests, or as long as at AWS."),
    "seed": ("NUMBER", "Equal seeds give equal ids and equal chance."),
    "references": ("strict|warn|off", "References to roles, subnets and the like that do not exist."),
    "one_off_seconds": ("SECONDS|never", "How long a task of RunTask runs before it ends by itself."),
    "public_host": ("HOST[:PORT]", "What clients reach the server by; part of every repository URI."),
    "scenario": ("FILE", "What goes wrong, and when: rules in YAML or JSON (see the README)."),
    "advisories": ("PATH", "What scans of images find: advisories in OSV's JSON, a file or a folder of them."),
    "log_level": ("debug|info|warning|error", "How much is logged to standard error."),
}
_OWN_DEFAULTS = {
    "one_off_seconds": "the profile's",
    "public_host": "localhost and the port",
    "scenario": "all goes well",
    "advisories": "scans find nothing",
}
_FLAGS_OF_ITS_OWN = ("-h", "--help", "--version")


class Refusal(click.ClickException):
    """What was asked for cannot be done: one line, and exit code 2."""

    exit_code = 2


class _ServesByDefault(click.Group):
    """A group whose command, where none is named, is ``serve``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in _FLAGS_OF_ITS_OWN):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


def settings_options(function: F) -> F:
    """An option for each of :data:`SETTINGS`, whose help names its environment variable and its default."""
    defaults = {field.name: field.default for field in fields(Config)}
    for name, (metavar, text) in reversed(SETTINGS.items()):
        default = _OWN_DEFAULTS.get(name, defaults[name])
        option = click.option(
            f"--{name.replace('_', '-')}",
            metavar=metavar,
            help=f"{text}  [{PREFIX}{name.upper()}; default: {default}]",
        )
        function = option(function)
    return function


_ENDPOINT = click.option(
    "--endpoint",
    metavar="URL",
    envvar=[f"{PREFIX}ENDPOINT", "AWS_ENDPOINT_URL"],
    default="http://127.0.0.1:4566",
    show_default=True,
    help=f"The server to ask.  [{PREFIX}ENDPOINT, AWS_ENDPOINT_URL]",
)


@click.group(cls=_ServesByDefault, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mock-ecs", message="%(prog)s %(version)s")
def main() -> None:
    """Amazon ECS and ECR that can be put under test like code.

    Without a command it serves, as `mock-ecs serve` does.
    """


@main.command()
@settings_options
@click.option(
    "--config",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar=f"{PREFIX}CONFIG",
    help=f"A TOML file with the same settings (log_level = 'debug').  [{PREFIX}CONFIG]",
)
def serve(file: Path | None, **settings: str | None) -> None:
    """Serve until interrupted.

    An option wins over its environment variable (in brackets), that over the file, that over the default.
    """
    config = _loaded(settings, file)
    if not _is_loopback(config.host):
        text = f"anyone who can reach {config.host} can use this server: it checks no credentials"
        click.echo(f"Warning: {text}", err=True)
    from mock_ecs.server import ServerError, serve_forever

    try:
        with _logging_to_stderr(config.log_level):
            serve_forever(config, _announce)
    except (ConfigError, ServerError) as error:
        raise Refusal(str(error)) from None


@main.command()
@click.option(
    "--script",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The program to run.  [default: examples/deploy.py of the checkout]",
)
@click.option("--speed", metavar="FACTOR", help="How many seconds pass in one second of the wall clock.  [default: 1]")
@click.option("--seed", metavar="NUMBER", help="Equal seeds give equal ids and equal chance.  [default: 0]")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def demo(script: Path | None, speed: str | None, seed: str | None, arguments: tuple[str, ...]) -> None:
    """Watch a script deploy to a server of its own.

    The script is given AWS_ENDPOINT_URL and credentials; ARGUMENTS are passed on to it. The exit code is its own.
    """
    script = script or Path(__file__).parent.parent / "examples" / "deploy.py"
    if not script.is_file():
        raise Refusal(f"there is no script {script}; name one with --script")
    config = _loaded({"port": 0, "host": "127.0.0.1", "clock": "real", "speed": speed, "seed": seed}, None)
    from mock_ecs.demo import run_demo

    try:
        with _logging_to_stderr("error"):
            code = run_demo(config, script, arguments)
    except ConfigError as error:
        raise Refusal(str(error)) from None
    raise SystemExit(code)


@main.command()
@click.option("--service", type=click.Choice(["ecs", "ecr", "ecr-public"]), help="Only of this service.")
@click.option("--missing", is_flag=True, help="Only those that are not done.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def operations(service: str | None, missing: bool, form: str) -> None:
    """List all operations, and which are done."""
    from mock_ecs.app import services

    found = [services()[service]] if service else list(services().values())
    done_by = {one.name: frozenset(one.answered()) for one in found}
    rows = [(one.name, name, name in done_by[one.name]) for one in found for name in sorted(one.model.operations)]
    shown = [row for row in rows if not (missing and row[2])]
    if form == "json":
        names = ("service", "operation", "done")
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in shown], indent=2))
        return
    for name, operation, done in shown:
        click.echo(f"{name:<11} {operation:<42} {'done' if done else 'missing'}")
    for one in found:
        click.echo(f"{one.name}: {len(one.answered())} of {len(one.model.operations)} operations are done")


@main.command()
@click.argument("text", required=False)
@click.option("--operation", metavar="NAME", help="Only of this operation, as in CreateService.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def errors(text: str | None, operation: str | None, form: str) -> None:
    """Explain an error message, or list all that there are.

    TEXT is a message that ECS or ECR answered, or a part of one.
    """
    from mock_ecs.error_catalogue import Entry, entries, entries_for, markdown

    if form == "markdown":
        click.echo(markdown(), nl=False)
        return
    found = [one for one in (entries_for(text) if text else entries()) if operation is None or one.concerns(operation)]
    if not found:
        raise Refusal("no error has these words; `mock-ecs errors` lists all")
    if form == "json":
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
        return

    def told(one: Entry) -> str:
        doubt = " (doubtful: accepted with a warning)" if one.doubtful else ""
        return (
            f"{one.code}: {one.message}\n  {', '.join(one.operations).replace('*', 'every operation')}{doubt}\n"
            f"  when    {one.when}\n  mend    {one.mend}\n  source  {one.source}\n"
        )

    click.echo("\n".join(told(one) for one in found), nl=False)


@main.command()
@click.argument("identifier", metavar="ID")
@_ENDPOINT
@click.option("--last", metavar="NUMBER", type=int, default=10, show_default=True, help="At most so many decisions.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def why(identifier: str, endpoint: str, last: int, form: str) -> None:
    """Tell why tasks went where they went.

    ID is a task (id or ARN), a service (name or ARN) or the id of a RunTask request.
    """
    from mock_ecs.control import ControlError, ask

    try:
        answer = ask(endpoint, "why", identifier)
    except ControlError as error:
        raise Refusal(str(error)) from None
    answer["decisions"] = answer["decisions"][:last]
    if form == "json":
        click.echo(json.dumps(answer, indent=2))
        return
    from mock_ecs.web.decisions import lines

    click.echo("\n\n".join("\n".join(lines(one)) for one in answer["decisions"]))


@main.command()
@click.argument("file", required=False)
@click.option("--repository", metavar="NAME", required=True, help="The repository whose images are looked at.")
@click.option(
    "--days",
    metavar="NUMBER",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    help="How far to look ahead.",
)
@click.option("--account", metavar="ID", help="Whose registry it is (12 digits).")
@click.option(
    "--region",
    metavar="NAME",
    envvar=["AWS_REGION", "AWS_DEFAULT_REGION"],
    help="Where the registry is.  [AWS_REGION, AWS_DEFAULT_REGION]",
)
@_ENDPOINT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def lifecycle(file: str | None, repository: str, days: int, endpoint: str, form: str, **scope: str | None) -> None:
    """Tell what a lifecycle policy leaves of a repository, if nobody pushes or pulls.

    FILE has the policy, as JSON or YAML; - is standard input. Without a file the repository's own policy holds.
    Nothing is changed.

    Exit code: 0 when it is told, 1 when ECR would refuse the policy, 2 when there is no such file, server or
    repository.
    """
    from mock_ecs.control import ControlError, ask
    from mock_ecs.validate.lifecycle import policy_text

    body: dict[str, Any] = {"repositoryName": repository, "days": days}
    body |= {name: value for name, value in scope.items() if value}
    try:
        if file is not None:
            body["lifecyclePolicyText"], code = policy_text(file)
            if code:
                raise SystemExit(code)
        answer = ask(endpoint, "lifecycle", body=body)
    except (ControlError, ValueError) as error:
        raise Refusal(str(error)) from None
    if form == "json":
        click.echo(json.dumps(answer, indent=2))
        return
    from mock_ecs.validate.report import clean
    from mock_ecs.web.forecasts import lines

    click.echo("\n".join(clean(line) for line in lines(answer)))


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--kind", metavar="KIND", help="What the documents are, where they do not show it.")
@click.option("--account", metavar="ID", help="Your account (12 digits), for the rules that ask whose an ARN is.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--quiet", is_flag=True, help="Only faults and warnings: no notes, no summary.")
def validate(files: tuple[str, ...], kind: str | None, account: str | None, form: str, quiet: bool) -> None:
    """Check task definitions, services, policies and the like as ECS and ECR would, offline.

    FILE is JSON or YAML, a folder (searched for .json, .yaml and .yml files of a known kind), or - for standard
    input. Requests are read as the AWS CLI takes them, and answers as it prints them.

    \b
    Kinds: task-definition, daemon-task-definition, service, service-update,
    run-task, start-task, lifecycle-policy, repository-policy,
    registry-policy, replication, scanning.

    --format json prints {"findings": [...], "notes": [...], "files": [...]}; a finding has file, line, column,
    path (as jq has it), code, message, mend and level (error or warning).

    Exit code: 0 without faults (warnings are none), 1 with some, 2 when a file could not be checked.
    """
    from mock_ecs.validate import command

    try:
        code = command.validate(files, kind, account, form, quiet)
    except ValueError as error:
        raise Refusal(str(error)) from None
    raise SystemExit(code)


def _loaded(settings: dict[str, Any], file: Path | None) -> Config:
    try:
        return load_config(settings, file=file)
    except ConfigError as error:
        raise Refusal(str(error)) from None


def _announce(server: Server) -> None:
    config = server.world.config
    speed = f" x{config.speed:g}" if config.speed != 1 else ""
    click.echo(
        f"mock-ecs {__version__} at {server.url} "
        f"(clock {config.clock}{speed}, profile {config.profile}, seed {config.seed})"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Stderr(logging.Handler):
    """Writes to whatever standard error is at the time, which the demo's display replaces."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


@contextmanager
def _logging_to_stderr(level: str) -> Iterator[None]:
    handler = _Stderr()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
    # waitress tells at every burst of requests that some of them wait.
    levels = {"mock_ecs": level.upper(), "waitress.queue": "ERROR"}
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    for name, word in levels.items():
        logging.getLogger(name).setLevel(word)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for name, number in before.items():
            logging.getLogger(name).setLevel(number)


if __name__ == "__main__":
    main(prog_name="mock-ecs")
