"""Package databases, and the release that they are of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.scanning.packages import FILES, Installed, Package, installed_in
from tests.scanning.images import ALPINE_3_19, APK, DEBIAN_12, DPKG

STATUS, ALPINE_DATABASE = "var/lib/dpkg/status", "lib/apk/db/installed"
SSL = Package("libssl3", "3.0.11-1~deb12u1", "openssl", "3.0.11-1~deb12u1", "amd64")
BASH = Package("bash", "5.2.15-2+b2", "bash", "5.2.15-2", "amd64")


def installed(**files: str) -> Installed | None:
    return installed_in({name.replace("__", "/"): text.encode() for name, text in files.items()})


def test_packages_of_dpkg_have_their_source_and_its_version() -> None:
    found = installed_in({STATUS: DPKG.encode(), "etc/os-release": DEBIAN_12.encode()})

    assert found == Installed("Debian", "12", (SSL, BASH))


def test_packages_of_a_folder_need_no_status() -> None:
    folder = "var/lib/dpkg/status.d"
    files = {f"{folder}/b": "Package: b\nVersion: 2\n", f"{folder}/a": "Package: a\nVersion: 1\n"}

    found = installed_in({name: text.encode() for name, text in {**files, "etc/os-release": DEBIAN_12}.items()})

    assert found is not None
    assert [package.name for package in found.packages] == ["b", "a"]


@pytest.mark.parametrize("path", [ALPINE_DATABASE, "usr/lib/apk/db/installed"])
def test_packages_of_apk_have_their_origin(path: str) -> None:
    found = installed_in({path: APK.encode(), "etc/os-release": ALPINE_3_19.encode()})

    assert found is not None
    assert (found.ecosystem, found.release) == ("Alpine", "v3.19")
    assert found.packages[0] == Package("libcrypto3", "3.1.4-r0", "openssl", "3.1.4-r0", "x86_64")
    assert [package.source for package in found.packages] == ["openssl", "busybox"]


@pytest.mark.parametrize(
    ("path", "release", "expected"),
    [
        (STATUS, "ID=ubuntu\nVERSION_ID='22.04'\n", ("Ubuntu", "22.04")),
        (STATUS, "ID=debian\n", ("Debian", "")),
        (STATUS, None, ("Debian", None)),
        (ALPINE_DATABASE, "ID=wolfi\nVERSION_ID=20230201\n", ("Wolfi", "20230201")),
        (ALPINE_DATABASE, "ID=alpine\nVERSION_ID=3.21_alpha20240923\n", ("Alpine", "v3.21")),
        (ALPINE_DATABASE, None, ("Alpine", None)),
    ],
)
def test_the_release_tells_the_ecosystem(path: str, release: str | None, expected: tuple[str, str | None]) -> None:
    files = {path: b""} | ({} if release is None else {"etc/os-release": release.encode()})

    found = installed_in(files)

    assert found is not None
    assert (found.ecosystem, found.release) == expected


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"etc/os-release": DEBIAN_12.encode()},
        {STATUS: DPKG.encode(), "etc/os-release": b"ID=raspbian\nVERSION_ID=12\n"},
        {STATUS: DPKG.encode(), "etc/os-release": ALPINE_3_19.encode()},
    ],
)
def test_without_a_database_of_a_known_system_nothing_is_installed(files: dict[str, bytes]) -> None:
    assert installed_in(files) is None


def test_the_own_release_file_goes_before_the_one_of_the_vendor() -> None:
    found = installed_in(
        {STATUS: b"", "etc/os-release": b"ID=ubuntu\nVERSION_ID=24.04", "usr/lib/os-release": b"ID=debian"}
    )

    assert found == Installed("Ubuntu", "24.04", ())


@given(st.dictionaries(st.sampled_from(FILES), st.binary(max_size=200)))
def test_any_bytes_can_be_read(files: dict[str, bytes]) -> None:
    found = installed_in(files)

    assert found is None or all(package.name and package.version for package in found.packages)
