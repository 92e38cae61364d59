"""Small images with package databases, as tests push them: layers, configs and manifests made on the spot."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any

DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'
ALPINE_3_19 = 'ID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n'
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"

DPKG = """\
Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl
Version: 3.0.11-1~deb12u1
Description: Secure Sockets Layer toolkit
 a line that goes on: with a colon

Package: bash
Status: install ok installed
Architecture: amd64
Source: bash (5.2.15-2)
Version: 5.2.15-2+b2

Package: removed
Status: deinstall ok config-files
Version: 1.0-1
"""

APK = """\
C:Q1abc=
P:libcrypto3
V:3.1.4-r0
A:x86_64
o:openssl
F:lib
R:libcrypto.so.3

P:busybox
V:1.36.1-r15
A:x86_64
o:busybox
"""


def archive(files: Mapping[str, str | bytes | None]) -> bytes:
    """A tar archive of files by path; None makes a folder."""
    buffer = io.BytesIO()
    with tarfile.open(mode="w", fileobj=buffer) as tar:
        for path, text in files.items():
            member = tarfile.TarInfo(path)
            if text is None:
                member.type = tarfile.DIRTYPE
            data = text.encode() if isinstance(text, str) else text or b""
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def layer(files: Mapping[str, str | bytes | None]) -> bytes:
    """The same packed by gzip, the same bytes each time."""
    return gzip.compress(archive(files), mtime=0)


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def manifest_of(*layers: bytes, config: bytes = b"{}", config_type: str = OCI_CONFIG) -> str:
    def descriptor(media_type: str, content: bytes) -> dict[str, Any]:
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}

    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor(config_type, config),
            "layers": [descriptor(OCI_LAYER, each) for each in layers],
        }
    )


def upload(ecr: Any, repository: str, content: bytes) -> None:
    """Upload a layer through the API, unless it is there."""
    there = ecr.batch_check_layer_availability(repositoryName=repository, layerDigests=[digest_of(content)])
    if [each["layerAvailability"] for each in there["layers"]] == ["AVAILABLE"]:
        return
    upload_id = ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]
    ecr.upload_layer_part(
        repositoryName=repository,
        uploadId=upload_id,
        partFirstByte=0,
        partLastByte=len(content) - 1,
        layerPartBlob=content,
    )
    ecr.complete_layer_upload(repositoryName=repository, uploadId=upload_id, layerDigests=[digest_of(content)])


def push(ecr: Any, repository: str, tag: str, *layers: bytes) -> str:
    """Push an image of ``layers``, the lowest first; returns its digest."""
    for content in (b"{}", *layers):
        upload(ecr, repository, content)
    image = ecr.put_image(repositoryName=repository, imageManifest=manifest_of(*layers), imageTag=tag)
    digest: str = image["image"]["imageId"]["imageDigest"]
    return digest


def advisory(
    name: str,
    package: str,
    *,
    ecosystem: str = "Debian:12",
    fixed: str | None = None,
    introduced: str = "0",
    **members: Any,
) -> dict[str, Any]:
    """An OSV document on one package."""
    events = [{"introduced": introduced}, *([{"fixed": fixed}] if fixed else [])]
    affected = {
        "package": {"ecosystem": ecosystem, "name": package},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {"id": name, "modified": "2025-06-01T00:00:00Z", "affected": [affected], **members}
