"""What looks for vulnerabilities in images."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple, Protocol

from mock_ecs.aws.scope import Scope

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
"""How bad a vulnerability may be, in ECR's words, the worst first."""


class Cvss(NamedTuple):
    """How bad a vulnerability is by one version of CVSS (``3.1``)."""

    version: str
    score: float
    vector: str


class Vulnerability(NamedTuple):
    """What is wrong with a package of an image. ``severity`` is ECR's word; times are epoch seconds.

    ``attributes`` are names and values that ECR's finding has beside those that follow from the other fields.
    """

    name: str
    severity: str = "UNDEFINED"
    package: str = ""
    version: str = ""
    architecture: str = ""
    fixed_in: str | None = None
    description: str = ""
    uri: str = ""
    cvss: tuple[Cvss, ...] = ()
    published_at: float | None = None
    updated_at: float | None = None
    attributes: tuple[tuple[str, str], ...] = ()


class ScannedLayer(NamedTuple):
    """A layer of an image; ``open`` may be called in any thread, and gives None for what was never uploaded."""

    digest: str
    size: int
    open: Callable[[], BinaryIO | None]


class ScannedImage(NamedTuple):
    """An image to be scanned; ``layers`` begin with the lowest."""

    scope: Scope
    repository: str
    digest: str
    tags: tuple[str, ...]
    layers: tuple[ScannedLayer, ...]


class ScanResult(NamedTuple):
    """How a scan ended: COMPLETE, FAILED or UNSUPPORTED_IMAGE, ``reason`` where something is to be said of that.

    ``source_updated_at`` is when what is known of vulnerabilities last changed (epoch seconds).
    """

    status: str = "COMPLETE"
    vulnerabilities: tuple[Vulnerability, ...] = ()
    reason: str | None = None
    source_updated_at: float | None = None


class PendingScan(NamedTuple):
    """A scan that has begun: how many ``seconds`` it takes (None: the usual), and what waits for its result."""

    seconds: float | None
    result: Callable[[], ScanResult]


class ImageScanner(Protocol):
    """Who looks into images for packages with vulnerabilities."""

    def begin(self, image: ScannedImage) -> PendingScan:
        """Begin a scan; its result depends on the image and on what is known, and not on how long that takes."""
