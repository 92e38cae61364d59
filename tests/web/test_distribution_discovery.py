"""The registry's HTTP API: what OCI's conformance category "content discovery" asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.registry import (
    ABSENT,
    CONFIG,
    LAYER,
    OCI_IMAGE,
    OCI_INDEX,
    RegistryClient,
    digest_of,
    errors,
    image,
)

TAGS = ["a", "b", "latest", "v1", "v10", "v2"]
HIGH = (
    "Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to"
    " 1000'"
)
NO_REPOSITORY = "The repository with name 'nope' does not exist in the registry with id '123456789012'"


@pytest.fixture
def tagged(registry: RegistryClient) -> RegistryClient:
    """Six tags, given in another order than theirs."""
    for tag in ("v2", "a", "latest", "v10", "b", "v1"):
        registry.push_image(tag)
    return registry


@pytest.mark.parametrize(
    ("query", "tags", "link"),
    [
        ("", TAGS, None),
        ("?n=1000", TAGS, None),
        ("?n=6", TAGS, None),
        ("?n=4", ["a", "b", "latest", "v1"], '</v2/app/tags/list?last=v1&n=4>; rel="next"'),
        ("?n=4&last=v1", ["v10", "v2"], None),
        ("?last=b", ["latest", "v1", "v10", "v2"], None),
        ("?last=m", ["v1", "v10", "v2"], None),
        ("?last=zzz", [], None),
        ("?n=1&last=a", ["b"], '</v2/app/tags/list?last=b&n=1>; rel="next"'),
        ("?n=0", [], None),
    ],
)
def test_tags_are_listed_in_order_page_by_page(
    tagged: RegistryClient, query: str, tags: list[str], link: str | None
) -> None:
    answer = tagged("GET", f"/v2/app/tags/list{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json == {"name": "app", "tags": tags}
    assert answer.headers.get("Link") == link


@pytest.mark.parametrize(
    ("path", "status", "code", "message"),
    [
        ("/v2/app/tags/list?n=1001", 405, "UNSUPPORTED", HIGH),
        ("/v2/app/tags/list?n=" + "9" * 5000, 405, "UNSUPPORTED", HIGH),
        ("/v2/app/tags/list?n=-1", 400, "PAGINATION_NUMBER_INVALID", "n must be a number, not '-1'"),
        ("/v2/app/tags/list?n=x", 400, "PAGINATION_NUMBER_INVALID", "n must be a number, not 'x'"),
        ("/v2/nope/tags/list", 404, "NAME_UNKNOWN", NO_REPOSITORY),
        ("/v2/nope/referrers/" + ABSENT, 404, "NAME_UNKNOWN", NO_REPOSITORY),
        ("/v2/app/referrers/sha256:bad", 400, "DIGEST_INVALID", "'sha256:bad' is no digest"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_question_is_refused(registry: RegistryClient, path: str, status: int, code: str, message: str) -> None:
    answer = registry("GET", path)

    assert (answer.status_code, errors(answer)) == (status, [(code, message)])


def test_an_empty_repository_has_no_tags(registry: RegistryClient) -> None:
    assert registry("GET", "/v2/app/tags/list").json == {"name": "app", "tags": []}


def test_a_page_has_a_hundred_tags_unless_more_are_wanted(registry: RegistryClient) -> None:
    manifest = registry.push_image("t0")
    for number in range(1, 101):
        registry("PUT", f"/v2/app/manifests/t{number}", manifest, Content_Type=OCI_IMAGE)

    first = registry("GET", "/v2/app/tags/list")
    rest = registry("GET", first.headers["Link"][1:].partition(">")[0])

    assert [len((page.json or {})["tags"]) for page in (first, rest)] == [100, 1]
    assert "Link" not in rest.headers


def test_repositories_are_listed_page_by_page(registry: RegistryClient) -> None:
    for name in ("team/web", "zoo", "base"):
        registry.create_repository(name)

    first = registry("GET", "/v2/_catalog?n=3")
    rest = registry("GET", first.headers["Link"][1:].partition(">")[0])

    assert first.json == {"repositories": ["app", "base", "team/web"]}
    assert first.headers["Link"] == '</v2/_catalog?last=team%2Fweb&n=3>; rel="next"'
    assert rest.json == {"repositories": ["zoo"]}


def referring(registry: RegistryClient, subject: str, **members: Any) -> bytes:
    """Push an image about ``subject``, by its digest; returns its manifest."""
    registry.push_blob(CONFIG)
    registry.push_blob(LAYER)
    body = image(subject={"mediaType": OCI_IMAGE, "size": 5, "digest": subject}, **members)
    assert registry("PUT", f"/v2/app/manifests/{digest_of(body)}", body, Content_Type=OCI_IMAGE).status_code == 201
    return body


class TestReferrers:
    def test_none_is_an_empty_index(self, registry: RegistryClient) -> None:
        answer = registry("GET", f"/v2/app/referrers/{ABSENT}")

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, OCI_INDEX)
        assert json.loads(answer.data) == {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []}

    def test_each_is_described(self, registry: RegistryClient) -> None:
        signature = referring(registry, ABSENT, artifactType="application/x.signature", annotations={"by": "me"})
        plain = referring(registry, ABSENT)

        answer = json.loads(registry("GET", f"/v2/app/referrers/{ABSENT}").data)

        assert answer["manifests"] == [
            {
                "mediaType": OCI_IMAGE,
                "size": len(signature),
                "digest": digest_of(signature),
                "artifactType": "application/x.signature",
                "annotations": {"by": "me"},
            },
            {
                "mediaType": OCI_IMAGE,
                "size": len(plain),
                "digest": digest_of(plain),
                "artifactType": "application/vnd.oci.image.config.v1+json",
            },
        ]

    def test_a_type_can_be_asked_for(self, registry: RegistryClient) -> None:
        signature = referring(registry, ABSENT, artifactType="application/x.signature")
        referring(registry, ABSENT, artifactType="application/x.sbom")

        answer = registry("GET", f"/v2/app/referrers/{ABSENT}?artifactType=application%2Fx.signature")

        assert answer.headers["OCI-Filters-Applied"] == "artifactType"
        assert [item["digest"] for item in json.loads(answer.data)["manifests"]] == [digest_of(signature)]

    def test_one_that_was_deleted_is_not_listed(self, registry: RegistryClient) -> None:
        body = referring(registry, ABSENT)

        registry("DELETE", f"/v2/app/manifests/{digest_of(body)}")

        assert json.loads(registry("GET", f"/v2/app/referrers/{ABSENT}").data)["manifests"] == []
