"""What ECR tells Amazon EventBridge; an event is made only where somebody listens.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mock_ecs.aws.events import enveloped
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.scan import Scan
from mock_ecs.ports.neighbours import EventBus
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

ECR, INSPECTOR = "aws.ecr", "aws.inspector2"

Detail = dict[str, Any]


class Events:
    """Puts the events of one registry on ``bus``; without one nobody listens."""

    def __init__(self, scope: Scope, engine: Engine, ids: Ids, bus: EventBus | None = None) -> None:
        self._scope = scope
        self._engine = engine
        self._ids = ids
        self.bus = bus

    def pushed(self, repository: Repository, image: Image, tag: str | None) -> None:
        """An image was stored, or got a tag."""
        if self._is_heard():
            self._put("ECR Image Action", _of_image(repository, image, "PUSH") | {"image-tag": tag or ""})

    def deleted(self, repository: Repository, image: Image, tags: Iterable[str | None]) -> None:
        """Tags are gone, or with None an image that had none."""
        if self._is_heard():
            for tag in tags:
                self._put("ECR Image Action", _of_image(repository, image, "DELETE") | {"image-tag": tag or ""})

    def storage_class_changed(self, repository: Repository, image: Image) -> None:
        """An image went to the archive, or is back from it; a referrer has events of its own."""
        if not self._is_heard():
            return
        detail = _of_image(repository, image, "UPDATE_STORAGE_CLASS") | {
            "target-storage-class": image.storage_class,
            "manifest-media-type": image.manifest.media_type,
        }
        if image.manifest.artifact_media_type is not None:
            detail["artifact-media-type"] = image.manifest.artifact_media_type
        if image.status == "ACTIVE" and image.last_activated_at is not None:
            detail["last-activated-at"] = round(image.last_activated_at, 3)
        self._put("ECR Image Action" if image.manifest.subject is None else "ECR Referrer Action", detail)

    def scanned(self, repository: Repository, image: Image, scan: Scan) -> None:
        """A basic scan is complete."""
        if self._is_heard():
            self._put("ECR Image Scan", _of_scan(repository, image, scan, "COMPLETE"), [repository.arn])

    def first_scanned(self, repository: Repository, image: Image, scan: Scan) -> None:
        """The first enhanced scan is complete: Amazon Inspector tells of it."""
        if not self._is_heard(INSPECTOR):
            return
        detail = _of_scan(repository, image, scan, "INITIAL_SCAN_COMPLETE") | {"repository-name": repository.arn}
        detail["finding-severity-counts"]["TOTAL"] = len(scan.vulnerabilities)
        self._put("Inspector2 Scan", detail, [repository.arn], INSPECTOR)

    def scan_frequency_changed(self, changes: Sequence[tuple[Repository, str, str]]) -> None:
        """Enhanced scanning looks at repositories differently: each with its former and its new frequency."""
        if changes and self._is_heard():
            repositories = [
                {
                    "repository-name": repository.name,
                    "repository-arn": repository.arn,
                    "scan-frequency": frequency,
                    "previous-scan-frequency": former,
                }
                for repository, former, frequency in changes
            ]
            detail = {
                "action-type": "SCAN_FREQUENCY_CHANGE",
                "repositories": repositories,
                "resource-type": "REPOSITORY",
                "scan-type": "ENHANCED",
            }
            self._put("ECR Scan Resource Change", detail)

    def replicated(self, repository: Repository, image: Image, tag: str | None, source: Scope, *, failed: bool) -> None:
        """An image of ``source`` came to this registry, or could not."""
        if self._is_heard():
            detail = _of_image(repository, image, "REPLICATE") | {
                "result": "FAILED" if failed else "SUCCESS",
                "source-account": source.account,
                "source-region": source.region,
                "image-tag": tag or "",
            }
            self._put("ECR Replication Action", detail, [self._scope.arn("ecr", f"repository/{repository.name}")])

    def _is_heard(self, source: str = ECR) -> bool:
        return self.bus is not None and self.bus.listens(self._scope, source)

    def _put(
        self, detail_type: str, detail: Mapping[str, Any], resources: Sequence[str] = (), source: str = ECR
    ) -> None:
        if self.bus is not None:
            event_id = self._ids.uuid("event")
            event = enveloped(source, detail_type, detail, self._scope, event_id, self._engine.now, resources)
            self.bus.put(self._scope, event)


def _of_image(repository: Repository, image: Image, action: str) -> Detail:
    return {
        "result": "SUCCESS",
        "repository-name": repository.name,
        "image-digest": image.digest,
        "action-type": action,
    }


def _of_scan(repository: Repository, image: Image, scan: Scan, status: str) -> Detail:
    return {
        "scan-status": status,
        "repository-name": repository.name,
        "finding-severity-counts": scan.severity_counts(),
        "image-digest": image.digest,
        "image-tags": list(image.tags),
    }
