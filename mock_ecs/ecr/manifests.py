"""Image manifests and manifest lists: read, checked, and translated between Docker's format and OCI's.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.refusals.images import MANIFEST_INVALID, MEDIA_TYPE_MISSING, NO_LAYERS

DOCKER_V1 = "application/vnd.docker.distribution.manifest.v1+json"
DOCKER_V1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"
DOCKER_V2 = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
DIGEST_PATTERN = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+"

_IMAGES = (DOCKER_V2, OCI_IMAGE)
_LISTS = (DOCKER_LIST, OCI_INDEX)
_SCHEMA_1 = (DOCKER_V1, DOCKER_V1_SIGNED)
_FOREIGN = (".rootfs.foreign.", ".layer.nondistributable.")
_DIGEST = re.compile(r"[a-zA-Z0-9\-_+.]+:[a-fA-F0-9]+")
_DOCKER_TO_OCI = {
    DOCKER_V2: OCI_IMAGE,
    "application/vnd.docker.container.image.v1+json": OCI_CONFIG,
    "application/vnd.docker.image.rootfs.diff.tar": "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip": "application/vnd.oci.image.layer.v1.tar+gzip",
}
_OCI_TO_DOCKER = {oci: docker for docker, oci in _DOCKER_TO_OCI.items()}
_TRANSLATIONS = {DOCKER_V2: (OCI_IMAGE, _DOCKER_TO_OCI), OCI_IMAGE: (DOCKER_V2, _OCI_TO_DOCKER)}


class Blob(NamedTuple):
    """A config or layer that a manifest names; ``size`` is None where the format has none (schema 1).

    A ``foreign`` layer (of Windows, mostly) is had from elsewhere, and so need not be pushed.
    """

    digest: str
    size: int | None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest: ``blobs`` (config first) of an image, or ``children`` (digests) of a manifest list.

    ``text`` is what was pushed, to the byte; ``digest`` is made of it.
    """

    text: str
    digest: str
    media_type: str
    artifact_media_type: str | None = None
    blobs: tuple[Blob, ...] = ()
    children: tuple[str, ...] = ()
    subject: str | None = None


def read_manifest(text: str, media_type: str | None = None, *, algorithm: str = "sha256") -> Manifest:
    """The manifest in ``text``; its own media type goes before the one given with it.

    ``algorithm`` is that of its digest: SHA-256, but for clients of the registry that ask for SHA-512.

    Raises InvalidParameterException for what ECR does not take.
    """
    document = _document(text)
    own_type = document.get("mediaType") or media_type
    if own_type is None:
        raise MEDIA_TYPE_MISSING()
    manifest_type = str(own_type)
    digest = digest_of(text, algorithm)
    if manifest_type in _IMAGES:
        return _image(document, text, digest, manifest_type)
    if manifest_type in _LISTS:
        return Manifest(text, digest, manifest_type, children=_children(document), subject=_subject(document))
    if manifest_type in _SCHEMA_1:
        return Manifest(text, digest, manifest_type, blobs=_schema_1_layers(document))
    raise MANIFEST_INVALID()


def translated(manifest: Manifest, accepted: Sequence[str]) -> tuple[str, str] | None:
    """Text and media type of ``manifest`` for who accepts only ``accepted``; None when it cannot be had so.

    ECR turns a Docker image into an OCI image and back. (Its translation to schema 1 is not done here.)
    """
    if not accepted or manifest.media_type in accepted:
        return manifest.text, manifest.media_type
    target, words = _TRANSLATIONS.get(manifest.media_type, (None, {}))
    if target is None or target not in accepted:
        return None
    document = _document(manifest.text)
    document["mediaType"] = target
    layers = document.get("layers")
    for descriptor in (document.get("config"), *(layers if isinstance(layers, list) else ())):
        if isinstance(descriptor, dict) and descriptor.get("mediaType") in words:
            descriptor["mediaType"] = words[descriptor["mediaType"]]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")), target


def digest_of(text: str, algorithm: str = "sha256") -> str:
    """The digest of a manifest, which is that of its bytes."""
    return f"{algorithm}:{hashlib.new(algorithm, text.encode()).hexdigest()}"


def is_digest(text: str) -> bool:
    """True for text in the form of a digest."""
    return _DIGEST.fullmatch(text) is not None


def _document(text: str) -> dict[str, object]:
    document = json_object(text)
    if document is None:
        raise MANIFEST_INVALID()
    return document


def _image(document: dict[str, object], text: str, digest: str, media_type: str) -> Manifest:
    config = document.get("config")
    layers = document.get("layers")
    if document.get("schemaVersion") != 2 or not isinstance(config, dict) or not isinstance(layers, list):
        raise MANIFEST_INVALID()
    if not layers:
        raise NO_LAYERS()
    artifact_type = document.get("artifactType") or config.get("mediaType")
    return Manifest(
        text,
        digest,
        media_type,
        artifact_media_type=artifact_type if isinstance(artifact_type, str) else None,
        blobs=tuple(_blob(descriptor) for descriptor in (config, *layers)),
        subject=_subject(document),
    )


def _children(document: dict[str, object]) -> tuple[str, ...]:
    """Digests of what a list names; one that names other things (BuildKit's caches do) is refused."""
    children = document.get("manifests")
    if document.get("schemaVersion") != 2 or not isinstance(children, list):
        raise MANIFEST_INVALID()
    for child in children:
        if not isinstance(child, dict) or child.get("mediaType") not in (*_IMAGES, *_LISTS, *_SCHEMA_1):
            raise MANIFEST_INVALID()
    return tuple(dict.fromkeys(_blob(child).digest for child in children))


def _schema_1_layers(document: dict[str, object]) -> tuple[Blob, ...]:
    layers = document.get("fsLayers")
    if document.get("schemaVersion") != 1 or not isinstance(layers, list):
        raise MANIFEST_INVALID()
    if not layers:
        raise NO_LAYERS()
    digests = [layer.get("blobSum") if isinstance(layer, dict) else None for layer in layers]
    return tuple(Blob(_digest(digest), None) for digest in digests)


def _subject(document: dict[str, object]) -> str | None:
    subject = document.get("subject")
    return _blob(subject).digest if subject is not None else None


def _blob(descriptor: object) -> Blob:
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("mediaType", ""), str):
        raise MANIFEST_INVALID()
    size = descriptor.get("size")
    if type(size) is not int or not 0 <= size < 2**63:
        raise MANIFEST_INVALID()
    foreign = any(word in descriptor.get("mediaType", "") for word in _FOREIGN)
    return Blob(_digest(descriptor.get("digest")), size, foreign)


def _digest(value: object) -> str:
    if not isinstance(value, str) or not is_digest(value):
        raise MANIFEST_INVALID()
    return value
