"""docker and skopeo, unmodified, push to a repository URI as ECR returns it, pull from it, list and delete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import run_program
from tests.e2e.engines import docker_engine, lacking, run
from tests.e2e.oci_layouts import Layout

pytestmark = pytest.mark.slow

Aws = Callable[..., Any]
Program = Callable[..., str]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with docker_engine(tmp_path_factory.mktemp("docker")) as host:
        yield host


@pytest.fixture
def uri(aws: Aws) -> str:
    """The URI of an empty repository called team/app."""
    created = aws("ecr", "create-repository", "--repository-name=team/app")
    return str(created["repository"]["repositoryUri"])


@pytest.fixture
def password(aws_endpoint: str, tmp_path: Path) -> str:
    """What ``aws ecr get-login-password`` prints."""
    return run_program(["-m", "awscli", "ecr", "get-login-password"], aws_endpoint, tmp_path).stdout.strip()


@pytest.fixture
def docker(engine: str, uri: str, password: str, tmp_path: Path) -> Program:
    """The docker client, logged in to the registry of ``uri``."""

    def call(*arguments: str | Path, text: str | None = None) -> str:
        return run("docker", "--host", engine, "--config", tmp_path / "docker", *arguments, text=text)

    call("login", "--username=AWS", "--password-stdin", uri.partition("/")[0], text=password)
    return call


@pytest.fixture
def skopeo(uri: str, password: str, tmp_path: Path) -> Program:
    """skopeo, logged in to the registry of ``uri``; it has to be told of plain HTTP, even on loopback."""
    if shutil.which("skopeo") is None:
        lacking("skopeo")
    login = ["--authfile", tmp_path / "auth.json"]

    def call(command: str, *arguments: str | Path) -> str:
        sides = ["--src-tls-verify=false", "--dest-tls-verify=false"] if command == "copy" else ["--tls-verify=false"]
        return run("skopeo", command, *login, *sides, *arguments)

    registry = uri.partition("/")[0]
    run("skopeo", "login", *login, "--tls-verify=false", "--username=AWS", "--password-stdin", registry, text=password)
    return call


def details(aws: Aws) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = aws("ecr", "describe-images", "--repository-name=team/app")["imageDetails"]
    return found


class TestDocker:
    def test_an_image_built_from_scratch_is_pushed_and_pulled_by_tag_and_by_digest(
        self, docker: Program, aws: Aws, uri: str, tmp_path: Path
    ) -> None:
        busybox = shutil.which("busybox")
        if busybox is None:
            lacking("busybox")
        shutil.copy(busybox, tmp_path / "busybox")
        dockerfile = 'FROM scratch\nCOPY busybox /bin/busybox\nCMD ["/bin/busybox", "true"]\n'
        (tmp_path / "Dockerfile").write_text(dockerfile)
        docker("build", "--tag", f"{uri}:v1", "--file", tmp_path / "Dockerfile", tmp_path)

        docker("push", f"{uri}:v1")
        (image,) = details(aws)
        docker("rmi", f"{uri}:v1")
        docker("pull", f"{uri}:v1")
        by_digest = docker("pull", f"{uri}@{image['imageDigest']}")

        assert image["imageTags"] == ["v1"]
        assert image["imageDigest"] in by_digest
        assert image["imageDigest"] in docker("inspect", f"{uri}:v1", "--format={{.RepoDigests}}")

    def test_a_layer_of_60_mb_goes_through(self, docker: Program, aws: Aws, uri: str, tmp_path: Path) -> None:
        (tmp_path / "large").write_bytes(os.urandom(60_000_000))
        (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY large /large\n")
        docker("build", "--tag", f"{uri}:large", tmp_path)

        docker("push", f"{uri}:large")
        docker("rmi", f"{uri}:large")
        docker("pull", f"{uri}:large")

        (image,) = details(aws)
        assert image["imageSizeInBytes"] > 60_000_000

    def test_what_is_not_there_is_told(self, docker: Program, uri: str) -> None:
        with pytest.raises(AssertionError, match="not found"):
            docker("pull", f"{uri}:nope")
        with pytest.raises(AssertionError, match="does not exist"):
            docker("pull", f"{uri}-nope:v1")


class TestSkopeo:
    def test_an_index_of_two_platforms_is_pushed_listed_pulled_and_deleted(
        self, skopeo: Program, aws: Aws, uri: str, tmp_path: Path
    ) -> None:
        layout = Layout(tmp_path / "layout")
        digest = layout.index(layout.image("amd64", b"for amd64"), layout.image("arm64", b"for arm64"))

        skopeo("copy", "--all", f"oci:{tmp_path / 'layout'}", f"docker://{uri}:multi")
        tags = json.loads(skopeo("list-tags", f"docker://{uri}"))["Tags"]
        raw = json.loads(skopeo("inspect", "--raw", f"docker://{uri}:multi"))
        skopeo("copy", "--all", f"docker://{uri}:multi", f"oci:{tmp_path / 'by-tag'}")
        skopeo("copy", "--all", f"docker://{uri}@{digest}", f"oci:{tmp_path / 'by-digest'}")

        assert tags == ["multi"]
        assert [entry["platform"]["architecture"] for entry in raw["manifests"]] == ["amd64", "arm64"]
        assert len(details(aws)) == 3
        for folder in ("by-tag", "by-digest"):
            names = sorted(path.name for path in (tmp_path / folder / "blobs" / "sha256").iterdir())
            assert names == sorted(path.name for path in (tmp_path / "layout" / "blobs" / "sha256").iterdir())

        skopeo("delete", f"docker://{uri}:multi")
        assert json.loads(skopeo("list-tags", f"docker://{uri}"))["Tags"] == []

    def test_a_single_image_is_copied_from_one_repository_to_another(
        self, skopeo: Program, aws: Aws, uri: str, tmp_path: Path
    ) -> None:
        layout = Layout(tmp_path / "layout")
        layout.index(layout.image("amd64", b"alone"))
        other = aws("ecr", "create-repository", "--repository-name=other")["repository"]["repositoryUri"]
        skopeo("copy", "--all", f"oci:{tmp_path / 'layout'}", f"docker://{uri}:one")

        skopeo("copy", "--override-arch=amd64", "--override-os=linux", f"docker://{uri}:one", f"docker://{other}:one")

        inspected = json.loads(skopeo("inspect", f"docker://{other}:one"))
        assert (inspected["Architecture"], inspected["RepoTags"]) == ("amd64", ["one"])

    def test_an_immutable_tag_is_not_overwritten(self, skopeo: Program, aws: Aws, uri: str, tmp_path: Path) -> None:
        aws("ecr", "put-image-tag-mutability", "--repository-name=team/app", "--image-tag-mutability=IMMUTABLE")
        for number, content in enumerate((b"first", b"second")):
            layout = Layout(tmp_path / f"layout-{number}")
            layout.index(layout.image("amd64", content))
        skopeo("copy", "--all", f"oci:{tmp_path / 'layout-0'}", f"docker://{uri}:v1")

        with pytest.raises(AssertionError, match="immutable"):
            skopeo("copy", "--all", f"oci:{tmp_path / 'layout-1'}", f"docker://{uri}:v1")
