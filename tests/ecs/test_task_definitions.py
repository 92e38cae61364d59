"""Families and their revisions."""

from __future__ import annotations

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.task_definition import TaskDefinition
from mock_ecs.ecs.errors import ClientException, InvalidParameterException
from mock_ecs.ecs.services import delete_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_definitions import (
    delete_task_definition,
    deregister_task_definition,
    find_task_definition,
    usable_task_definition,
)
from tests.ecs.examples import (
    START,
    container,
    fargate,
    new_cluster,
    new_definition,
    new_service,
    new_state,
    pass_time,
    run_task,
)

ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"


def three_revisions() -> EcsState:
    """Revisions 1 to 3 of web, of which the third is INACTIVE."""
    state = new_state()
    for _ in range(3):
        new_definition(state)
    deregister_task_definition(state, "web:3")
    return state


def number(definition: TaskDefinition | None) -> int | None:
    return None if definition is None else definition.revision


class TestRegistering:
    def test_revisions_are_numbered_from_1(self) -> None:
        state = new_state()

        revisions = [new_definition(state), new_definition(state), new_definition(state, family="api")]

        assert [(revision.family, revision.revision) for revision in revisions] == [("web", 1), ("web", 2), ("api", 1)]
        assert revisions[1].arn == ARN
        assert revisions[1].status == "ACTIVE"
        assert revisions[1].registered_at == START

    def test_a_number_is_never_used_again(self) -> None:
        state = new_state()
        for _ in range(2):
            delete_task_definition(state, deregister_task_definition(state, new_definition(state).arn))
        pass_time(state, 60)

        again = new_definition(state)

        assert list(state.families["web"].revisions) == [3]
        assert again.revision == 3

    def test_its_containers_are_found_by_name(self) -> None:
        definition = new_definition(new_state(), container("app"), container("log"))

        assert definition.container("log") is definition.containers[1]
        assert definition.container("other") is None


class TestFinding:
    @pytest.mark.parametrize(
        ("reference", "revision"),
        [
            pytest.param("web", 2, id="a family: its latest ACTIVE revision"),
            pytest.param("web:1", 1, id="family and revision"),
            pytest.param("web:3", 3, id="one that is INACTIVE"),
            pytest.param(ARN, 2, id="an ARN"),
            pytest.param("arn:aws:ecs:us-east-1:123456789012:task-definition/web", 2, id="an ARN of a family"),
            pytest.param("web:4", None, id="a revision that there is not"),
            pytest.param("web:0", None, id="not even 0"),
            pytest.param("web:", None, id="no number"),
            pytest.param("web:latest", None, id="a word"),
            pytest.param("web:²", None, id="a digit of another kind"),
            pytest.param(f"web:{'9' * 5000}", None, id="more digits than Python reads"),
            pytest.param("api", None, id="a family that there is not"),
            pytest.param("", None, id="nothing"),
            pytest.param(ARN.replace("123456789012", "999999999999"), None, id="another account's"),
            pytest.param(ARN.replace("us-east-1", "eu-west-1"), None, id="another region's"),
            pytest.param(ARN.replace(":ecs:", ":ecr:"), None, id="another service's"),
            pytest.param("arn:broken", None, id="a broken ARN"),
        ],
    )
    def test_a_reference_names(self, reference: str, revision: int | None) -> None:
        assert number(find_task_definition(three_revisions(), reference)) == revision

    def test_a_family_without_active_revision_names_none(self) -> None:
        state = three_revisions()
        for revision in (1, 2):
            deregister_task_definition(state, f"web:{revision}")

        assert find_task_definition(state, "web") is None


class TestUsing:
    @pytest.mark.parametrize("reference", ["web", "web:2", ARN])
    def test_an_active_revision_may_be_used(self, reference: str) -> None:
        assert usable_task_definition(three_revisions(), reference).revision == 2

    @pytest.mark.parametrize(
        ("reference", "error", "message"),
        [
            pytest.param("web:3", ClientException, "TaskDefinition is inactive", id="INACTIVE"),
            pytest.param("web:4", ClientException, "TaskDefinition not found.", id="unknown"),
            pytest.param("api", ClientException, "TaskDefinition not found.", id="unknown family"),
            pytest.param(
                ARN.replace("123456789012", "999999999999"),
                InvalidParameterException,
                "AccountIDs mismatch",
                id="another account's",
            ),
            pytest.param(
                ARN.replace("us-east-1", "eu-west-1"),
                ClientException,
                "TaskDefinition not found.",
                id="another region's",
            ),
        ],
    )
    def test_others_may_not(self, reference: str, error: type[AwsError], message: str) -> None:
        with pytest.raises(error) as refused:
            usable_task_definition(three_revisions(), reference)

        assert refused.value.message == message

    def test_one_that_is_being_deleted_may_not(self) -> None:
        state = three_revisions()
        delete_task_definition(state, deregister_task_definition(state, "web:1"))

        with pytest.raises(ClientException, match="TaskDefinition is inactive"):
            usable_task_definition(state, "web:1")


class TestDeregistering:
    def test_a_revision_becomes_inactive(self) -> None:
        state = three_revisions()
        pass_time(state, 10)

        definition = deregister_task_definition(state, "web:1")

        assert (definition.status, definition.deregistered_at) == ("INACTIVE", START + 10)

    def test_twice_is_once(self) -> None:
        state = three_revisions()
        pass_time(state, 10)

        definition = deregister_task_definition(state, "web:3")

        assert (definition.status, definition.deregistered_at) == ("INACTIVE", START)

    @pytest.mark.parametrize(
        ("reference", "error", "message"),
        [
            pytest.param("web", ClientException, "Revision is missing.", id="no revision"),
            pytest.param(
                "web:latest", InvalidParameterException, "Invalid revision number. Number: latest", id="a word"
            ),
            pytest.param("web:-1", InvalidParameterException, "Invalid revision number. Number: -1", id="a sign"),
            pytest.param("web:9", ClientException, "Unable to describe task definition.", id="unknown"),
            pytest.param("api:1", ClientException, "Unable to describe task definition.", id="unknown family"),
            pytest.param(
                f"web:{'9' * 5000}", ClientException, "Unable to describe task definition.", id="an enormous number"
            ),
        ],
    )
    def test_what_cannot_be(self, reference: str, error: type[AwsError], message: str) -> None:
        with pytest.raises(error) as refused:
            deregister_task_definition(three_revisions(), reference)

        assert refused.value.message == message


class TestDeleting:
    def test_an_unused_revision_is_gone_after_a_minute(self) -> None:
        state = three_revisions()
        definition = state.families["web"].revisions[3]

        delete_task_definition(state, definition)
        pass_time(state, 59)
        before = (definition.status, definition.delete_requested_at, list(state.families["web"].revisions))
        pass_time(state, 1)

        assert before == ("DELETE_IN_PROGRESS", START, [1, 2, 3])
        assert list(state.families["web"].revisions) == [1, 2]

    def test_its_going_does_not_keep_the_engine_from_settling(self) -> None:
        state = three_revisions()
        delete_task_definition(state, state.families["web"].revisions[3])

        state.engine.settle()

        assert state.engine.now == START

    def test_a_revision_waits_for_its_tasks(self) -> None:
        state = new_state()
        definition = new_definition(state)
        task = run_task(state, new_cluster(state), fargate(definition))
        delete_task_definition(state, deregister_task_definition(state, "web:1"))
        pass_time(state, 5)
        while_it_runs = (task.last_status, list(state.families["web"].revisions))

        state.lifecycle.stop(task, reason="", code="UserInitiated")
        pass_time(state, 120)

        assert while_it_runs == ("RUNNING", [1])
        assert list(state.families["web"].revisions) == []

    def test_a_revision_waits_for_its_service_which_goes_on_starting_tasks_of_it(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
        state.engine.settle()
        delete_task_definition(state, deregister_task_definition(state, "web:1"))
        (task,) = service.live_tasks()

        state.lifecycle.stop(task, reason="", code="UserInitiated")
        pass_time(state, 120)
        while_it_serves = ([t.last_status for t in service.live_tasks()], list(state.families["web"].revisions))
        delete_service(state, service, force=True)
        pass_time(state, 120)

        assert while_it_serves == (["RUNNING"], [1])
        assert list(state.families["web"].revisions) == []

    def test_a_revision_is_free_once_a_newer_deployment_has_replaced_it(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
        state.engine.settle()
        delete_task_definition(state, deregister_task_definition(state, "web:1"))

        deploy(state, service, fargate(new_definition(state)), {})
        pass_time(state, 120)

        assert list(state.families["web"].revisions) == [2]

    def test_a_revision_that_is_used_again_before_it_goes_stays(self) -> None:
        state = new_state(one_off_seconds="never")
        definition = new_definition(state)
        deregister_task_definition(state, "web:1")

        delete_task_definition(state, definition)
        run_task(state, new_cluster(state), fargate(definition))
        pass_time(state, 3600)

        assert list(state.families["web"].revisions) == [1]
