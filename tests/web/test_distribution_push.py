"""The registry's HTTP API: what OCI's conformance category "push" asks for, with ECR's own rules on top."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.ecr.repositories import TagMutability
from tests.web.registry import (
    ABSENT,
    CONFIG,
    CONFIG_DIGEST,
    LAYER,
    LAYER_DIGEST,
    OCI_IMAGE,
    OCI_INDEX,
    RegistryClient,
    digest_of,
    errors,
    image,
    index,
)

IMAGE_DIGEST = digest_of(image())
NO_REPOSITORY = "The repository with name 'nope' does not exist in the registry with id '123456789012'"
JSON_SYNTAX = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
IN_APP = (
    "required for pushing image into repository with name 'app' in the registry with id '123456789012' do not exist"
)
WRONG_DIGEST = "None of the provided layer digests match the calculated layer digest"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
IMMUTABLE = (
    "The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the tag is immutable."
)


def sent(registry: RegistryClient, *chunks: bytes, last: bytes = b"", digest: str = LAYER_DIGEST) -> Any:
    """Upload ``chunks`` by PATCH, and ``last`` with the digest; returns the last answer."""
    place, start = registry.begin(), 0
    for chunk in chunks:
        content_range = f"{start}-{start + len(chunk) - 1}"
        answer = registry("PATCH", place, chunk, Content_Range=content_range)
        start += len(chunk)
        assert answer.status_code == 202, answer.text
        assert answer.headers["Range"] == f"0-{start - 1}"
        place = answer.headers["Location"]
    return registry("PUT", f"{place}?digest={digest}", last)


def kept(registry: RegistryClient) -> int:
    return registry.world.blobs.bytes_kept


class TestBlobs:
    def test_an_upload_has_a_place(self, registry: RegistryClient) -> None:
        answer = registry("POST", "/v2/app/blobs/uploads/", Host="mock:4566")

        assert answer.status_code == 202
        assert answer.headers["Location"].startswith("http://mock:4566/v2/app/blobs/uploads/")
        assert answer.headers["Range"] == "0-0"

    @pytest.mark.parametrize("cut", [0, 1, 1024, 2047, 2048])
    def test_a_blob_comes_in_one_chunk_or_two(self, registry: RegistryClient, cut: int) -> None:
        chunks = [chunk for chunk in (LAYER[:cut], LAYER[cut:]) if chunk]

        answer = sent(registry, *chunks)

        assert (answer.status_code, answer.headers["Docker-Content-Digest"]) == (201, LAYER_DIGEST)
        assert registry("GET", answer.headers["Location"]).data == LAYER

    def test_the_last_chunk_may_come_with_the_digest(self, registry: RegistryClient) -> None:
        answer = sent(registry, LAYER[:1000], last=LAYER[1000:])

        assert answer.status_code == 201
        assert registry("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER

    def test_a_blob_may_come_with_its_digest_at_once(self, registry: RegistryClient) -> None:
        escaped = LAYER_DIGEST.replace(":", "%3A")

        answer = registry("POST", f"/v2/app/blobs/uploads/?digest={escaped}", LAYER)

        assert answer.status_code == 201
        assert registry("GET", answer.headers["Location"]).data == LAYER

    def test_a_stream_needs_no_range(self, registry: RegistryClient) -> None:
        place = registry.begin()

        registry("PATCH", place, LAYER[:100])
        registry("PATCH", place, LAYER[100:])
        answer = registry("PUT", f"{place}?digest={LAYER_DIGEST}")

        assert answer.status_code == 201

    def test_a_blob_is_kept_once_for_all_repositories(self, registry: RegistryClient) -> None:
        registry.create_repository("other")

        for name in ("app", "app", "other"):
            registry.push_blob(LAYER, name)

        assert kept(registry) == len(LAYER)

    def test_sha512_names_blobs_too(self, registry: RegistryClient) -> None:
        digest = digest_of(LAYER, "sha512")

        answer = sent(registry, LAYER, digest=digest)

        assert (answer.status_code, answer.headers["Docker-Content-Digest"]) == (201, digest)
        assert registry("GET", f"/v2/app/blobs/{digest}").data == LAYER

    def test_how_far_it_has_come_can_be_asked(self, registry: RegistryClient) -> None:
        place = registry.begin()
        registry("PATCH", place, LAYER[:700])

        answer = registry("GET", place)

        assert (answer.status_code, answer.headers["Range"], answer.data) == (204, "0-699", b"")
        assert answer.headers["Location"] == place

    def test_a_chunk_out_of_order_changes_nothing(self, registry: RegistryClient) -> None:
        place = registry.begin()
        registry("PATCH", place, LAYER[:700], Content_Range="0-699")

        wrong = registry("PATCH", place, LAYER[800:], Content_Range="800-2047")
        again = registry("PATCH", place, LAYER[:700], Content_Range="0-699")
        ended = registry("PUT", f"{place}?digest={LAYER_DIGEST}", LAYER[800:], Content_Range="800-2047")
        status = registry("GET", place).headers["Range"]
        right = registry("PUT", f"{place}?digest={LAYER_DIGEST}", LAYER[700:], Content_Range="700-2047")

        assert [answer.status_code for answer in (wrong, again, ended, right)] == [416, 416, 416, 201]
        assert errors(wrong) == [("BLOB_UPLOAD_INVALID", "First byte of the layer part is 800 instead of 700")]
        assert status == "0-699"
        assert registry("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER

    def test_a_wrong_digest_leaves_the_upload_as_it_was(self, registry: RegistryClient) -> None:
        place = registry.begin()
        registry("PATCH", place, LAYER[:700])

        wrong = registry("PUT", f"{place}?digest={LAYER_DIGEST}", b"corrupted")
        right = registry("PUT", f"{place}?digest={LAYER_DIGEST}", LAYER[700:])

        assert (wrong.status_code, errors(wrong)) == (400, [("BLOB_UPLOAD_INVALID", WRONG_DIGEST)])
        assert right.status_code == 201

    def test_a_wrong_digest_stores_nothing(self, registry: RegistryClient) -> None:
        answer = registry("POST", f"/v2/app/blobs/uploads/?digest={LAYER_DIGEST}", LAYER[:-1])

        assert (answer.status_code, errors(answer)) == (400, [("BLOB_UPLOAD_INVALID", WRONG_DIGEST)])
        assert registry("HEAD", f"/v2/app/blobs/{LAYER_DIGEST}").status_code == 404
        assert kept(registry) == 0

    def test_an_upload_can_be_given_up(self, registry: RegistryClient) -> None:
        place = registry.begin()

        given_up = registry("DELETE", place)
        after = registry("GET", place)

        assert (given_up.status_code, after.status_code) == (204, 404)
        assert errors(after)[0][0] == "BLOB_UPLOAD_UNKNOWN"

    @pytest.mark.parametrize(
        ("method", "path", "headers", "status", "code"),
        [
            ("POST", "/v2/nope/blobs/uploads/", {}, 404, "NAME_UNKNOWN"),
            ("POST", "/v2/app/blobs/uploads/?digest=sha256:00", {}, 400, "DIGEST_INVALID"),
            ("POST", "/v2/app/blobs/uploads/?mount=nothing&from=app", {}, 400, "DIGEST_INVALID"),
            ("PUT", "$place", {}, 400, "DIGEST_INVALID"),
            ("PUT", "$place?digest=", {}, 400, "DIGEST_INVALID"),
            ("PUT", "$place?digest=../../etc/passwd", {}, 400, "DIGEST_INVALID"),
            ("PUT", f"$place?digest=md5:{'0' * 32}", {}, 400, "DIGEST_INVALID"),
            ("PATCH", "$place", {"Content-Range": "first"}, 400, "BLOB_UPLOAD_INVALID"),
            ("PATCH", "$place", {"Content-Range": "0-99"}, 400, "SIZE_INVALID"),
            ("PATCH", "$place", {"Content-Range": "0-1"}, 400, "SIZE_INVALID"),
            ("PATCH", "$place", {"Content-Range": "5-2"}, 416, "BLOB_UPLOAD_INVALID"),
            ("PATCH", "/v2/app/blobs/uploads/00000000-0000-4000-8000-000000000000", {}, 404, "BLOB_UPLOAD_UNKNOWN"),
            ("PATCH", "/v2/app/blobs/uploads/..%2e", {}, 404, "BLOB_UPLOAD_UNKNOWN"),
            ("DELETE", "/v2/app/blobs/uploads/x", {}, 404, "BLOB_UPLOAD_UNKNOWN"),
        ],
    )
    def test_a_bad_request_is_refused(
        self, registry: RegistryClient, method: str, path: str, headers: dict[str, str], status: int, code: str
    ) -> None:
        place = registry.begin()

        answer = registry(method, path.replace("$place", place), b"bytes", **headers)

        assert (answer.status_code, errors(answer)[0][0]) == (status, code)
        assert registry("GET", place).headers["Range"] == "0-0"
        assert kept(registry) == 0

    def test_an_empty_blob_is_refused_as_ecr_does(self, registry: RegistryClient) -> None:
        place = registry.begin()

        answer = registry("PUT", f"{place}?digest={digest_of(b'')}")

        assert answer.status_code == 400
        assert errors(answer) == [
            (
                "BLOB_UPLOAD_INVALID",
                f"The upload with id '{place.rpartition('/')[2]}' in the repository with name 'app' in registry with"
                " id '123456789012' cannot be completed because it does not have any parts.",
            )
        ]

    def test_an_upload_belongs_to_its_repository(self, registry: RegistryClient) -> None:
        registry.create_repository("other")
        place = registry.begin().replace("/app/", "/other/")

        assert registry("PATCH", place, LAYER).status_code == 404

    def test_an_abandoned_upload_expires(self, registry: RegistryClient) -> None:
        place = registry.begin()
        registry.world.advance(20 * 3600)
        registry.authorization = RegistryClient(registry.world, registry.http).authorization
        registry("PATCH", place, LAYER[:700])

        registry.world.advance(23 * 3600)
        registry.authorization = RegistryClient(registry.world, registry.http).authorization
        before = registry("GET", place).status_code
        registry.world.advance(3600)
        after = registry("GET", place).status_code

        assert (before, after) == (204, 404)


class TestMounts:
    @pytest.fixture
    def other(self, registry: RegistryClient) -> RegistryClient:
        """There is an image in other, and ECR's blob mounting is on."""
        registry.create_repository("other")
        registry.push_image("v1", "other")
        registry.world.ecr(registry.scope).settings.set_account_setting("BLOB_MOUNTING", "ENABLED")
        return registry

    def mount(self, registry: RegistryClient, digest: str = LAYER_DIGEST, source: str = "&from=other") -> Any:
        return registry("POST", f"/v2/app/blobs/uploads/?mount={digest}{source}")

    def test_a_blob_is_mounted_from_another_repository(self, other: RegistryClient) -> None:
        answer = self.mount(other)

        assert (answer.status_code, answer.headers["Docker-Content-Digest"]) == (201, LAYER_DIGEST)
        assert other("GET", answer.headers["Location"]).data == LAYER

    def test_a_mounted_blob_stays_when_its_source_goes(self, other: RegistryClient) -> None:
        self.mount(other)

        with other.world.entered():
            other.world.ecr(other.scope).delete_repository("other", force=True)

        assert other("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER
        assert kept(other) == len(LAYER)

    @pytest.mark.parametrize("source", ["", "&from=nope", "&from=../x"])
    def test_without_a_source_it_is_to_be_uploaded(self, other: RegistryClient, source: str) -> None:
        answer = self.mount(other, source=source)

        assert answer.status_code == 202
        assert other("PUT", f"{answer.headers['Location']}?digest={LAYER_DIGEST}", LAYER).status_code == 201

    def test_what_the_source_does_not_have_is_to_be_uploaded(self, other: RegistryClient) -> None:
        assert self.mount(other, ABSENT).status_code == 202

    def test_what_no_image_has_is_to_be_uploaded(self, other: RegistryClient) -> None:
        loose = other.push_blob(b"loose", "other")

        assert self.mount(other, loose).status_code == 202

    def test_it_is_off_until_the_account_turns_it_on(self, other: RegistryClient) -> None:
        other.world.ecr(other.scope).settings.set_account_setting("BLOB_MOUNTING", "DISABLED")

        assert self.mount(other).status_code == 202


@pytest.fixture
def with_blobs(registry: RegistryClient) -> RegistryClient:
    registry.push_blob(CONFIG)
    registry.push_blob(LAYER)
    return registry


def put(registry: RegistryClient, body: bytes, reference: str = "v1", media_type: str = OCI_IMAGE) -> Any:
    return registry("PUT", f"/v2/app/manifests/{reference}", body, Content_Type=media_type)


class TestManifests:
    @pytest.mark.parametrize("reference", ["v1", IMAGE_DIGEST])
    def test_a_manifest_is_put_by_tag_or_digest(self, with_blobs: RegistryClient, reference: str) -> None:
        answer = put(with_blobs, image(), reference)

        assert (answer.status_code, answer.headers["Docker-Content-Digest"]) == (201, IMAGE_DIGEST)
        assert answer.headers["Location"].endswith(f"/v2/app/manifests/{IMAGE_DIGEST}")
        back = with_blobs("GET", answer.headers["Location"])
        assert (back.data, back.headers["Content-Type"]) == (image(), OCI_IMAGE)

    @pytest.mark.parametrize(
        "body",
        [
            b" \n" + image() + b"\n\n",
            json.dumps(json.loads(image()), indent=7).encode(),
            image(custom={"b": 1, "a": [1.50, "\u00e9"]}),
            image().replace(b'{"schemaVersion": 2', b'{"schemaVersion": 2, "x": 1, "x": 1.0e0'),
            image(annotations={"key": "\\u0041 \u00fc"}),
        ],
    )
    def test_its_bytes_are_kept_as_they_came(self, with_blobs: RegistryClient, body: bytes) -> None:
        answer = put(with_blobs, body, digest_of(body))

        assert answer.status_code == 201
        assert with_blobs("GET", f"/v2/app/manifests/{digest_of(body)}").data == body

    def test_the_media_type_may_be_in_the_header_alone(self, with_blobs: RegistryClient) -> None:
        document = json.loads(image())
        del document["mediaType"]

        put(with_blobs, json.dumps(document).encode(), media_type=f"{OCI_IMAGE}; charset=utf-8")

        assert with_blobs("HEAD", "/v2/app/manifests/v1").headers["Content-Type"] == OCI_IMAGE

    def test_a_digest_may_come_with_tags(self, with_blobs: RegistryClient) -> None:
        answer = put(with_blobs, image(), f"{IMAGE_DIGEST}?tag=v1&tag=v2")

        assert (answer.status_code, answer.headers["OCI-Tag"]) == (201, "v1, v2")
        assert with_blobs("GET", "/v2/app/tags/list").json == {"name": "app", "tags": ["v1", "v2"]}

    def test_sha512_names_manifests_too(self, with_blobs: RegistryClient) -> None:
        digest = digest_of(image(), "sha512")

        answer = put(with_blobs, image(), digest)

        assert (answer.status_code, answer.headers["Docker-Content-Digest"]) == (201, digest)
        assert with_blobs("GET", f"/v2/app/manifests/{digest}").data == image()

    def test_a_subject_is_told_of_and_may_be_missing(self, with_blobs: RegistryClient) -> None:
        subject = {"mediaType": OCI_IMAGE, "size": 5, "digest": ABSENT}

        answer = put(with_blobs, image(subject=subject))

        assert (answer.status_code, answer.headers["OCI-Subject"]) == (201, ABSENT)

    def test_an_index_needs_its_children(self, with_blobs: RegistryClient) -> None:
        early = put(with_blobs, index(image()), media_type=OCI_INDEX)
        put(with_blobs, image(), IMAGE_DIGEST)
        late = put(with_blobs, index(image()), media_type=OCI_INDEX)
        nested = index()
        nested = nested.replace(b"[]", json.dumps([json.loads(descriptor_of(index(image())))]).encode())
        around = put(with_blobs, nested, "all", media_type=OCI_INDEX)

        assert (early.status_code, errors(early)) == (
            400,
            [("MANIFEST_BLOB_UNKNOWN", f"Images with digests '[{IMAGE_DIGEST}]' {IN_APP}")],
        )
        assert (late.status_code, around.status_code) == (201, 201)

    def test_an_image_needs_its_blobs_whatever_references_are(self, registry: RegistryClient) -> None:
        registry.push_blob(CONFIG)

        answer = put(registry, image())

        assert (answer.status_code, errors(answer)) == (
            404,
            [("BLOB_UPLOAD_UNKNOWN", f"Layers with digests '[{LAYER_DIGEST}]' {IN_APP}")],
        )
        assert registry("HEAD", "/v2/app/manifests/v1").status_code == 404

    @pytest.mark.parametrize(
        "media_type",
        [
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        ],
    )
    def test_a_foreign_layer_need_not_be_there(self, with_blobs: RegistryClient, media_type: str) -> None:
        layers = [{"mediaType": media_type, "size": 9, "digest": ABSENT, "urls": ["https://example.com/layer"]}]

        assert put(with_blobs, image(layers=layers)).status_code == 201

    def test_the_same_again_is_no_error(self, with_blobs: RegistryClient) -> None:
        answers = [put(with_blobs, image(), reference) for reference in ("v1", "v1", IMAGE_DIGEST)]

        assert [answer.status_code for answer in answers] == [201, 201, 201]

    @pytest.mark.parametrize("body", [image(), image(annotations={"other": "image"})])
    def test_an_immutable_tag_stays_where_it_is(self, with_blobs: RegistryClient, body: bytes) -> None:
        put(with_blobs, image())
        repository = with_blobs.world.ecr(with_blobs.scope).repository("app")
        repository.set_tag_mutability(TagMutability("IMMUTABLE"))

        answer = put(with_blobs, body)

        assert (answer.status_code, errors(answer)) == (400, [("TAG_INVALID", IMMUTABLE)])
        assert with_blobs("GET", "/v2/app/manifests/v1").data == image()

    @pytest.mark.parametrize(
        ("reference", "body", "status", "code", "message"),
        [
            ("v1", b"no JSON", 405, "UNSUPPORTED", JSON_SYNTAX),
            ("v1", b"\xff\xfe", 405, "UNSUPPORTED", JSON_SYNTAX),
            ("v1", b"", 405, "UNSUPPORTED", JSON_SYNTAX),
            ("v1", b"[" * 100_000, 405, "UNSUPPORTED", JSON_SYNTAX),
            ("v1", image(mediaType="text/html"), 405, "UNSUPPORTED", JSON_SYNTAX),
            (
                "v1",
                image(layers=[]),
                405,
                "UNSUPPORTED",
                JSON_SYNTAX.replace("Invalid JSON syntax", "Image has to have at least 1 layer"),
            ),
            ("sha256:baddigeststring", image(), 400, "DIGEST_INVALID", "'sha256:baddigeststring' is no digest"),
            (
                ABSENT,
                image(),
                400,
                "DIGEST_INVALID",
                f"Image digest '{ABSENT}' does not match the digest '{IMAGE_DIGEST}' that Amazon ECR calculated",
            ),
            ("-v1", image(), 400, "TAG_INVALID", "'-v1' is no tag"),
            (f"{IMAGE_DIGEST}?tag=a+b", image(), 400, "TAG_INVALID", "'a b' is no tag"),
            ("v1", b" " * 4_194_305, 413, "MANIFEST_INVALID", "the manifest has more than 4194304 bytes"),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_a_bad_manifest_is_refused(
        self, with_blobs: RegistryClient, reference: str, body: bytes, status: int, code: str, message: str
    ) -> None:
        answer = put(with_blobs, body, reference)

        assert (answer.status_code, errors(answer)) == (status, [(code, message)])
        assert with_blobs("GET", "/v2/app/tags/list").json == {"name": "app", "tags": []}

    def test_a_manifest_of_the_largest_size_is_taken(self, with_blobs: RegistryClient) -> None:
        body = image().ljust(4_194_304)

        assert put(with_blobs, body).status_code == 201

    def test_there_has_to_be_a_repository(self, registry: RegistryClient) -> None:
        answer = registry("PUT", "/v2/nope/manifests/v1", image(), Content_Type=OCI_IMAGE)

        assert (answer.status_code, errors(answer)) == (404, [("NAME_UNKNOWN", NO_REPOSITORY)])

    def test_what_was_pushed_here_is_seen_by_the_api(self, with_blobs: RegistryClient) -> None:
        put(with_blobs, image())

        stored = with_blobs.world.ecr(with_blobs.scope).repository("app").tagged["v1"]

        assert (stored.digest, stored.size) == (IMAGE_DIGEST, 37 + 2048)
        assert CONFIG_DIGEST in with_blobs.world.ecr(with_blobs.scope).repository("app").layers


def descriptor_of(manifest: bytes) -> str:
    return json.dumps({"mediaType": OCI_INDEX, "size": len(manifest), "digest": digest_of(manifest)})
