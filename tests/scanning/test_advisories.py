"""Advisories in OSV's format: which packages they are about, how bad that is, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.ports.scanning import Cvss, Vulnerability
from mock_ecs.scanning.advisories import Advisories, AdvisoriesError, read_advisories
from mock_ecs.scanning.packages import Installed, Package
from tests.scanning.images import advisory

V3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
V2 = "AV:N/AC:L/Au:N/C:C/I:C/A:C"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"


def debian(version: str, *, release: str | None = "12", source: str = "openssl") -> Installed:
    return Installed("Debian", release, (Package("libssl3", version, source, version, "amd64"),))


def about(installed: Installed, *documents: dict[str, Any]) -> list[str]:
    return [found.name for found in Advisories(documents).about(installed)]


@pytest.mark.parametrize(
    ("version", "affected"),
    [("3.0.11-1~deb12u1", True), ("3.0.11-1~deb12u2", False), ("3.0.13-1", False), ("1.0", True)],
)
def test_a_version_before_the_fix_is_affected(version: str, affected: bool) -> None:
    fix = advisory("CVE-2023-5678", "openssl", fixed="3.0.11-1~deb12u2")

    assert about(debian(version), fix) == ["CVE-2023-5678"] * affected


@pytest.mark.parametrize(
    ("version", "affected"),
    [("0.9", False), ("1.0", True), ("1.4", True), ("1.5", False), ("2.0", True), ("2.3", True), ("2.4", False)],
)
def test_ranges_begin_and_end_several_times(version: str, affected: bool) -> None:
    document = advisory("CVE-1", "openssl")
    # Events may stand in any order.
    events = [{"introduced": "2.0"}, {"last_affected": "2.3"}, {"fixed": "1.5"}, {"introduced": "1.0"}]
    document["affected"][0]["ranges"][0]["events"] = events

    assert about(debian(version), document) == ["CVE-1"] * affected


def test_versions_can_be_named_one_by_one() -> None:
    document = advisory("CVE-1", "openssl")
    document["affected"][0] |= {"ranges": [], "versions": ["1.0-1", "1.0-2"]}

    assert about(debian("1.0-2"), document) == ["CVE-1"]
    assert about(debian("1.0-3"), document) == []


@pytest.mark.parametrize(
    ("ecosystem", "release", "affected"),
    [
        ("Debian:12", "12", True),
        ("Debian", "12", True),
        ("Debian:11", "12", False),
        ("Debian:11", None, True),
        ("Debian:11", "", False),
        ("Debian", "", True),
        ("Alpine:v3.19", "12", False),
        ("npm", "12", False),
    ],
)
def test_an_advisory_is_about_its_release(ecosystem: str, release: str | None, affected: bool) -> None:
    document = advisory("CVE-1", "openssl", ecosystem=ecosystem)

    assert about(debian("1.0", release=release), document) == ["CVE-1"] * affected


def test_an_advisory_may_name_the_package_in_place_of_its_source() -> None:
    assert about(debian("1.0"), advisory("CVE-1", "libssl3", fixed="2.0")) == ["CVE-1"]


def test_what_is_built_from_one_source_counts_once() -> None:
    packages = tuple(Package(name, "1.0", "openssl", "1.0") for name in ("libssl3", "openssl", "libssl-dev"))

    found = Advisories([advisory("CVE-1", "openssl")]).about(Installed("Debian", "12", packages))

    assert [(each.name, each.package, each.version) for each in found] == [("CVE-1", "openssl", "1.0")]


@pytest.mark.parametrize(
    ("members", "names"),
    [
        ({"id": "DSA-5532-1", "upstream": ["CVE-2", "CVE-1"]}, ["CVE-1", "CVE-2"]),
        ({"id": "DEBIAN-CVE-2023-1"}, ["CVE-2023-1"]),
        ({"id": "ALPINE-CVE-2023-1", "aliases": ["GHSA-x"]}, ["CVE-2023-1"]),
        ({"id": "GHSA-x", "aliases": ["CVE-7"]}, ["CVE-7"]),
        ({"id": "OSV-2024-1"}, ["OSV-2024-1"]),
    ],
)
def test_findings_are_named_by_cve_where_there_is_one(members: dict[str, Any], names: list[str]) -> None:
    assert about(debian("1.0"), advisory("x", "openssl") | members) == names


def test_what_was_withdrawn_counts_no_more() -> None:
    assert about(debian("1.0"), advisory("CVE-1", "openssl", withdrawn="2025-01-01T00:00:00Z")) == []


def test_a_version_that_cannot_be_read_is_not_affected() -> None:
    installed = Installed("Alpine", "v3.19", (Package("a", "weird", "a", "weird"),))

    assert about(installed, advisory("CVE-1", "a", ecosystem="Alpine:v3.19")) == []


@pytest.mark.parametrize(
    ("members", "severity"),
    [
        ({}, "UNDEFINED"),
        ({"severity": [{"type": "CVSS_V3", "score": V3}]}, "HIGH"),
        ({"severity": [{"type": "CVSS_V2", "score": V2}]}, "HIGH"),
        ({"severity": [{"type": "CVSS_V4", "score": V4}, {"type": "CVSS_V2", "score": V2}]}, "HIGH"),
        ({"severity": [{"type": "CVSS_V3", "score": V3.replace("A:H", "A:N")}]}, "INFORMATIONAL"),
        ({"severity": [{"type": "CVSS_V3", "score": V3.replace("C:N/I:N", "C:H/I:H")}]}, "CRITICAL"),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}]}, "LOW"),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/broken"}]}, "UNDEFINED"),
        ({"severity": [{"type": "Ubuntu", "score": "medium"}]}, "MEDIUM"),
        ({"severity": [{"type": "CVSS_V3", "score": V3}], "database_specific": {"severity": "MODERATE"}}, "MEDIUM"),
        ({"database_specific": {"severity": "unknown"}}, "UNDEFINED"),
    ],
)
def test_the_severity_is_the_vendors_or_that_of_the_score(members: dict[str, Any], severity: str) -> None:
    (found,) = Advisories([advisory("CVE-1", "openssl", **members)]).about(debian("1.0"))

    assert found.severity == severity


@pytest.mark.parametrize(
    ("urgency", "severity"), [("high**", "HIGH"), ("unimportant", "INFORMATIONAL"), ("not yet assigned", "UNDEFINED")]
)
def test_debians_urgency_is_a_severity(urgency: str, severity: str) -> None:
    document = advisory("CVE-1", "openssl")
    document["affected"][0]["ecosystem_specific"] = {"urgency": urgency}

    (found,) = Advisories([document]).about(debian("1.0"))

    assert found.severity == severity


def test_a_finding_has_all_that_is_known() -> None:
    document = advisory(
        "CVE-2023-5678",
        "openssl",
        fixed="3.0.13-1",
        summary="Slow keys",
        published="2023-11-06T16:15:00Z",
        severity=[{"type": "CVSS_V3", "score": V3}],
    )

    advisories = Advisories([document])

    assert advisories.updated_at == 1748736000.0
    assert advisories.about(debian("3.0.11-1")) == (
        Vulnerability(
            "CVE-2023-5678",
            "HIGH",
            "openssl",
            "3.0.11-1",
            "amd64",
            fixed_in="3.0.13-1",
            description="Slow keys",
            uri="https://security-tracker.debian.org/tracker/CVE-2023-5678",
            cvss=(Cvss("3.1", 7.5, V3),),
            published_at=1699287300.0,
            updated_at=1748736000.0,
        ),
    )


def test_the_worst_comes_first() -> None:
    rated = [
        advisory(f"CVE-{n}", "openssl", database_specific={"severity": word})
        for n, word in enumerate(["low", "critical", "high"])
    ]

    assert about(debian("1.0"), *rated, advisory("CVE-9", "openssl")) == ["CVE-1", "CVE-2", "CVE-0", "CVE-9"]


class TestReading:
    @pytest.mark.parametrize("wrap", [lambda each: each, lambda each: [each], lambda each: {"vulns": [each]}])
    def test_a_file_has_one_a_list_or_an_answer_of_osv(self, tmp_path: Path, wrap: Any) -> None:
        file = tmp_path / "osv.json"
        file.write_text(json.dumps(wrap(advisory("CVE-1", "openssl"))))

        assert len(read_advisories(file)) == 1

    def test_a_folder_has_files_in_folders(self, tmp_path: Path) -> None:
        (tmp_path / "debian").mkdir()
        for place in (tmp_path / "a.json", tmp_path / "debian" / "b.json"):
            place.write_text(json.dumps(advisory(place.stem, "openssl")))
        (tmp_path / "README.md").write_text("no advisory")

        assert len(read_advisories(str(tmp_path))) == 2

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{", "are not JSON"),
            ("[1]", "advisory 1 is not in OSV's format"),
            ('[{"id": "CVE-1", "affected": 7}]', "advisory CVE-1 is not in OSV's format"),
            ('{"affected": [{"package": {"ecosystem": "Debian", "name": "a"}}]}', "is not in OSV's format"),
            (json.dumps(advisory("CVE-1", "a", ecosystem="Alpine", fixed="no version")), "advisory CVE-1 is not"),
        ],
    )
    def test_what_is_no_advisory_is_told_with_its_place(self, tmp_path: Path, text: str, told: str) -> None:
        file = tmp_path / "osv.json"
        file.write_text(text)

        with pytest.raises(AdvisoriesError, match=told) as caught:
            read_advisories(file)

        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(AdvisoriesError, match="cannot read the advisories"):
            read_advisories(tmp_path / "none.json")
