"""What is measured of growth, with how much effort, and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How large it gets."""

    instances: tuple[int, ...] = (100, 1_000, 10_000)
    tasks: int = 100_000
    tasks_over_http: int = 100_000
    day_instances: int = 1_000
    day_services: int = 100
    services: int = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, and what it is to be."""

    title: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target
