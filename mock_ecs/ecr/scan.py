"""What became of a scan of an image.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
"""

from __future__ import annotations

from dataclasses import dataclass

from mock_ecs.ports.scanning import SEVERITIES, Vulnerability

__all__ = ["Scan", "Vulnerability"]


@dataclass(slots=True, eq=False)
class Scan:
    """One scan: IN_PROGRESS or PENDING, then COMPLETE, ACTIVE (scanned on and on), FAILED or UNSUPPORTED_IMAGE.

    Times are epoch seconds; ``source_updated_at`` is when what is known of vulnerabilities last changed.
    """

    status: str
    begun_at: float
    description: str | None = None
    completed_at: float | None = None
    source_updated_at: float | None = None
    vulnerabilities: tuple[Vulnerability, ...] = ()

    @property
    def has_findings(self) -> bool:
        """True when it came to an end at which there is something to be shown."""
        return self.status in ("COMPLETE", "ACTIVE")

    def severity_counts(self) -> dict[str, int]:
        """How many findings there are of each severity of which there is any, the worst first."""
        found = [each.severity for each in self.vulnerabilities]
        return {severity: found.count(severity) for severity in SEVERITIES if severity in found}
