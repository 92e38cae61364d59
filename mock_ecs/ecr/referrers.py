"""Images that speak of another image, their subject: signatures, attestations, lists of packages.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html
"""

from __future__ import annotations

from typing import NamedTuple

from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.repositories import Image, Repository


class Referrer(NamedTuple):
    """An image with a subject, as lists of referrers show it; ``size`` is that of its manifest (bytes)."""

    image: Image
    digest: str
    media_type: str
    size: int
    artifact_type: str | None
    annotations: dict[str, str]


def referrers_of(repository: Repository, subject: str, *, status: str = "ACTIVE") -> list[Referrer]:
    """The images whose subject has the digest ``subject``, in the order of their pushes.

    ``status`` is theirs, or ANY. The subject itself need not be in the repository.
    """
    images = repository.referrers.get(subject, {}).values()
    return [_referrer(image) for image in images if status in ("ANY", image.status)]


def _referrer(image: Image) -> Referrer:
    manifest = image.manifest
    document = json_object(manifest.text) or {}
    config = document.get("config")
    kind = document.get("artifactType") or (config.get("mediaType") if isinstance(config, dict) else None)
    annotations = document.get("annotations")
    return Referrer(
        image,
        manifest.digest,
        manifest.media_type,
        len(manifest.text.encode()),
        kind if isinstance(kind, str) else None,
        {str(name): str(value) for name, value in annotations.items()} if isinstance(annotations, dict) else {},
    )
