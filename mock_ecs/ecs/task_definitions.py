"""Task definitions: families of numbered revisions.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.ecs.errors import ClientException, InvalidParameterException

if TYPE_CHECKING:
    from mock_ecs.ecs.state import EcsState

Document = dict[str, Any]

_MOST_DIGITS = 10
"""What a revision may have to be looked for: Python refuses to read numbers of thousands of digits."""


@dataclass(frozen=True, slots=True)
class PortMapping:
    """A port that a container opens; ``host_port`` 0 means one chosen when the task starts."""

    container_port: int
    host_port: int = 0
    protocol: str = "tcp"


@dataclass(frozen=True, slots=True)
class ContainerDefinition:
    """What ECS decides on in one container; cpu in units (1024 a vCPU), memory in MiB."""

    name: str
    image: str
    essential: bool = True
    cpu: int = 0
    memory: int | None = None
    memory_reservation: int | None = None
    command: tuple[str, ...] = ()
    port_mappings: tuple[PortMapping, ...] = ()
    has_health_check: bool = False
    stop_timeout: int | None = None


@dataclass(slots=True, eq=False)
class TaskDefinition:
    """A revision. ``document`` is what was registered, with AWS's defaults, as it is shown.

    ``status`` is ACTIVE, INACTIVE (deregistered) or DELETE_IN_PROGRESS.
    """

    arn: str
    family: str
    revision: int
    document: Document
    containers: tuple[ContainerDefinition, ...]
    registered_at: float
    registered_by: str
    network_mode: str = "bridge"
    cpu: int | None = None
    memory: int | None = None
    compatibilities: tuple[str, ...] = ()
    required_attributes: tuple[str, ...] = ()
    operating_system_family: str = "LINUX"
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    deregistered_at: float | None = None
    delete_requested_at: float | None = None
    users: int = 0
    """How many tasks and deployments refer to it; a revision that is being deleted waits for none."""

    def container(self, name: str) -> ContainerDefinition | None:
        """The container called ``name``."""
        return next((container for container in self.containers if container.name == name), None)


@dataclass(slots=True, eq=False)
class Family:
    """All revisions of one name; ``last`` is the highest number ever used."""

    name: str
    revisions: dict[int, TaskDefinition] = field(default_factory=dict)
    last: int = 0

    def latest_active(self) -> TaskDefinition | None:
        """The ACTIVE revision with the highest number."""
        return next((found for found in reversed(self.revisions.values()) if found.status == "ACTIVE"), None)


def register_task_definition(state: EcsState, family_name: str, **members: Any) -> TaskDefinition:
    """A new revision of the family: always the highest number ever used and one."""
    family = state.families.setdefault(family_name, Family(family_name))
    family.last += 1
    definition = TaskDefinition(
        arn=state.arn(f"task-definition/{family_name}:{family.last}"),
        family=family_name,
        revision=family.last,
        registered_at=state.engine.now,
        **members,
    )
    family.revisions[family.last] = definition
    return definition


def find_task_definition(state: EcsState, reference: str) -> TaskDefinition | None:
    """The revision that ``family``, ``family:revision`` or an ARN names; a bare family means its latest ACTIVE one."""
    name, revision = _split(reference)
    family = state.families.get(name)
    if family is None or not _is_ours(state, reference):
        return None
    if revision is None:
        return family.latest_active()
    return family.revisions.get(int(revision)) if _is_number(revision) and len(revision) <= _MOST_DIGITS else None


def usable_task_definition(state: EcsState, reference: str) -> TaskDefinition:
    """The ACTIVE revision to start tasks with; raises ClientException in AWS's words when there is none."""
    definition = find_task_definition(state, reference)
    if definition is None:
        if (arn := parse_arn(reference)) and arn.account and arn.account != state.scope.account:
            raise InvalidParameterException("AccountIDs mismatch")
        raise ClientException("TaskDefinition not found.")
    if definition.status != "ACTIVE":
        raise ClientException("TaskDefinition is inactive")
    return definition


def deregister_task_definition(state: EcsState, reference: str) -> TaskDefinition:
    """Make the revision INACTIVE; what runs with it goes on. Raises as DescribeTaskDefinition does."""
    _, revision = _split(reference)
    if revision is None:
        raise ClientException("Revision is missing.")
    if not _is_number(revision):
        raise InvalidParameterException(f"Invalid revision number. Number: {revision}")
    definition = find_task_definition(state, reference)
    if definition is None:
        raise ClientException("Unable to describe task definition.")
    if definition.status == "ACTIVE":
        definition.status = "INACTIVE"
        definition.deregistered_at = state.engine.now
    return definition


def delete_task_definition(state: EcsState, definition: TaskDefinition) -> None:
    """Mark an INACTIVE revision for deletion; it goes once nothing refers to it."""
    if definition.status == "DELETE_IN_PROGRESS":
        return
    definition.status = "DELETE_IN_PROGRESS"
    definition.delete_requested_at = state.engine.now
    discard_if_unused(state, definition)


def release_task_definition(state: EcsState, definition: TaskDefinition) -> None:
    """One task or deployment less refers to it."""
    definition.users -= 1
    discard_if_unused(state, definition)


def discard_if_unused(state: EcsState, definition: TaskDefinition) -> None:
    """Let a revision go that is being deleted and that nothing refers to."""
    if definition.status == "DELETE_IN_PROGRESS" and definition.users == 0:
        state.engine.after(
            60.0, f"delete {definition.family}:{definition.revision}", _discard, state, definition, background=True
        )


def _discard(state: EcsState, definition: TaskDefinition) -> None:
    if definition.users == 0:
        state.families[definition.family].revisions.pop(definition.revision, None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _split(reference: str) -> tuple[str, str | None]:
    """Family and revision; ``arn:…:task-definition/web:3``, ``web:3`` and ``web`` are all references."""
    tail = reference.rpartition("/")[2] if is_arn(reference) else reference
    family, colon, revision = tail.partition(":")
    return family, revision if colon else None


def _is_ours(state: EcsState, reference: str) -> bool:
    if not is_arn(reference):
        return True
    arn = parse_arn(reference)
    return arn is not None and arn.service == "ecs" and (arn.account, arn.region) == state.scope
