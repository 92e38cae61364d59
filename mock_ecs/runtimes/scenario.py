"""A scenario: rules that say what happens to tasks, containers and instances, other than that all goes well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mock_ecs.ports.neighbours import FunctionAnswer
from mock_ecs.ports.runtimes import ContainerSpec, Disconnection, InstanceSpec, TaskSpec, UnhealthyTarget
from mock_ecs.ports.scaling import Load, ServiceSpec
from mock_ecs.ports.scanning import ImageScanner, PendingScan, ScannedImage
from mock_ecs.runtimes.behaviour import Behaviour, ContainerPlan
from mock_ecs.runtimes.load import ServiceLoad, service_load
from mock_ecs.runtimes.matching import (
    ANYBODY,
    Match,
    Subject,
    of_container,
    of_hook,
    of_image,
    of_instance,
    of_service,
    of_task,
)
from mock_ecs.runtimes.outcomes import (
    ContainerOutcome,
    Delay,
    HookOutcome,
    TargetOutcome,
    container_outcome,
    delay,
    hook_outcome,
    target_outcome,
)
from mock_ecs.runtimes.scans import ScanOutcome, scan_outcome
from mock_ecs.sim.ids import Chance

Question = Literal["container", "capacity", "interruption", "disconnection", "load", "target", "hook", "scan"]
Draw = Callable[[str], Chance]
"""Chance of its own for a text: the same for the same text and the same seed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``document`` is how it was written. Each outcome is None where the rule does not speak of it."""

    document: Mapping[str, Any]
    match: Match
    probability: float = 1.0
    weight: float | None = None
    container: ContainerOutcome | None = None
    capacity: bool | None = None
    interruption: tuple[Delay | None] | None = None
    disconnection: tuple[Delay, Delay | None] | tuple[()] | None = None
    hook: HookOutcome | None = None
    hook_match: Match = ANYBODY
    load: ServiceLoad | None = None
    target: TargetOutcome | None = None
    scan: ScanOutcome | None = None

    def speaks_of(self, question: Question) -> bool:
        """True where it answers ``question``; a rule without any outcome answers all of them: as usual."""
        return getattr(self, question) is not None or self.says_nothing

    @property
    def says_nothing(self) -> bool:
        """True for a rule without any outcome."""
        return (
            self.container is None
            and self.capacity is None
            and self.interruption is None
            and self.disconnection is None
            and self.hook is None
            and self.load is None
            and self.target is None
            and self.scan is None
        )


def rule_of(document: Mapping[str, Any]) -> Rule:
    """The rule that a document says, which fits its schema."""
    hook = hook_outcome(document.get("hook"))
    return Rule(
        document=document,
        match=Match.of(document.get("match", {})),
        probability=document.get("probability", 1.0),
        weight=document.get("weight"),
        container=container_outcome(document),
        capacity=None if "fargate-capacity" not in document else document["fargate-capacity"] == "available",
        interruption=_interruption(document.get("spot-interruption")),
        disconnection=_disconnection(document.get("agent-disconnected")),
        hook=hook,
        hook_match=Match.of(hook.match if hook else {}),
        load=service_load(document.get("load")),
        target=target_outcome(document.get("target-health")),
        scan=scan_outcome(document.get("scan")),
    )


_OF_PROFILES: dict[str, list[dict[str, Any]]] = {
    "spot-storm": [
        {
            "name": "every Spot task is interrupted after some minutes",
            "match": {"capacity-provider": "FARGATE_SPOT"},
            "spot-interruption": {"after": {"seconds": "4m", "jitter": "3m"}},
        }
    ]
}


def background_rules(profile: str) -> tuple[Rule, ...]:
    """The rules that belong to a lifecycle profile, and stand behind all others."""
    return tuple(rule_of(document) for document in _OF_PROFILES.get(profile, ()))


class Scenario:
    """The rules of one World, which can be changed while it runs.

    ``used`` counts for each rule how often it decided something. ``draw`` gives chance by text.
    """

    def __init__(self, draw: Draw, rules: Iterable[Rule] = (), *, background: Iterable[Rule] = ()) -> None:
        self._draw = draw
        self._background = tuple(background)
        self.put(rules)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, without those of the profile, which stand behind them."""
        return self._rules[: len(self._rules) - len(self._background)]

    @property
    def used(self) -> list[int]:
        """How often each of :attr:`rules` decided something."""
        return self._used[: len(self.rules)]

    def put(self, rules: Iterable[Rule]) -> None:
        """Let ``rules`` be all that there are, from now on."""
        self._rules = (*rules, *self._background)
        self._used = [0] * len(self._rules)

    def add(self, rules: Iterable[Rule]) -> None:
        """Let ``rules`` be looked at before those that there are."""
        added = tuple(rules)
        self._rules = (*added, *self._rules)
        self._used = [0] * len(added) + self._used

    # What is asked of it.

    def outcome(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerOutcome | None:
        """What is to happen to a container in its ``run``; None where nothing but the usual is."""
        if not self._rules:
            return None
        rule = self._deciding("container", of_container(task, container), f"{task.arn}:{run}")
        return rule.container if rule else None

    def chance(self, task: TaskSpec, container: ContainerSpec, run: int) -> Chance:
        """What the times of a container's ``run`` are drawn with."""
        return self._draw(f"{task.arn}:{run}:{container.name}")

    @property
    def limits_capacity(self) -> bool:
        """True when some rule speaks of Fargate's capacity, so that :meth:`has_capacity` is worth asking."""
        return any(rule.capacity is not None for rule in self._rules)

    def has_capacity(self, task: TaskSpec, attempt: str) -> bool:
        """True when Fargate has room for a task; ``attempt`` is what tells one try to launch it from the next."""
        rule = self._deciding("capacity", of_task(task), attempt)
        return rule is None or rule.capacity is not False

    def interruption(self, task: TaskSpec) -> float | None:
        """After how many seconds of running a task on Fargate Spot is interrupted; None for never."""
        if not self._rules:
            return None
        rule = self._deciding("interruption", of_task(task), f"{task.arn}:0")
        if rule is None or rule.interruption is None or rule.interruption[0] is None:
            return None
        return rule.interruption[0].drawn(self._draw(f"{task.arn}:interruption"))

    def disconnection(self, instance: InstanceSpec) -> Disconnection | None:
        """When the agent of a container instance loses its connection, from now on; None for never."""
        if not self._rules:
            return None
        rule = self._deciding("disconnection", of_instance(instance), instance.arn)
        if rule is None or not rule.disconnection:
            return None
        chance = self._draw(f"{instance.arn}:disconnection")
        after, lasts = rule.disconnection
        return Disconnection(after.drawn(chance), None if lasts is None else lasts.drawn(chance))

    @property
    def speaks_of_hooks(self) -> bool:
        """True when some rule says what the functions of lifecycle hooks answer."""
        return any(rule.hook is not None for rule in self._rules)

    def hook(self, deployment_arn: str, stage: str, function_arn: str, execution: str) -> FunctionAnswer | None:
        """What the function of a lifecycle hook answers at ``stage``; None where nothing is said."""
        if not self.speaks_of_hooks:
            return None
        rule = self._deciding("hook", of_hook(deployment_arn, stage, function_arn), execution)
        if rule is None or rule.hook is None:
            return None
        after = rule.hook.after.drawn(self._draw(f"{execution}:hook"))
        return FunctionAnswer(dict(rule.hook.payload), after, rule.hook.error)

    @property
    def gives_load(self) -> bool:
        """True when some rule speaks of load, so that :meth:`load` is worth asking."""
        return any(rule.load is not None for rule in self._rules)

    def load(self, service: ServiceSpec, elapsed: float) -> Load | None:
        """The load of a service ``elapsed`` seconds after it began; None where nothing is said of it."""
        rule = self._deciding("load", of_service(service), service.arn)
        return rule.load.at(elapsed) if rule is not None and rule.load is not None else None

    def scan(self, image: ScannedImage) -> PendingScan | None:
        """What a scan of an image finds, and when; None where nothing is said of it."""
        if not self._rules:
            return None
        rule = self._deciding("scan", of_image(image), f"{image.scope.arn('ecr', image.repository)}:{image.digest}")
        return rule.scan.of(self._draw(f"{image.digest}:scan")) if rule is not None and rule.scan else None

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        """When the target by which ``container`` of a task is reached is unhealthy, from now on; None for never."""
        if not self._rules:
            return None
        spec = next((each for each in task.containers if each.name == container), None)
        subject = of_task(task) if spec is None else of_container(task, spec)
        rule = self._deciding("target", subject, f"{task.arn}:target")
        if rule is None or rule.target is None:
            return None
        return rule.target.drawn(self._draw(f"{task.arn}:{container}:target"))

    # The choice of a rule.

    def _deciding(self, question: Question, subject: Subject, key: str) -> Rule | None:
        """The rule that answers ``question``; ``key`` is what chance is asked by."""
        drawn: int | None = None
        for number, rule in enumerate(self._rules):
            if not rule.match.fits(subject):
                continue
            if rule.weight is not None:
                if drawn is None:
                    drawn = self._drawn_by_weight(subject, key)
                if drawn != number:
                    continue
            elif rule.probability < 1 and self._draw(f"{key}:{number}").random() >= rule.probability:
                continue
            if question == "hook" and not self._fits_hook(number, subject):
                continue
            if rule.speaks_of(question):
                self._used[number] += 1
                return rule
        return None

    def _fits_hook(self, number: int, subject: Subject) -> bool:
        """False for a rule on another stage or function, and for one that decided as often as it may."""
        rule = self._rules[number]
        if rule.hook is None:
            return True
        spent = rule.hook.times is not None and self._used[number] >= rule.hook.times
        return not spent and rule.hook_match.fits(subject)

    def _drawn_by_weight(self, subject: Subject, key: str) -> int:
        """The number of the rule that is drawn of those with a weight; -1 when all of them have none."""
        weighed = list(self._weighed(subject))
        total = sum(weight for _, weight in weighed)
        point = self._draw(f"{key}:weights").random() * total
        for number, weight in weighed:
            point -= weight
            if point < 0:
                return number
        return -1

    def _weighed(self, subject: Subject) -> Iterator[tuple[int, float]]:
        for number, rule in enumerate(self._rules):
            if rule.weight is not None and rule.match.fits(subject):
                yield number, rule.weight


class ScenarioBehaviour:
    """Lets a scenario change what ``inner`` plans."""

    def __init__(self, inner: Behaviour, scenario: Scenario) -> None:
        self._inner = inner
        self._scenario = scenario

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        """The plan of ``inner``, with what the rule that matches changes in it."""
        plan = self._inner.plan(task, container, run)
        outcome = self._scenario.outcome(task, container, run)
        if outcome is None:
            return plan
        return outcome.applied(plan, task, container, self._scenario.chance(task, container, run))


class ScenarioScanner:
    """What a scan finds by ``scenario``, and by ``inner`` where that says nothing."""

    def __init__(self, inner: ImageScanner, scenario: Scenario) -> None:
        self._inner = inner
        self._scenario = scenario

    def begin(self, image: ScannedImage) -> PendingScan:
        """Begin a scan; nothing of the image is read where the scenario says what there is."""
        return self._scenario.scan(image) or self._inner.begin(image)


def _interruption(wish: Any) -> tuple[Delay | None] | None:
    if wish is None:
        return None
    return (None,) if wish == "never" else (delay(wish["after"]),)


def _disconnection(wish: Any) -> tuple[Delay, Delay | None] | tuple[()] | None:
    if wish is None:
        return None
    if wish is False:
        return ()
    members = wish if isinstance(wish, dict) else {}
    return delay(members.get("after")) or Delay(0.0), delay(members.get("for"))
