"""Scenario documents: read from files or values, judged in clear words, and put into a World.

``schemas/mock_ecs/scenario.json`` says what they hold, :mod:`mock_ecs.runtimes.scenario` what they mean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any

from mock_ecs import schema
from mock_ecs.aws.refusals import Finding
from mock_ecs.config import ConfigError
from mock_ecs.runtimes.functions import HookFunction as HookFunction
from mock_ecs.runtimes.functions import SimulatedFunctions
from mock_ecs.runtimes.scenario import Rule, Scenario, rule_of
from mock_ecs.validate.documents import Document, Unusable
from mock_ecs.validate.places import written
from mock_ecs.validate.reading import decoded, read_documents
from mock_ecs.world import World

SCHEMA = "mock_ecs/scenario"
MOST_TOLD = 10
"""How many faults of a document are told at once."""

Source = Mapping[str, Any] | str | os.PathLike[str]
"""A scenario as a value, or the path of a file that holds one."""

_KNOWN = "must be one of: "


class ScenarioError(ConfigError):
    """A scenario that cannot be used: a line for each fault, with its place (``file:line:column`` where it has one)."""


def rules_of(source: Source) -> tuple[Rule, ...]:
    """The rules of a scenario; ScenarioError for a file that cannot be read and for a document with faults."""
    if isinstance(source, str | os.PathLike):
        return _of_file(Path(source))
    return rules_of_value(source)


def rules_of_value(document: Any) -> tuple[Rule, ...]:
    """The rules of a scenario that is no path, whatever it is; ScenarioError for one with faults."""
    return _judged(document, lambda _: "")


def read_rule(document: Any) -> Rule:
    """One rule by itself; ScenarioError when it has faults, with paths as if it were the first of a scenario."""
    return rules_of_value({"rules": [document]})[0]


def scenario_of(world: World) -> Scenario:
    """The scenario of ``world``, to be asked and changed."""
    scenario = world.neighbours.scenario
    if not isinstance(scenario, Scenario):
        raise TypeError(f"this World has no scenario that can be changed: {type(scenario).__name__}")
    return scenario


def read(world: World) -> dict[str, Any]:
    """The scenario of ``world`` as a document, and how often each of its rules decided something."""
    with world.entered():
        scenario = scenario_of(world)
        return {"rules": [dict(rule.document) for rule in scenario.rules], "used": scenario.used}


def put(world: World, rules: Iterable[Rule]) -> None:
    """Let ``rules`` be the scenario of ``world`` from now on."""
    with world.entered():
        scenario_of(world).put(rules)
        world.scenario_changed()


def add(world: World, document: Any) -> None:
    """Let one more rule be looked at, before those that there are; ScenarioError where it has faults."""
    rule = read_rule(document)
    with world.entered():
        scenario_of(world).add([rule])
        world.scenario_changed()


def on_hook(world: World, function_arn: str, function: HookFunction) -> None:
    """Let ``function`` answer in place of the Lambda function of lifecycle hooks, before any scenario."""
    with world.entered():
        functions = world.neighbours.functions
        if not isinstance(functions, SimulatedFunctions):
            raise TypeError(f"this World runs no functions: {type(functions).__name__}")
        functions.register(function_arn, function)


class PutScenario:
    """A scenario that was put into a World; leaving a ``with`` statement of it brings back what was there before."""

    def __init__(self, world: World, source: Source) -> None:
        self._world = world
        self._before = scenario_of(world).rules
        put(world, rules_of(source))

    def __enter__(self) -> None:
        """Nothing more: it holds since it was made."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        put(self._world, self._before)


def parse(data: bytes, name: str = "") -> Any:
    """The value of a JSON or YAML text; ScenarioError where it is neither. ``name`` is its file's, for its place."""
    return _document(data, name).value


def _of_file(path: Path) -> tuple[Rule, ...]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"cannot read the scenario {path}: {error.strerror}") from None
    document = _document(data, str(path))

    def place(finding: Finding) -> str:
        position = document.places.at(finding.path, key=True)
        return f"{path}:{position.line}:{position.column}: "

    return _judged(document.value, place)


def _document(data: bytes, name: str) -> Document:
    before = f"{name}:" if name else ""
    try:
        documents = read_documents(decoded(data), name)
    except Unusable as error:
        what = "" if name else "the scenario "
        raise ScenarioError(f"{before}{error.position.line}:{error.position.column}: {what}{error.message}") from None
    if len(documents) > 1:
        raise ScenarioError(f"{before} there are {len(documents)} documents; a scenario is one")
    for finding in documents[0].findings():
        position = documents[0].places.at(finding.path, key=True)
        raise ScenarioError(f"{before}{position.line}:{position.column}: {finding.message}")
    return documents[0]


def _judged(document: Any, place: Callable[[Finding], str]) -> tuple[Rule, ...]:
    document = _as_json(document)
    faults = [*schema.findings(SCHEMA, document)] or [*_across_members(document)]
    if faults:
        lines = [f"{place(fault)}{written(fault.path)}: {_told(fault)}" for fault in faults]
        if len(lines) > MOST_TOLD:
            lines[MOST_TOLD:] = [f"… and {len(lines) - MOST_TOLD} more"]
        raise ScenarioError("\n".join(lines))
    return tuple(rule_of(rule) for rule in document["rules"])


def _as_json(document: Any) -> Any:
    """A copy of ``document`` that nobody else can change, made of what JSON has."""
    try:
        return json.loads(json.dumps(document, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(f"a scenario holds what JSON can hold, and no more: {error}") from None


def _across_members(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What the schema cannot say in clear words, of a document that fits it."""
    for number, rule in enumerate(document["rules"]):
        for name, other in (("weight", "probability"), ("exit", "out-of-memory"), ("fail", "exit")):
            if name in rule and other in rule and rule[other] is not False:
                text = f"a rule can have {name} or {other}, not both"
                yield Finding("", text, ("rules", number, name), "Leave one of them out.")
        load = rule.get("load")
        if isinstance(load, dict) and not load.keys() & {"cpu", "memory", "requests", "points"}:
            text = "load must say cpu, memory, requests or points"
            yield Finding("", text, ("rules", number, "load"), "Say what the service has to do.")
        target = rule.get("target-health")
        if isinstance(target, dict) and "every" in target and "for" not in target:
            text = "a target that is unhealthy every so long needs for, too"
            yield Finding("", text, ("rules", number, "target-health", "every"), "Say for how long.")


def _told(fault: Finding) -> str:
    """The fault in words; an unknown member with the nearest of those that there are."""
    before, separator, known = fault.message.partition(_KNOWN)
    if separator and before.startswith("Unknown parameter"):
        name, names = str(fault.path[-1]), known.split(", ")
        nearest = get_close_matches(name, names, n=1, cutoff=0.5)
        return f"there is no {name}; " + (f"did you mean {nearest[0]}?" if nearest else f"there are {known}")
    if before.startswith("Missing required parameter"):
        return f"{fault.path[-1]} is missing"
    if fault.path == () and not separator:
        return "a scenario must be an object with rules"
    return fault.message
