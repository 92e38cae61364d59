"""Images are scanned: by hand, when they are pushed, or on and on, by the scanning configuration of the registry.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO

from mock_ecs.ecr.layers import Layers
from mock_ecs.ecr.manifests import DOCKER_V1, DOCKER_V1_SIGNED, OCI_CONFIG
from mock_ecs.ecr.refusals.scanning import (
    ENHANCED_SCANNING_ON,
    IMAGE_ARCHIVED,
    IMAGE_SCAN_QUOTA,
    IMAGE_UNSUPPORTED,
    REGISTRY_SCAN_QUOTA,
    SCAN_NOT_FOUND,
)
from mock_ecs.ecr.registry import ScanRule
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.scan import Scan
from mock_ecs.ecr.state import EcrState
from mock_ecs.ports.scanning import PendingScan, ScannedImage, ScannedLayer, ScanResult

QUOTA_PERIOD = 24 * 3600.0
"""An image has one basic scan in so many seconds, and a registry MAXIMUM_SCANS."""
MAXIMUM_SCANS = 100_000

BASIC, ENHANCED = "BASIC", "ENHANCED"
_DONE = "The scan was completed successfully."
_GOES_ON = "Continuous scan is selected for image."
_CONFIGS = ("application/vnd.docker.container.image.v1+json", OCI_CONFIG)
_SCHEMA_1 = (DOCKER_V1, DOCKER_V1_SIGNED)


class PushScanner:
    """Scans what is pushed to one registry, restored in it, and copied to it, where its rules say so."""

    def __init__(self, state: EcrState) -> None:
        self._state = state

    def pushed(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Begin a scan of an image, unless it was scanned lately."""
        frequency = self._state.settings.scanning_of(repository).frequency
        if frequency != "MANUAL" and _is_scannable(image) and _has_quota(self._state, image):
            _begin(self._state, repository, image)

    def deleted(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Nothing to be done: findings go with their image."""

    def archived(self, repository: Repository, image: Image) -> None:
        """Nothing to be done: what is not ACTIVE shows IMAGE_ARCHIVED."""

    def restored(self, repository: Repository, image: Image) -> None:
        """Scan it like a new one."""
        self.pushed(repository, image, None, replicated=False)


def start_scan(state: EcrState, repository: Repository, image: Image) -> Scan:
    """Begin a basic scan by hand.

    Raises ValidationException with enhanced scanning, ImageArchivedException, UnsupportedImageTypeException,
    LimitExceededException.
    """
    if state.settings.scan_type == ENHANCED:
        raise ENHANCED_SCANNING_ON()
    names = {"digest": image.digest, "name": repository.name, "registry_id": repository.registry_id}
    if image.status != "ACTIVE":
        raise IMAGE_ARCHIVED(**names)
    if not _is_scannable(image):
        raise IMAGE_UNSUPPORTED(**names)
    if _scanned_lately(state, image):
        raise IMAGE_SCAN_QUOTA()
    if not _has_quota(state, image):
        raise REGISTRY_SCAN_QUOTA(registry_id=state.registry_id, maximum=MAXIMUM_SCANS)
    return _begin(state, repository, image)


def scan_of(state: EcrState, image: Image) -> Scan | None:
    """The last scan of an image of the registry's scan type, if there was one; those of the other type are hidden."""
    return image.scans.get(state.settings.scan_type)


def get_scan(state: EcrState, repository: Repository, image: Image, asked: tuple[str | None, str | None]) -> Scan:
    """The same, of an image that was ``asked`` for by digest and tag; ScanNotFoundException when there was none."""
    scan = scan_of(state, image)
    if scan is None:
        digest, tag = asked
        raise SCAN_NOT_FOUND(
            digest=digest or "null", tag=tag or "null", name=repository.name, registry_id=repository.registry_id
        )
    return scan


def set_scanning(state: EcrState, scan_type: str, rules: Sequence[ScanRule]) -> None:
    """Replace the scanning configuration. Enhanced scanning looks at once at what it is to scan on and on."""
    settings = state.settings
    former = {repository: settings.scanning_of(repository).frequency for repository in state.repositories()}
    settings.set_scanning(scan_type, rules)
    if settings.scan_type != ENHANCED:
        return
    changes = [(each, before, settings.scanning_of(each).frequency) for each, before in former.items()]
    state.events.scan_frequency_changed([change for change in changes if change[1] != change[2]])
    for repository, _, frequency in changes:
        for image in repository.images.values() if frequency == "CONTINUOUS_SCAN" else ():
            known = image.scans.get(ENHANCED)
            if image.status == "ACTIVE" and _is_scannable(image) and (known is None or known.status == "COMPLETE"):
                _begin(state, repository, image)


def _is_scannable(image: Image) -> bool:
    """True for an image of a container; False for lists of images and for other artifacts."""
    manifest = image.manifest
    return bool(manifest.blobs) and (manifest.artifact_media_type in _CONFIGS or manifest.media_type in _SCHEMA_1)


def _scanned_lately(state: EcrState, image: Image) -> bool:
    last = image.scans.get(BASIC)
    return last is not None and state.engine.now - last.begun_at < QUOTA_PERIOD


def _has_quota(state: EcrState, image: Image) -> bool:
    if state.settings.scan_type == ENHANCED:
        return ENHANCED not in image.scans
    begun = state.scans_begun
    while begun and state.engine.now - begun[0] >= QUOTA_PERIOD:
        begun.popleft()
    return len(begun) < MAXIMUM_SCANS and not _scanned_lately(state, image)


def _begin(state: EcrState, repository: Repository, image: Image) -> Scan:
    scan_type = state.settings.scan_type
    now = state.engine.now
    scan = image.scans[scan_type] = Scan("IN_PROGRESS" if scan_type == BASIC else "PENDING", now)
    if scan_type == BASIC:
        state.scans_begun.append(now)
    pending = PendingScan(None, ScanResult)
    if state.scanner is not None:
        pending = state.scanner.begin(_scanned_image(state, repository, image))
    seconds = state.timings.scan if pending.seconds is None else pending.seconds
    # In the foreground: a change in progress, whose end one who settles, or polls with a waiter, wants to see.
    state.engine.after(seconds, f"scan of {image.digest}", _end, state, repository, image, scan_type, scan, pending)
    return scan


def _end(
    state: EcrState, repository: Repository, image: Image, scan_type: str, scan: Scan, pending: PendingScan
) -> None:
    """Take the result of a scan on, if it is still the last one of an image that is still there."""
    if not state.holds(repository, image) or image.scans.get(scan_type) is not scan:
        return
    result = pending.result()
    scan.status = result.status
    scan.description = result.reason
    if result.status != "COMPLETE":
        return
    now = state.engine.now
    goes_on = scan_type == ENHANCED and state.settings.scanning_of(repository).frequency == "CONTINUOUS_SCAN"
    scan.status = "ACTIVE" if goes_on else "COMPLETE"
    scan.description = result.reason or (_GOES_ON if goes_on else _DONE)
    scan.completed_at = now
    scan.source_updated_at = now if result.source_updated_at is None else result.source_updated_at
    scan.vulnerabilities = result.vulnerabilities
    if scan_type == BASIC:
        state.events.scanned(repository, image, scan)
    else:
        state.events.first_scanned(repository, image, scan)


def _scanned_image(state: EcrState, repository: Repository, image: Image) -> ScannedImage:
    manifest = image.manifest
    # Schema 1 has no config, and its layers the other way round.
    blobs = manifest.blobs[::-1] if manifest.media_type in _SCHEMA_1 else manifest.blobs[1:]
    layers = tuple(
        ScannedLayer(blob.digest, repository.layers.get(blob.digest, 0), _opener(state.layers, repository, blob.digest))
        for blob in blobs
    )
    return ScannedImage(state.scope, repository.name, image.digest, tuple(image.tags), layers)


def _opener(layers: Layers, repository: Repository, digest: str) -> Callable[[], BinaryIO | None]:
    return partial(_open, layers, repository, digest)


def _open(layers: Layers, repository: Repository, digest: str) -> BinaryIO | None:
    """The content of a layer; it may go meanwhile, as the lock need not be held."""
    try:
        content = layers.open(repository, digest)
    except FileNotFoundError:
        return None
    return None if content is None else content.file
