"""What the demo shows, drawn for a terminal with rich, or told line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

STATUSES = {
    "PROVISIONING": "bright_black",
    "PENDING": "yellow",
    "ACTIVATING": "bright_yellow",
    "RUNNING": "green",
    "DEACTIVATING": "magenta",
    "STOPPING": "magenta",
    "DEPROVISIONING": "magenta",
    "STOPPED": "red",
}
"""The lives of tasks in their order, and the colors that they are drawn in."""

_ROLLOUTS = {"COMPLETED": "green", "IN_PROGRESS": "yellow", "FAILED": "bold red"}
_BLOCKS = 24
"""How many tasks are drawn as blocks of their own; more are only counted."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment of a service."""

    status: str
    rollout: str
    task_definition: str
    desired: int
    pending: int
    running: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """A service, its tasks by status, and its events from the oldest to the newest."""

    name: str
    status: str
    deployments: tuple[Deployment, ...] = ()
    tasks: dict[str, int] = field(default_factory=dict)
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster, its services, and its other tasks by status."""

    name: str
    status: str
    services: tuple[Service, ...] = ()
    tasks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything there is to see at one time; ``elapsed`` in seconds."""

    url: str
    elapsed: float = 0.0
    clusters: tuple[Cluster, ...] = ()
    output: tuple[str, ...] = ()

    @property
    def services(self) -> list[tuple[Cluster, Service]]:
        """All services, with their clusters."""
        return [(cluster, service) for cluster in self.clusters for service in cluster.services]


def drawing(picture: Picture, width: int, height: int) -> RenderableType:
    """``picture`` on a terminal of ``width`` by ``height``, whose last line stays free."""
    parts: list[RenderableType] = [_title(picture, width)]
    left = height - 2
    body = _services(picture)
    services = Panel(body, title="services", title_align="left", box=ROUNDED, border_style="cyan", padding=(0, 1))
    rows = min(_rows(picture) + 2, max(left - 7, 4))
    services.height = rows
    left -= rows
    events = [event for _, service in picture.services for event in service.events]
    shown = min(len(events), 4, max(left - 6, 0))
    if shown:
        parts += [services, _lines("events", events, shown, "bright_black")]
        left -= shown + 2
    else:
        parts.append(services)
    parts.append(_lines("script", list(picture.output), max(left - 2, 1), "cyan"))
    return Group(*parts)


def tables(picture: Picture) -> RenderableType:
    """The clusters and services of ``picture`` as plain tables."""
    return Group(*(_deployments(service, plain=True) for _, service in picture.services))


def changes(before: Picture, now: Picture) -> Iterator[str]:
    """What is new in ``now``, one line each, in words."""
    at = f"{now.elapsed:6.1f}s "
    for line in now.output[len(before.output) :]:
        yield f"{at} script   {line}"
    seen = {cluster.name: cluster for cluster in before.clusters}
    for cluster in now.clusters:
        was = seen.get(cluster.name)
        if was is None or was.status != cluster.status:
            yield f"{at} cluster  {cluster.name} is {cluster.status}"
        if cluster.tasks and (was is None or was.tasks != cluster.tasks):
            yield f"{at} tasks    {_counts(cluster.tasks)}"
    known = {(cluster.name, service.name): service for cluster, service in before.services}
    for cluster, service in now.services:
        for line in _service_changes(known.get((cluster.name, service.name)), service):
            yield f"{at} {line}"


def _service_changes(was: Service | None, service: Service) -> Iterator[str]:
    if was is None or (was.deployments, was.tasks) != (service.deployments, service.tasks):
        rollouts = ", ".join(_in_words(deployment) for deployment in service.deployments)
        yield f"service  {service.name}: {rollouts or service.status}; tasks: {_counts(service.tasks) or 'none'}"
    told = was.events if was else ()
    yield from (f"event    {event}" for event in service.events[len(told) :])


def _in_words(deployment: Deployment) -> str:
    words = f"{deployment.status} {deployment.task_definition} {deployment.running}/{deployment.desired}"
    return f"{words} {deployment.rollout}" if deployment.rollout else words


def _counts(tasks: dict[str, int]) -> str:
    return ", ".join(f"{tasks[status]} {status}" for status in _in_order(tasks))


def _in_order(tasks: dict[str, int]) -> list[str]:
    order = list(STATUSES)
    return sorted(tasks, key=lambda status: (order.index(status) if status in STATUSES else len(order), status))


def _title(picture: Picture, width: int) -> Text:
    minutes, seconds = divmod(int(picture.elapsed), 60)
    left, right = f" mock-ecs  {picture.url}", f"{minutes:02d}:{seconds:02d} "
    text = Text(left + " " * max(width - len(left) - len(right), 1) + right, style="bold white on blue")
    text.truncate(width)
    return text


def _services(picture: Picture) -> RenderableType:
    parts: list[RenderableType] = []
    for cluster in picture.clusters:
        parts.append(_cluster_line(cluster))
        parts += [_deployments(service) for service in cluster.services]
    return Group(*parts) if parts else Text("no cluster yet", style="bright_black")


def _rows(picture: Picture) -> int:
    """How many lines :func:`_services` takes."""
    return sum(1 + sum(len(one.deployments) + 3 for one in cluster.services) for cluster in picture.clusters) or 1


def _cluster_line(cluster: Cluster) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append("cluster ", style="bright_black").append(cluster.name, style="bold")
    text.append(f"  {cluster.status}", style="green" if cluster.status == "ACTIVE" else "yellow")
    if cluster.tasks:
        text.append("   one-off tasks ", style="bright_black").append_text(_blocks(cluster.tasks))
    return text


def _deployments(service: Service, *, plain: bool = False) -> RenderableType:
    table = Table(
        box=SIMPLE_HEAD if plain else None, expand=True, padding=(0, 1), pad_edge=False, header_style="bright_black"
    )
    table.add_column(f"service {service.name}" if plain else "deployment", no_wrap=True)
    table.add_column("task definition", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("rollout", no_wrap=True)
    for name in ("desired", "pending", "running", "failed"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in service.deployments:
        table.add_row(
            one.status,
            Text(one.task_definition, style="bold" if one.status == "PRIMARY" else ""),
            Text(one.rollout, style=_ROLLOUTS.get(one.rollout, "")),
            str(one.desired),
            Text(str(one.pending), style="yellow" if one.pending else "bright_black"),
            Text(str(one.running), style="green" if one.running else "bright_black"),
            Text(str(one.failed), style="bold red" if one.failed else "bright_black"),
        )
    if plain:
        return table
    heading = Text(no_wrap=True, overflow="ellipsis")
    heading.append("service ", style="bright_black").append(service.name, style="bold cyan")
    heading.append(f"  {service.status}", style="green" if service.status == "ACTIVE" else "yellow")
    tasks = Text("tasks ", style="bright_black", no_wrap=True, overflow="ellipsis").append_text(_blocks(service.tasks))
    return Group(heading, table, tasks)


def _blocks(tasks: dict[str, int]) -> Text:
    """A block for each task in the color of its status, and how many of each there are."""
    text = Text()
    if not tasks:
        return text.append("none", style="bright_black")
    if sum(tasks.values()) <= _BLOCKS:
        for status in _in_order(tasks):
            text.append("■" * tasks[status], style=STATUSES.get(status, ""))
        text.append("  ")
    for status in _in_order(tasks):
        text.append(f"{tasks[status]} {status}  ", style=STATUSES.get(status, ""))
    return text


def _lines(title: str, lines: list[str], count: int, border: str) -> Panel:
    body = Text("\n".join(lines[-count:]), no_wrap=True, overflow="ellipsis")
    return Panel(
        body, title=title, title_align="left", box=ROUNDED, border_style=border, padding=(0, 1), height=count + 2
    )
