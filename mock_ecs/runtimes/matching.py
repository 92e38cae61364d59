"""Whom a rule of a scenario is about: patterns on what is known of tasks, containers and container instances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Any

from mock_ecs.ports.runtimes import ContainerSpec, InstanceSpec, TaskSpec
from mock_ecs.ports.scaling import ServiceSpec
from mock_ecs.ports.scanning import ScannedImage

MAPPINGS = ("tag", "environment")
"""The members of a match that are objects of patterns."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of somebody: ``texts`` by the names that a match has for them, and ``mappings``."""

    texts: Mapping[str, tuple[str, ...]]
    mappings: Mapping[str, Mapping[str, str]]


def of_task(task: TaskSpec) -> Subject:
    """A task, before anything is known of its containers."""
    return Subject(_task_texts(task), {"tag": dict(task.tags)})


def of_container(task: TaskSpec, container: ContainerSpec) -> Subject:
    """A container of a task."""
    texts = {**_task_texts(task), "container": (container.name,), "image": (container.image,)}
    return Subject(texts, {"tag": dict(task.tags), "environment": dict(container.environment)})


def of_instance(instance: InstanceSpec) -> Subject:
    """A container instance."""
    identifiers = (instance.arn.rpartition("/")[2], instance.ec2_instance_id)
    texts = {
        "cluster": (_cluster(instance.arn),),
        "instance": tuple(identifier for identifier in identifiers if identifier),
        "instance-type": (instance.instance_type,),
        "zone": (instance.zone,),
        "capacity-provider": (instance.capacity_provider,),
    }
    return Subject(texts, {"tag": dict(instance.tags)})


def of_hook(deployment_arn: str, stage: str, function_arn: str) -> Subject:
    """A lifecycle hook of the service deployment with this ARN (``…:service-deployment/<cluster>/<service>/<id>``)."""
    _, cluster, service, _ = deployment_arn.split("/")
    return Subject(
        {"cluster": (cluster,), "service": (service,), "stage": (stage,), "function": _named(function_arn)}, {}
    )


def _named(arn: str) -> tuple[str, ...]:
    """An ARN, and the name at its end."""
    return arn, arn.rpartition(":")[2]


def of_service(service: ServiceSpec) -> Subject:
    """A service."""
    texts = {
        "cluster": (service.cluster,),
        "service": (service.name,),
        "family": (service.family,),
        "revision": (str(service.revision),),
        "launch-type": (service.launch_type,),
    }
    return Subject(texts, {"tag": dict(service.tags)})


def of_image(image: ScannedImage) -> Subject:
    """An image in a repository of ECR."""
    texts = {"repository": (image.repository,), "image-tag": image.tags or ("",), "digest": (image.digest,)}
    return Subject(texts, {})


def _task_texts(task: TaskSpec) -> dict[str, tuple[str, ...]]:
    return {
        "cluster": (_cluster(task.arn),),
        "family": (task.family,),
        "revision": (str(task.revision),),
        "service": (task.service or "",),
        "launch-type": (task.launch_type,),
        "capacity-provider": (task.capacity_provider,),
        "zone": (task.zone,),
    }


def _cluster(arn: str) -> str:
    parts = arn.split("/")
    return parts[1] if len(parts) > 2 else ""


Patterns = tuple["re.Pattern[str]", ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Patterns by what they are compared with; all have to fit."""

    texts: tuple[tuple[str, Patterns], ...] = ()
    mappings: tuple[tuple[str, str, Patterns], ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Match:
        """The match that a document says, which fits its schema."""
        return cls(
            tuple((name, _patterns(wish)) for name, wish in document.items() if name not in MAPPINGS),
            tuple((name, key, _patterns(wish)) for name in MAPPINGS for key, wish in document.get(name, {}).items()),
        )

    def fits(self, subject: Subject) -> bool:
        """True when every pattern fits; one on what ``subject`` does not have does not."""
        for name, patterns in self.texts:
            if not any(pattern.match(text) for text in subject.texts.get(name, ()) for pattern in patterns):
                return False
        for name, key, patterns in self.mappings:
            text = subject.mappings.get(name, {}).get(key)
            if text is None or not any(pattern.match(text) for pattern in patterns):
                return False
        return True


ANYBODY = Match()


def _patterns(wish: Any) -> Patterns:
    return tuple(_pattern(str(one)) for one in (wish if isinstance(wish, list) else [wish]))


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text))
