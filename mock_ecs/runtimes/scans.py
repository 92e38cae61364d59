"""What scans of images find, as scenarios say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_ecs.ports.scanning import SEVERITIES, PendingScan, ScanResult, Vulnerability
from mock_ecs.runtimes.outcomes import Delay, delay
from mock_ecs.sim.ids import Chance


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """How a scan ends, and ``after`` how long; None for as long as usual."""

    result: ScanResult
    after: Delay | None = None

    def of(self, chance: Chance) -> PendingScan:
        """A scan that ends so."""
        return PendingScan(None if self.after is None else self.after.drawn(chance), lambda: self.result)


def scan_outcome(wish: Mapping[str, Any] | None) -> ScanOutcome | None:
    """What a rule says, which fits its schema; None where it says nothing of scans."""
    if wish is None:
        return None
    found = [_vulnerability(finding) for finding in wish.get("findings", ())]
    found.sort(key=lambda each: SEVERITIES.index(each.severity))
    result = ScanResult(wish.get("status", "COMPLETE"), tuple(found), wish.get("reason"))
    return ScanOutcome(result, delay(wish.get("after")))


def _vulnerability(finding: Mapping[str, Any]) -> Vulnerability:
    return Vulnerability(
        name=finding["name"],
        severity=finding.get("severity", "UNDEFINED"),
        package=finding.get("package", ""),
        version=finding.get("version", ""),
        fixed_in=finding.get("fixed-in"),
        description=finding.get("description", ""),
        uri=finding.get("uri", ""),
        attributes=tuple(finding.get("attributes", {}).items()),
    )
