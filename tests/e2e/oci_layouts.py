"""Images as OCI layouts on disk, for tools that push from there."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


class Layout:
    """A layout in ``folder``, which blobs, images and indexes are written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "blobs" / "sha256").mkdir(parents=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def image(self, architecture: str, content: bytes) -> dict[str, Any]:
        """The descriptor of a new image for Linux on ``architecture``, of one layer with one file."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            entry = tarfile.TarInfo("content")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        plain = archive.getvalue()
        config = {
            "architecture": architecture,
            "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(plain).hexdigest()}"]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self._json(config, CONFIG),
            "layers": [self._blob(gzip.compress(plain, 1, mtime=0), LAYER)],
        }
        return {**self._json(manifest, MANIFEST), "platform": {"architecture": architecture, "os": "linux"}}

    def index(self, *images: dict[str, Any]) -> str:
        """The digest of an index of ``images``, which is what the layout is of."""
        inner = self._json({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(images)}, INDEX)
        outer = {"schemaVersion": 2, "manifests": [inner]}
        (self.folder / "index.json").write_text(json.dumps(outer))
        return str(inner["digest"])

    def _json(self, document: dict[str, Any], media_type: str) -> dict[str, Any]:
        return self._blob(json.dumps(document).encode(), media_type)

    def _blob(self, content: bytes, media_type: str) -> dict[str, Any]:
        digest = sha256(content).hexdigest()
        (self.folder / "blobs" / "sha256" / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}
