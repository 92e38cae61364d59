"""Services that are scaled at a time: at, rate and cron."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.scaled import START, Stories


def test_a_schedule_scales_out_and_in_at_once(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.schedule("at(2026-01-01T00:05:30)", "rush", bounds={"MinCapacity": 6})
    story.schedule("cron(0/20 * * * ? *)", "calm", bounds={"MinCapacity": 1, "MaxCapacity": 3})

    counts = story.watch(25)

    assert counts == [(0, 2), (5, 6), (19, 3)]
    (target,) = story.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
    assert [(told["Description"], told["Cause"]) for told in story.activities()] == [
        ("Setting desired count to 3.", "maximum capacity was set to 3"),
        ("Setting min capacity to 1 and max capacity to 3.", "scheduled action name calm was triggered"),
        ("Setting desired count to 6.", "minimum capacity was set to 6"),
        ("Setting min capacity to 6.", "scheduled action name rush was triggered"),
    ]
    assert story.activities()[2]["StartTime"] == START + timedelta(minutes=5, seconds=30)


def test_a_rate_counts_from_when_it_was_put(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.schedule("rate(5 minutes)", bounds={"MinCapacity": 4})

    assert story.watch(6) == [(0, 2), (5, 4)]


def test_a_schedule_in_a_time_zone(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.schedule(
        "cron(30 9 * * ? *)",
        Timezone="Asia/Tokyo",
        bounds={"MinCapacity": 4},
    )

    assert story.watch(40) == [(0, 2), (29, 4)]


def test_a_schedule_holds_between_its_start_and_its_end(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.schedule(
        "cron(* * * * ? *)",
        StartTime=START + timedelta(minutes=5),
        EndTime=START + timedelta(minutes=8),
        bounds={"MinCapacity": 4},
    )

    story.watch(20)

    times = [told["StartTime"] for told in story.activities() if "scheduled" in told["Cause"]]
    assert times == [START + timedelta(minutes=minute) for minute in (8, 7, 6, 5)]


def test_a_suspended_schedule_does_nothing(scaled: Stories) -> None:
    story = scaled()
    story.target(SuspendedState={"ScheduledScalingSuspended": True})
    story.schedule("rate(1 minute)", bounds={"MinCapacity": 4})

    assert story.watch(3) == [(0, 2)]
    assert story.activities() == []


def test_a_schedule_above_the_maximum_fails(scaled: Stories) -> None:
    story = scaled()
    story.target(maximum=3)
    story.schedule("at(2026-01-01T00:05:00)", bounds={"MinCapacity": 4})

    assert story.watch(5) == [(0, 2)]
    assert [told["StatusCode"] for told in story.activities()] == ["Failed"]
