"""Task definitions: families of numbered revisions.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.ecs.entities.task_definition import Family, TaskDefinition
from mock_ecs.ecs.refusals import requests
from mock_ecs.ecs.refusals import task_definitions as refusals
from mock_ecs.ecs.state import EcsState

_MOST_DIGITS = 10
"""What a revision may have to be looked for: Python refuses to read numbers of thousands of digits."""


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
            raise requests.ANOTHER_ACCOUNT()
        raise refusals.NOT_FOUND()
    if definition.status != "ACTIVE":
        raise refusals.INACTIVE()
    return definition


def deregister_task_definition(state: EcsState, reference: str) -> TaskDefinition:
    """Make the revision INACTIVE; what runs with it goes on. Raises as DescribeTaskDefinition does."""
    _, revision = _split(reference)
    if revision is None:
        raise refusals.NO_REVISION()
    if not _is_number(revision):
        raise refusals.REVISION_NO_NUMBER(revision=revision)
    definition = find_task_definition(state, reference)
    if definition is None:
        raise refusals.NOT_DESCRIBABLE()
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
