"""Manifests and a repository that the tests of ECR share."""

from __future__ import annotations

import json
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

START = 1767225600.0
DOCKER_V2 = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
CONFIG_DIGEST = f"sha256:{'c' * 64}"
LAYER_DIGESTS = {letter: f"sha256:{letter * 64}" for letter in "abdef"}

IMAGE_A_DIGEST = "sha256:c4bf4ae5df96c2059e87ba27d9e0c81159aea4ab74b0a2ae9343603a06530144"
IMAGE_B_DIGEST = "sha256:1fcfe1d97a3c563ab088bdb140feae8d569ed9fd7a593a0c7952cce44fe02b29"


def image_manifest(letter: str = "a", **members: Any) -> str:
    """A Docker image of one layer of 1000 bytes and a config of 100; ``letter`` makes it another."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": DOCKER_V2,
        "config": {"mediaType": DOCKER_CONFIG, "size": 100, "digest": CONFIG_DIGEST},
        "layers": [{"mediaType": DOCKER_LAYER, "size": 1000, "digest": LAYER_DIGESTS[letter]}],
    }
    return json.dumps(manifest | members)


def list_manifest(*digests: str, **members: Any) -> str:
    """A Docker manifest list of the images with those digests."""
    children = [{"mediaType": DOCKER_V2, "size": 500, "digest": digest} for digest in digests]
    return json.dumps({"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": children} | members)


def new_state() -> EcrState:
    """An empty registry of account 123456789012 in us-east-1, on the first of January 2026."""
    return EcrState(Scope(), Engine(START), Ids(0), address="localhost:4566")


def new_repository(**settings: Any) -> Repository:
    """An empty repository called ``app`` that has the blobs of all image manifests here."""
    repository = new_state().create_repository("app", **settings)
    for digest in (CONFIG_DIGEST, *LAYER_DIGESTS.values()):
        repository.add_layer(digest, 1000)
    return repository
