"""When AWS's schedules are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_ecs.aws.schedules import next_time


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


NOON = moment("2026-01-01T12:00:00")  # a Thursday


@pytest.mark.parametrize(
    ("schedule", "zone", "expected"),
    [
        ("at(2026-01-02T08:00:00)", "UTC", "2026-01-02T08:00:00"),
        ("at(2026-01-02T08:00:00)", "America/New_York", "2026-01-02T13:00:00"),
        ("at(2026-07-02T08:00:00)", "Europe/Berlin", "2026-07-02T06:00:00"),
        ("rate(1 minute)", "UTC", "2026-01-01T12:01:00"),
        ("rate(5 minutes)", "UTC", "2026-01-01T12:05:00"),
        ("rate(7 hours)", "UTC", "2026-01-01T14:00:00"),
        ("rate(1 day)", "UTC", "2026-01-02T00:00:00"),
        ("cron(0 8 * * ? *)", "UTC", "2026-01-02T08:00:00"),
        ("cron(0 12 * * ? *)", "UTC", "2026-01-02T12:00:00"),
        ("cron(0/15 * * * ? *)", "UTC", "2026-01-01T12:15:00"),
        ("cron(0 8 ? * 2 *)", "UTC", "2026-01-05T08:00:00"),
        ("cron(0 8 ? * 1 *)", "UTC", "2026-01-04T08:00:00"),
        ("cron(0 8 ? * MON-FRI *)", "UTC", "2026-01-02T08:00:00"),
        ("cron(0 8 ? * 7,1 *)", "UTC", "2026-01-03T08:00:00"),
        ("cron(0 8 ? * 6#3 *)", "UTC", "2026-01-16T08:00:00"),
        ("cron(0 8 ? * FRIL *)", "UTC", "2026-01-30T08:00:00"),
        ("cron(0 8 ? * L *)", "UTC", "2026-01-03T08:00:00"),
        ("cron(0 8 L * ? *)", "UTC", "2026-01-31T08:00:00"),
        ("cron(0 8 LW * ? *)", "UTC", "2026-01-30T08:00:00"),
        ("cron(0 8 1 1 ? 2028)", "UTC", "2028-01-01T08:00:00"),
        ("cron(0 8 1 1 ? 2027-2030/3)", "UTC", "2027-01-01T08:00:00"),
        ("cron(0 8 * * ? *)", "Asia/Tokyo", "2026-01-01T23:00:00"),
        ("cron(30 2 29 3 ? 2026)", "Europe/Berlin", "2026-03-29T01:00:00"),
    ],
)
def test_a_schedule_is_next_due(schedule: str, zone: str, expected: str) -> None:
    found = next_time(schedule, NOON, since=moment("2026-01-01T00:00:00"), zone=zone)

    assert found == moment(expected)


@pytest.mark.parametrize("schedule", ["at(2026-01-01T12:00:00)", "at(2020-01-01T00:00:00)", "cron(0 8 1 1 ? 2025)"])
def test_a_schedule_that_is_over_is_never_due(schedule: str) -> None:
    assert next_time(schedule, NOON, since=NOON) is None


@pytest.mark.parametrize(
    ("schedule", "zone", "told"),
    [
        ("every day", "UTC", "is none of"),
        ("at(tomorrow)", "UTC", "must be like"),
        ("at(2026-01-02T08:00:00)", "Mars/Olympus", "no time zone"),
        ("rate(0 minutes)", "UTC", "must be a number of"),
        ("rate(5 weeks)", "UTC", "must be a number of"),
        ("cron(0 8 * * *)", "UTC", "six fields"),
        ("cron(0 8 * * * *)", "UTC", "must have ?"),
        ("cron(0 8 ? * ? *)", "UTC", "must have ?"),
        ("cron(60 8 * * ? *)", "UTC", "bad minute"),
        ("cron(0 8 ? * 0 *)", "UTC", "bad day-of-week"),
        ("cron(0 8 ? * 8 *)", "UTC", "bad day-of-week"),
        ("cron(0 8 3W * ? *)", "UTC", "not simulated"),
        ("cron(0 8 * * ? soon)", "UTC", "no year"),
    ],
)
def test_what_is_no_schedule_is_told(schedule: str, zone: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("?", r"\?")):
        next_time(schedule, NOON, since=NOON, zone=zone)
