"""How the rolling update keeps the count: scaling, draining, and tasks that fail to start."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.actions import Action, ForgetFailures, StartTasks, StopTasks, Wake
from mock_ecs.ecs.controllers.rolling import plan
from mock_ecs.ecs.controllers.view import DeploymentView, TaskView
from tests.ecs.controllers.views import BLOCKED, NOW, UNSTABLE, coming, going, healthy, new, old, place, service, young


class TestScaling:
    def test_what_is_missing_is_started(self) -> None:
        view = service(5, 100, 200, new(healthy("n1", "n2"), rollout_state="COMPLETED"))

        assert plan(view, NOW) == [StartTasks("new", 3)]

    def test_tasks_on_their_way_up_are_not_missing(self) -> None:
        view = service(5, 100, 200, new(healthy("n1", "n2"), coming("n3"), coming("n4", status="PROVISIONING")))

        assert plan(view, NOW) == [StartTasks("new", 1)]

    def test_a_task_that_is_stopping_is_replaced_at_once_where_the_upper_bound_allows_it(self) -> None:
        roomy = service(2, 100, 200, new(healthy("n1"), going("n2")))
        tight = service(2, 50, 100, new(healthy("n1"), going("n2")))

        assert plan(roomy, NOW) == [StartTasks("new", 1)]
        assert plan(tight, NOW) == []

    @pytest.mark.parametrize(
        ("tasks", "stopped"),
        [
            pytest.param(healthy("a", "b", "c"), ("c", "b"), id="the newest go first"),
            pytest.param(
                [*healthy("a", "b"), *coming("c"), *healthy("d")], ("c", "d"), id="before them, what is pending"
            ),
            pytest.param([*coming("a"), *healthy("b", "c")], ("a", "c"), id="however old it is"),
            pytest.param([*young("a"), *healthy("b", "c")], ("a", "c"), id="or has only just begun to run"),
            pytest.param(
                [
                    *healthy("a", standing=place("1a")),
                    *healthy("b", "c", standing=place("1b")),
                    *healthy("d", standing=place("1a")),
                ],
                ("d", "c"),
                id="each from the zone that has most",
            ),
            pytest.param(
                [*healthy("a", "b", "c", standing=place("1a")), *healthy("d", standing=place("1b"))],
                ("c", "b"),
                id="twice from the fuller zone",
            ),
            pytest.param(
                [*healthy("a", "b", standing=place("1a", "i1")), *healthy("c", standing=place("1a", "i2"))],
                ("b", "c"),
                id="within a zone from the instance that has most",
            ),
        ],
    )
    def test_the_surplus_is_stopped_in_order(self, tasks: list[TaskView], stopped: tuple[str, ...]) -> None:
        view = service(len(tasks) - 2, 0, 200, new(tasks, rollout_state="COMPLETED"))

        assert plan(view, NOW)[0] == StopTasks(stopped, "new")

    def test_a_surplus_of_healthy_tasks_stays_while_the_lower_bound_needs_it(self) -> None:
        view = service(2, 100, 200, new(healthy("n1", "n2"), coming("n3")))

        assert plan(view, NOW) == [StopTasks(("n3",), "new")]

    def test_scaling_in_during_a_rollout_stops_new_and_old(self) -> None:
        view = service(1, 100, 200, new(coming("n1", "n2")), old(healthy("o1", "o2")))

        assert plan(view, NOW) == [StopTasks(("o1", "n2"), "new")]

    def test_scaling_to_nothing_stops_everything(self) -> None:
        view = service(0, 100, 200, new(healthy("n1"), coming("n2")), old(healthy("o1")))

        assert plan(view, NOW) == [StopTasks(("o1", "n2", "n1"), "new")]


class TestDraining:
    @pytest.mark.parametrize(
        ("minimum", "maximum", "actions"),
        [
            pytest.param(100, 200, [StartTasks("new", 1)], id="with room above, the replacement comes first"),
            pytest.param(50, 100, [StopTasks(("n1",), "new")], id="with room below, the task goes first"),
            pytest.param(50, 200, [StartTasks("new", 1), StopTasks(("n1",), "new")], id="with both, at the same time"),
            pytest.param(100, 100, [BLOCKED], id="with neither, never"),
        ],
    )
    def test_a_running_task_is_replaced_within_the_bounds(
        self, minimum: int, maximum: int, actions: list[Action]
    ) -> None:
        tasks = [*healthy("n1", draining=True), *healthy("n2")]

        assert plan(service(2, minimum, maximum, new(tasks)), NOW) == actions

    def test_a_pending_task_is_stopped_at_once(self) -> None:
        tasks = [*coming("n1", draining=True), *healthy("n2")]

        assert plan(service(2, 100, 200, new(tasks)), NOW) == [StartTasks("new", 1), StopTasks(("n1",), "new")]

    def test_the_task_goes_once_its_replacement_is_healthy(self) -> None:
        tasks = [*healthy("n1", draining=True), *healthy("n2", "n3")]

        assert plan(service(2, 100, 200, new(tasks)), NOW) == [StopTasks(("n1",), "new")]


class TestFailures:
    @pytest.mark.parametrize(
        ("failures", "wait"),
        [
            pytest.param(3, 5, id="the third failure in a row"),
            pytest.param(4, 10, id="the fourth doubles the wait"),
            pytest.param(5, 20, id="the fifth again"),
            pytest.param(10, 640, id="the tenth"),
            pytest.param(11, 900, id="fifteen minutes at most"),
            pytest.param(1000, 900, id="however many"),
        ],
    )
    def test_after_failures_in_a_row_the_next_start_waits(self, failures: int, wait: float) -> None:
        primary = new(healthy("n1"), failed_launches=failures, failed_at=NOW - 1)

        assert plan(service(2, 100, 200, primary), NOW) == [UNSTABLE, Wake(NOW - 1 + wait, background=True)]

    @pytest.mark.parametrize("failures", [1, 2])
    def test_the_first_failures_delay_nothing(self, failures: int) -> None:
        primary = new(healthy("n1"), failed_launches=failures, failed_at=NOW)

        assert plan(service(2, 100, 200, primary), NOW) == [StartTasks("new", 1)]

    def test_when_the_wait_is_over_tasks_are_started_again(self) -> None:
        primary = new(healthy("n1"), failed_launches=3, failed_at=NOW - 5)

        assert plan(service(2, 100, 200, primary), NOW) == [StartTasks("new", 1)]

    def test_a_deployment_that_cannot_start_tasks_leaves_the_lower_bound_of_the_old_one_running(self) -> None:
        primary = new(failed_launches=3, failed_at=NOW)

        assert plan(service(2, 100, 200, primary, old(healthy("o1", "o2"))), NOW) == [
            UNSTABLE,
            Wake(NOW + 5, background=True),
        ]

    def test_a_new_deployment_does_not_wait_for_the_failures_of_the_one_before(self) -> None:
        failed = DeploymentView("old", failed_launches=7, failed_at=NOW)

        assert plan(service(2, 100, 200, new(), failed), NOW) == [StartTasks("new", 2)]

    def test_a_task_that_becomes_healthy_ends_the_row(self) -> None:
        primary = new(
            [TaskView("n1", "RUNNING", healthy_at=NOW)], failed_launches=4, failed_at=NOW - 1, rollout_state="COMPLETED"
        )

        assert plan(service(2, 100, 200, primary), NOW) == [ForgetFailures("new"), StartTasks("new", 1)]

    def test_a_task_that_was_healthy_before_the_last_failure_does_not_end_the_row(self) -> None:
        primary = new([TaskView("n1", "RUNNING", healthy_at=NOW - 2)], failed_launches=4, failed_at=NOW - 1)

        assert plan(service(2, 100, 200, primary), NOW) == [UNSTABLE, Wake(NOW + 9, background=True)]

    def test_after_crashes_in_a_row_the_next_start_waits_without_a_complaint(self) -> None:
        primary = new(healthy("n1"), crashed_tasks=3, failed_at=NOW - 1)

        assert plan(service(2, 100, 200, primary), NOW) == [Wake(NOW + 9, background=True)]

    def test_the_first_crashes_delay_nothing(self) -> None:
        primary = new(healthy("n1"), crashed_tasks=2, failed_at=NOW)

        assert plan(service(2, 100, 200, primary), NOW) == [StartTasks("new", 1)]

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(TaskView("n1", "PENDING"), id="that comes up"),
            pytest.param(TaskView("n1", "DEPROVISIONING", stopping=True), id="that goes down"),
            pytest.param(TaskView("n1", "RUNNING"), id="of which nobody knows how it is"),
        ],
    )
    def test_after_crashes_a_start_waits_for_every_other_task(self, other: TaskView) -> None:
        primary = new([other], crashed_tasks=3, failed_at=NOW - 60)

        assert plan(service(2, 100, 200, primary), NOW) == []

    def test_after_the_pause_a_crashing_service_tries_again(self) -> None:
        primary = new(healthy("n1"), crashed_tasks=30, failed_at=NOW - 10)

        assert plan(service(2, 100, 200, primary), NOW) == [StartTasks("new", 1)]

    def test_a_task_that_becomes_healthy_ends_a_row_of_crashes(self) -> None:
        primary = new([TaskView("n1", "RUNNING", healthy_at=NOW)], crashed_tasks=4, failed_at=NOW - 1)

        assert plan(service(2, 100, 200, primary), NOW)[:2] == [ForgetFailures("new"), StartTasks("new", 1)]
