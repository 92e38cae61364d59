"""``mock-ecs demo``: runs a script against a server of its own and shows, meanwhile, what a client of it sees."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
from botocore.config import Config as ClientConfig
from rich.console import Console
from rich.live import Live
from rich.text import Text

from mock_ecs.config import Config
from mock_ecs.demo_view import Cluster, Deployment, Picture, Service, changes, drawing, tables
from mock_ecs.server import open_server

PAUSE = 1 / 8
"""Seconds between two looks."""

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
}
_NOT_FOR_THE_SCRIPT = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")


def run_demo(config: Config, script: Path, arguments: Sequence[str] = (), console: Console | None = None) -> int:
    """Run ``script`` against a new server by ``config``, show what happens, and return the script's exit code."""
    console = console or Console(highlight=False)
    with open_server(config) as server, _running(script, arguments, server.url) as process:
        watch = Watch(server.url, process)
        if console.is_terminal:
            _show_live(watch, console)
        else:
            _print_changes(watch, console)
        code = process.wait()
    console.print(Text(f"{script.name} ended with exit code {code}", style="green" if code == 0 else "bold red"))
    return code


class Watch:
    """What there is to see: the script's output, and ECS as its API tells of it."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        self.url = url
        self._process = process
        self._began = time.monotonic()
        self._lines: list[str] = []
        self._reader = Thread(target=self._read, name="mock-ecs-demo", daemon=True)
        self._reader.start()
        self._ecs = boto3.client(
            "ecs",
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=ClientConfig(retries={"max_attempts": 0}),
        )

    @property
    def running(self) -> bool:
        """True until the script has ended and all its output was read."""
        return self._process.poll() is None or self._reader.is_alive()

    def look(self) -> Picture:
        """What there is to see now."""
        clusters = tuple(
            self._cluster(cluster)
            for arns in _batches(self._ecs.list_clusters()["clusterArns"], 100)
            for cluster in self._ecs.describe_clusters(clusters=arns)["clusters"]
        )
        return Picture(self.url, time.monotonic() - self._began, clusters, tuple(self._lines))

    def _cluster(self, cluster: dict[str, Any]) -> Cluster:
        name = cluster["clusterName"]
        arns = [arn for page in self._pages("list_services", name) for arn in page["serviceArns"]]
        described = [
            service
            for batch in _batches(arns, 10)
            for service in self._ecs.describe_services(cluster=name, services=batch)["services"]
        ]
        tasks = self._tasks(name)
        return Cluster(
            name,
            cluster["status"],
            tuple(_service(service, tasks.get(f"service:{service['serviceName']}", {})) for service in described),
            _sum(counts for group, counts in tasks.items() if not group.startswith("service:")),
        )

    def _tasks(self, cluster: str) -> dict[str, dict[str, int]]:
        """How many tasks of each group there are, by their last status."""
        groups: dict[str, dict[str, int]] = {}
        for desired in ("RUNNING", "STOPPED"):
            for page in self._pages("list_tasks", cluster, desiredStatus=desired):
                for batch in _batches(page["taskArns"], 100):
                    for task in self._ecs.describe_tasks(cluster=cluster, tasks=batch)["tasks"]:
                        counts = groups.setdefault(task.get("group", ""), {})
                        counts[task["lastStatus"]] = counts.get(task["lastStatus"], 0) + 1
        return groups

    def _pages(self, operation: str, cluster: str, **members: str) -> Iterator[dict[str, Any]]:
        yield from self._ecs.get_paginator(operation).paginate(cluster=cluster, **members)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.append(line.rstrip("\n"))


def _show_live(watch: Watch, console: Console) -> None:
    with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
        while True:
            running = watch.running
            live.update(drawing(watch.look(), console.width, console.height), refresh=True)
            if not running:
                return
            time.sleep(PAUSE)


def _print_changes(watch: Watch, console: Console) -> None:
    before = Picture(watch.url)
    console.print(f"mock-ecs demo at {watch.url}")
    while True:
        running = watch.running
        now = watch.look()
        for line in changes(before, now):
            console.print(Text(line), soft_wrap=True)
        before = now
        if not running:
            break
        time.sleep(PAUSE)
    console.print(tables(before))


@contextmanager
def _running(script: Path, arguments: Sequence[str], url: str) -> Iterator[subprocess.Popen[str]]:
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_SCRIPT}
    environ |= CREDENTIALS | {"AWS_ENDPOINT_URL": url, "PYTHONUNBUFFERED": "1"}
    program = [sys.executable, str(script)] if script.suffix == ".py" else [str(script.absolute())]
    process = subprocess.Popen(
        [*program, *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=5)
        if process.stdout is not None:
            process.stdout.close()


def _service(service: dict[str, Any], tasks: dict[str, int]) -> Service:
    deployments = tuple(
        Deployment(
            status=deployment["status"],
            rollout=deployment.get("rolloutState", ""),
            task_definition=deployment["taskDefinition"].rpartition("/")[2],
            desired=deployment["desiredCount"],
            pending=deployment["pendingCount"],
            running=deployment["runningCount"],
            failed=deployment.get("failedTasks", 0),
        )
        for deployment in service.get("deployments", ())
    )
    events = tuple(event["message"] for event in reversed(service.get("events", ())))
    return Service(service["serviceName"], service["status"], deployments, tasks, events)


def _sum(groups: Iterator[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in groups:
        for status, count in counts.items():
            total[status] = total.get(status, 0) + count
    return total


def _batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
