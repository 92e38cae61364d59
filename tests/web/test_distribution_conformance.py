"""The registry's HTTP API: each kind of content that OCI's conformance program makes, from its push to its end.

What the program asks of single requests is in the tests of the categories; here every kind goes through all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.web.registry import ABSENT, OCI_IMAGE, OCI_INDEX, RegistryClient, digest_of

CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
FOREIGN_TYPE = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
EMPTY_TYPE = "application/vnd.oci.empty.v1+json"
ARTIFACT = "application/vnd.example.v1"
EMPTY = b"{}"


@dataclass
class Content:
    """Blobs and manifests that belong together, in the order of their push; digests are of ``algorithm``."""

    algorithm: str = "sha256"
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def blob(self, body: bytes, media_type: str = LAYER_TYPE, **members: Any) -> dict[str, Any]:
        digest = digest_of(body, self.algorithm)
        self.blobs[digest] = body
        return {"mediaType": media_type, "size": len(body), "digest": digest} | members

    def manifest(self, media_type: str, tag: str, **members: Any) -> dict[str, Any]:
        body = json.dumps({"schemaVersion": 2, "mediaType": media_type} | members).encode()
        digest = digest_of(body, self.algorithm)
        self.manifests[digest] = body
        if tag:
            self.tags[tag] = digest
        return {"mediaType": media_type, "size": len(body), "digest": digest}

    def image(self, tag: str = "", name: str = "image", **members: Any) -> dict[str, Any]:
        config = self.blob(name.encode(), CONFIG_TYPE)
        return self.manifest(
            OCI_IMAGE, tag, **{"config": config, "layers": [self.blob(b"a"), self.blob(b"b")]} | members
        )

    def artifact(self, tag: str = "", **members: Any) -> dict[str, Any]:
        empty = self.blob(EMPTY, EMPTY_TYPE)
        return self.image(tag, artifactType=ARTIFACT, config=empty, **{"layers": [self.blob(b"c", ARTIFACT)]} | members)

    def index(self, *children: dict[str, Any], tag: str = "", **members: Any) -> dict[str, Any]:
        return self.manifest(OCI_INDEX, tag, manifests=list(children), **members)


def nested(content: Content) -> None:
    pairs = [content.index(content.image(name=f"{row}a"), content.image(name=f"{row}b")) for row in "12"]
    content.index(*pairs, tag="all")


def with_data(content: Content) -> None:
    content.image("v1", layers=[content.blob(b"a", data="YQ==")])


def with_subject(content: Content) -> None:
    subject = content.image("v1")
    content.image(subject=subject)
    content.artifact("signed", subject=subject, annotations={"by": "me"})


def index_with_subject(content: Content) -> None:
    subject = content.index(content.image(), tag="v1")
    content.index(content.artifact(), tag="signed", subject=subject, artifactType=ARTIFACT, annotations={"by": "me"})


def foreign_layers(content: Content) -> None:
    absent = {"mediaType": FOREIGN_TYPE, "size": 5, "digest": ABSENT, "urls": ["https://store.example/blob"]}
    content.image("v1", layers=[absent, content.blob(b"a")])


def many_tags(content: Content) -> None:
    digest = content.index(content.image("child"), tag="v1")["digest"]
    content.tags |= {"v1.0": digest, "latest": digest}


KINDS: dict[str, tuple[str, Callable[[Content], Any]]] = {
    "image": ("sha256", lambda content: content.image("v1")),
    "large-manifest": (
        "sha256",
        lambda content: content.image("v1", annotations={f"note-{row}": "A" * 10_000 for row in range(390)}),
    ),
    "index": ("sha256", lambda content: content.index(content.image(name="x"), content.image(name="y"), tag="v1")),
    "nested-index": ("sha256", nested),
    "empty-index": ("sha256", lambda content: content.index(tag="v1")),
    "artifact": ("sha256", lambda content: content.artifact("v1")),
    "artifact-index": ("sha256", lambda content: content.index(content.artifact(), tag="v1", artifactType=ARTIFACT)),
    "artifact-without-layers": (
        "sha256",
        lambda content: content.artifact("v1", layers=[content.blob(EMPTY, EMPTY_TYPE)]),
    ),
    "artifacts-with-subject": ("sha256", with_subject),
    "index-with-subject": ("sha256", index_with_subject),
    "missing-subject": (
        "sha256",
        lambda content: content.artifact("v1", subject={"mediaType": OCI_IMAGE, "size": 123, "digest": ABSENT}),
    ),
    "data-field": ("sha256", with_data),
    "non-distributable-layers": ("sha256", foreign_layers),
    "custom-fields": ("sha256", lambda content: content.index(content.image(**{"org.x": "1"}), tag="v1", custom="2")),
    "sha512": ("sha512", lambda content: content.index(content.image(), tag="v1")),
    "tag-param-sha256": ("sha256", many_tags),
    "tag-param-sha512": ("sha512", many_tags),
}


@pytest.fixture(params=KINDS)
def content(request: pytest.FixtureRequest) -> Content:
    algorithm, make = KINDS[request.param]
    content = Content(algorithm)
    make(content)
    return content


@pytest.fixture
def pushed(registry: RegistryClient, content: Content) -> RegistryClient:
    """Blobs first, then each manifest by its digest, with its tags as parameters."""
    for digest, data in content.blobs.items():
        assert registry("POST", f"/v2/app/blobs/uploads/?digest={digest}", data).status_code == 201
    for digest, body in content.manifests.items():
        named = "&".join(f"tag={tag}" for tag in tags_of(content, digest))
        answer = registry("PUT", f"/v2/app/manifests/{digest}?{named}", body, Content_Type=media_type(body))
        assert answer.status_code == 201, answer.text
        assert answer.headers["Location"].endswith(f"/v2/app/manifests/{digest}")
        assert answer.headers["Docker-Content-Digest"] == digest
        assert answer.headers.get("OCI-Tag", "") == ", ".join(tags_of(content, digest))
        assert answer.headers.get("OCI-Subject") == json.loads(body).get("subject", {}).get("digest")
    return registry


def tags_of(content: Content, digest: str) -> list[str]:
    return [tag for tag, named in content.tags.items() if named == digest]


def media_type(body: bytes) -> str:
    return str(json.loads(body)["mediaType"])


def test_all_of_it_can_be_pulled(pushed: RegistryClient, content: Content) -> None:
    references = {reference: reference for reference in content.manifests} | content.tags

    for reference, digest in references.items():
        body = content.manifests[digest]
        head = pushed("HEAD", f"/v2/app/manifests/{reference}", Accept=OCI_IMAGE + ", " + OCI_INDEX)
        got = pushed("GET", f"/v2/app/manifests/{reference}", Accept=OCI_IMAGE + ", " + OCI_INDEX)
        for answer, data in ((head, b""), (got, body)):
            assert (answer.status_code, answer.data) == (200, data)
            assert answer.headers["Content-Type"] == media_type(body)
            assert answer.headers["Content-Length"] == str(len(body))
    for digest, data in content.blobs.items():
        assert pushed("GET", f"/v2/app/blobs/{digest}").data == data


def test_its_tags_and_referrers_are_listed(pushed: RegistryClient, content: Content) -> None:
    about: dict[str, list[dict[str, Any]]] = {}
    for digest, body in content.manifests.items():
        document = json.loads(body)
        if "subject" in document:
            described = {"mediaType": document["mediaType"], "size": len(body), "digest": digest}
            described["artifactType"] = document.get("artifactType") or document["config"]["mediaType"]
            described |= {name: document[name] for name in ("annotations",) if name in document}
            about.setdefault(document["subject"]["digest"], []).append(described)

    listed = pushed("GET", "/v2/app/tags/list").json

    assert listed == {"name": "app", "tags": sorted(content.tags)}
    for subject, referrers in about.items():
        assert json.loads(pushed("GET", f"/v2/app/referrers/{subject}").data)["manifests"] == referrers
        of_type = pushed("GET", f"/v2/app/referrers/{subject}?artifactType={ARTIFACT}")
        assert of_type.headers["OCI-Filters-Applied"] == "artifactType"
        wanted = [item for item in referrers if item["artifactType"] == ARTIFACT]
        assert json.loads(of_type.data)["manifests"] == wanted


def test_all_of_it_can_be_deleted(pushed: RegistryClient, content: Content) -> None:
    places = [f"/v2/app/manifests/{tag}" for tag in reversed(content.tags)]
    places += [f"/v2/app/manifests/{digest}" for digest in reversed(content.manifests)]
    places += [f"/v2/app/blobs/{digest}" for digest in content.blobs]

    for place in places:
        # An image goes with its last tag, as by BatchDeleteImage.
        there = pushed("HEAD", place).status_code == 200
        deleted, after = pushed("DELETE", place).status_code, pushed("HEAD", place).status_code
        assert (place, deleted, after) == (place, 202 if there else 404, 404)

    assert pushed("GET", "/v2/app/tags/list").json == {"name": "app", "tags": []}
    assert pushed.world.blobs.bytes_kept == 0
