"""Managed signing: what is pushed is signed by the rules of the registry; a signature is a referrer of its image.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html
"""

from __future__ import annotations

import json
from hashlib import sha256

from mock_ecs.ecr.manifests import OCI_IMAGE, Manifest, read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Progress, Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.wildcards import like

SIGNATURE_TYPE = "application/vnd.cncf.notary.signature"
_ENVELOPE_TYPE = "application/jose+json"
_EMPTY_TYPE = "application/vnd.oci.empty.v1+json"
_EMPTY = b"{}"


class Signer:
    """Signs what is pushed to one registry, once for each image and signing profile.

    A signature has the form of Notation's; its envelope tells what was signed, by which profile, and is no proof of
    anything. Signatures themselves are not signed, nor is what comes from another registry.
    """

    def __init__(self, state: EcrState) -> None:
        self._state = state

    def pushed(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Begin a signature by each profile whose rule matches the repository."""
        if replicated or image.manifest.artifact_media_type == SIGNATURE_TYPE:
            return
        for profile in profiles_for(self._state, repository.name):
            if profile in image.signings:
                continue
            image.signings[profile] = Progress()
            # In the foreground: a change in progress, whose end one who settles wants to see.
            self._state.engine.after(
                self._state.timings.signing, f"image {image.digest} signed", self._sign, repository, image, profile
            )

    def deleted(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Nothing to be done: a signature outlives its image."""

    def archived(self, repository: Repository, image: Image) -> None:
        """Nothing to be done."""

    def restored(self, repository: Repository, image: Image) -> None:
        """Sign it like a new one, where it is not signed yet."""
        self.pushed(repository, image, None, replicated=False)

    def _sign(self, repository: Repository, image: Image, profile: str) -> None:
        if not self._state.holds(repository, image):
            return
        envelope = _envelope(image, profile, self._state.engine.now)
        signature = _signature(image.manifest, envelope)
        for content in (_EMPTY, envelope):
            self._state.layers.add_content(repository, content)
        put_image(repository, signature, now=self._state.engine.now)
        image.signings[profile] = Progress("COMPLETE")


def profiles_for(state: EcrState, name: str) -> list[str]:
    """The ARNs of the signing profiles for a repository called ``name``, each once."""
    configuration = state.settings.signing or {"rules": []}
    found: dict[str, None] = {}
    for rule in configuration["rules"]:
        filters = rule.get("repositoryFilters")
        if not filters or any(like(each["filter"], name) for each in filters):
            found[rule["signingProfileArn"]] = None
    return list(found)


def _envelope(image: Image, profile: str, now: float) -> bytes:
    document = {"signed": image.digest, "signingProfile": profile, "signingTime": now, "note": "Made by mock-ecs."}
    return json.dumps(document, sort_keys=True).encode()


def _signature(subject: Manifest, envelope: bytes) -> Manifest:
    def descriptor(media_type: str, content: bytes) -> dict[str, object]:
        return {"mediaType": media_type, "digest": f"sha256:{sha256(content).hexdigest()}", "size": len(content)}

    document = {
        "schemaVersion": 2,
        "mediaType": OCI_IMAGE,
        "artifactType": SIGNATURE_TYPE,
        "config": descriptor(_EMPTY_TYPE, _EMPTY),
        "layers": [descriptor(_ENVELOPE_TYPE, envelope)],
        "subject": descriptor(subject.media_type, subject.text.encode()),
    }
    return read_manifest(json.dumps(document))
