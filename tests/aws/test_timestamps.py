"""Points in time in texts."""

from __future__ import annotations

import pytest

from mock_ecs.aws.timestamps import epoch_of, timestamp_text


@pytest.mark.parametrize(
    ("epoch", "text"),
    [
        (1746529337.19, "2025-05-06T11:02:17.19Z"),
        (1746529337.0, "2025-05-06T11:02:17Z"),
        (1746529337.005, "2025-05-06T11:02:17.005Z"),
        (1746529337.1, "2025-05-06T11:02:17.1Z"),
        (1746529337.9999, "2025-05-06T11:02:18Z"),
        (0.0, "1970-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_written_in_utc_without_zeros_at_its_end(epoch: float, text: str) -> None:
    assert timestamp_text(epoch) == text


def test_what_is_written_can_be_read() -> None:
    assert epoch_of(timestamp_text(1746529337.19)) == 1746529337.19
