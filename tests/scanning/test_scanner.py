"""The scanner: from the layers of an image to what is wrong with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.scanning import ScannedImage, ScannedLayer, ScanResult
from mock_ecs.scanning import scanner as module
from mock_ecs.scanning.advisories import Advisories
from mock_ecs.scanning.scanner import UNSUPPORTED, PackageScanner
from tests.scanning.images import ALPINE_3_19, APK, DEBIAN_12, DPKG, advisory, digest_of, layer

DEBIAN = layer({"etc/os-release": DEBIAN_12, "var/lib/dpkg/status": DPKG})
ALPINE = layer({"etc/os-release": ALPINE_3_19, "lib/apk/db/installed": APK})
ADVISORIES = Advisories(
    [
        advisory("CVE-2023-5678", "openssl", fixed="3.0.13-1"),
        advisory("CVE-2023-5678", "openssl", ecosystem="Alpine:v3.19", fixed="3.1.4-r1"),
    ]
)


def opened(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def image(*layers: bytes | None) -> ScannedImage:
    found = [
        ScannedLayer("sha256:none", 0, lambda: None)
        if each is None
        else ScannedLayer(digest_of(each), len(each), opened(each))
        for each in layers
    ]
    return ScannedImage(Scope(), "app", "sha256:app", ("v1",), tuple(found))


def scan(*layers: bytes | None) -> ScanResult:
    return PackageScanner(ADVISORIES).begin(image(*layers)).result()


@pytest.mark.parametrize("base", [DEBIAN, ALPINE], ids=["debian", "alpine"])
def test_an_image_is_told_what_is_wrong_with_its_packages(base: bytes) -> None:
    result = scan(base, layer({"app.py": "print()"}))

    assert (result.status, result.reason) == ("COMPLETE", None)
    assert [(found.name, found.package) for found in result.vulnerabilities] == [("CVE-2023-5678", "openssl")]
    assert result.source_updated_at == 1748736000.0


def test_an_upgrade_in_an_upper_layer_mends_it() -> None:
    upgraded = DPKG.replace("Version: 3.0.11-1~deb12u1", "Version: 3.0.13-1")

    assert scan(DEBIAN, layer({"var/lib/dpkg/status": upgraded})) == ScanResult("COMPLETE", (), None, 1748736000.0)


def test_an_image_without_a_package_database_is_not_supported() -> None:
    assert scan(layer({"bin/busybox": "x"})) == ScanResult("UNSUPPORTED_IMAGE", reason=UNSUPPORTED)


@pytest.mark.parametrize("layers", [(None,), (None, layer({"bin/busybox": "x"}))])
def test_an_image_that_was_never_uploaded_is_well(layers: tuple[bytes | None, ...]) -> None:
    assert scan(*layers).status == "COMPLETE"
    assert scan(*layers).vulnerabilities == ()


def test_a_broken_layer_lets_the_scan_fail() -> None:
    result = scan(DEBIAN, layer({"a": "b"})[:-10])

    assert result.status == "FAILED"
    assert str(result.reason).startswith("the layer is broken: ")


def test_a_layer_is_read_once() -> None:
    scanner = PackageScanner(ADVISORIES)
    reads = []

    def read() -> BinaryIO:
        reads.append(1)
        return io.BytesIO(DEBIAN)

    shared = ScannedImage(Scope(), "app", "sha256:app", (), (ScannedLayer(digest_of(DEBIAN), len(DEBIAN), read),))
    results = [scanner.begin(shared).result() for _ in range(3)]

    assert len(reads) == 1
    assert results[0] == results[2]


def test_what_layers_hold_is_forgotten_when_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_BYTES", 2000)
    scanner = PackageScanner(ADVISORIES)

    results = [scanner.begin(image(base)).result().status for base in (DEBIAN, ALPINE, layer({"a": "b"}), DEBIAN)]

    assert results == ["COMPLETE", "COMPLETE", "UNSUPPORTED_IMAGE", "COMPLETE"]
    assert len(scanner._layers) < 3


def test_large_layers_are_read_beside_and_found_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = scan(DEBIAN)
    monkeypatch.setattr(module, "AT_ONCE", 0)

    pending = [PackageScanner(ADVISORIES).begin(image(DEBIAN)) for _ in range(5)]

    assert [each.result() for each in pending] == [at_once] * 5
