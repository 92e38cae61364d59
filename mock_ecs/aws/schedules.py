"""Schedules as AWS writes them: ``at(2026-01-31T08:00:00)``, ``rate(5 minutes)``, ``cron(0 8 ? * MON-FRI *)``.

https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_FORM = re.compile(r"(at|rate|cron)\((.*)\)")
_RATE = re.compile(r"([1-9][0-9]{0,6}) (minute|hour|day)s?")
_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def next_time(schedule: str, after: float, *, since: float, zone: str = "UTC") -> float | None:
    """When ``schedule`` is next due after ``after``, in seconds since 1970; None for never again.

    ``since`` is what a rate counts from, ``zone`` the time zone of the others. Raises ValueError, with one sentence,
    for what is no schedule.
    """
    form = _FORM.fullmatch(schedule)
    if form is None:
        raise ValueError(f"{schedule!r} is none of at(...), rate(...) and cron(...)")
    kind, text = form.groups()
    if kind == "rate":
        return _next_by_rate(text, after, since)
    times = _zone(zone)
    if kind == "at":
        found = _moment(text, times).timestamp()
        return found if found > after else None
    return _next_by_cron(text, datetime.fromtimestamp(after, times))


def _next_by_rate(text: str, after: float, since: float) -> float:
    rate = _RATE.fullmatch(text)
    if rate is None:
        raise ValueError(f"rate({text}) must be a number of minutes, hours or days")
    every = int(rate[1]) * _UNITS[rate[2]]
    return since + (max(after - since, 0) // every + 1) * every


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        raise ValueError(f"at({text}) must be like at(2026-01-31T08:00:00)") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError(f"there is no time zone {name!r}") from None


def _next_by_cron(text: str, after: datetime) -> float | None:
    # Not at the top: most runs have no schedule.
    from cronsim import CronSim, CronSimError

    expression, years = _translated(text)
    for year in range(after.year, _LAST_YEAR + 1):
        if year not in years:
            continue
        first = datetime(year, 1, 1, tzinfo=after.tzinfo).timestamp() - 1
        begin = datetime.fromtimestamp(max(after.timestamp(), first), after.tzinfo)
        try:
            found = next(CronSim(expression, begin), None)
        except CronSimError as error:
            raise ValueError(f"cron({text}): {str(error).lower()}") from None
        if found is None:
            return None
        if found.year in years:
            return float(found.astimezone(UTC).timestamp())
    return None


@lru_cache(maxsize=128)
def _translated(text: str) -> tuple[str, frozenset[int]]:
    """AWS's six fields as the five of a crontab, and the years. Days of the week are 1 to 7 at AWS, from Sunday."""
    fields = text.upper().split()
    if len(fields) != 6:
        raise ValueError(f"cron({text}) must have six fields: minutes, hours, day, month, day of the week, year")
    minutes, hours, day, month, weekday, year = fields
    if (day == "?") == (weekday == "?"):
        raise ValueError(f"cron({text}) must have ? for either the day of the month or the day of the week")
    if "W" in day and day != "LW":
        raise ValueError(f"cron({text}): the nearest weekday (W) is not simulated")
    weekdays = "*" if weekday == "?" else ",".join(_weekday(term) for term in weekday.split(","))
    return f"{minutes} {hours} {'*' if day == '?' else day} {month} {weekdays}", _years(year)


def _weekday(term: str) -> str:
    """One term of AWS's days of the week (``2-6``, ``FRI#3``, ``6L``) with Sunday as 0."""
    span, slash, step = term.partition("/")
    days, sharp, number = span.partition("#")
    if days == "L":
        return "6"
    last = "L" if days.endswith("L") else ""
    return "-".join(_day(day) for day in days.removesuffix("L").split("-")) + last + sharp + number + slash + step


def _day(text: str) -> str:
    if text in _DAYS:
        return str(_DAYS.index(text))
    return str(int(text) - 1) if text.isdigit() and 1 <= int(text) <= 7 else text.replace("0", "?")


def _years(text: str) -> frozenset[int]:
    found: set[int] = set()
    for term in text.split(","):
        span, _, step = term.partition("/")
        first, _, last = ("1970-2199" if span == "*" else span).partition("-")
        if not (first.isdigit() and (last or first).isdigit() and (step or "1").isdigit() and int(step or 1)):
            raise ValueError(f"{text!r} is no year of a cron expression")
        until = int(last) if last else _LAST_YEAR if step else int(first)
        found.update(range(max(int(first), _FIRST_YEAR), min(until, _LAST_YEAR) + 1, int(step or 1)))
    return frozenset(found)
