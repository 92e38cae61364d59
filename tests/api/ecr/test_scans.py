"""The operations on scans: by hand, on push, enhanced; and what DescribeImages tells of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mock_ecs.testing import MockEcs, mock_ecs
from tests.ecr.examples import IMAGE_A_DIGEST, image_manifest, list_manifest
from tests.scanning.images import ALPINE_3_19, APK, DEBIAN_12, DPKG, advisory, layer, manifest_of, push, upload

DEBIAN = layer({"etc/os-release": DEBIAN_12, "var/lib/dpkg/status": DPKG})
ALPINE = layer({"etc/os-release": ALPINE_3_19, "lib/apk/db/installed": APK})
NOTHING = layer({"bin/busybox": "x"})
UNSUPPORTED = "UnsupportedImageError: The operating system and/or package manager are not supported."
V3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
KNOWN = [
    advisory(
        "CVE-2023-5678", "openssl", fixed="3.0.13-1", severity=[{"type": "CVSS_V3", "score": V3}], summary="Slow keys"
    ),
    advisory("CVE-2024-1", "bash", database_specific={"severity": "low"}),
    advisory("CVE-2024-2", "bash", fixed="5.1-1"),
]
EVERYTHING = [{"filter": "*", "filterType": "WILDCARD"}]


@pytest.fixture
def ecs_world(tmp_path: Path) -> Iterator[MockEcs]:
    """In place of the plugin's: advisories are known, and time stands still unless a test moves it."""
    file = tmp_path / "osv.json"
    file.write_text(json.dumps(KNOWN))
    with mock_ecs(neighbours="null", clock="manual", references="off", advisories=str(file), seed=1) as mock:
        yield mock
        assert mock.faults == []


def findings_of(ecr: Any, tag: str = "v1", **members: Any) -> Any:
    return ecr.describe_image_scan_findings(repositoryName="app", imageId={"imageTag": tag}, **members)


def status_of(ecr: Any, tag: str = "v1") -> Any:
    return findings_of(ecr, tag)["imageScanStatus"]


def refused(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**request)
    code: str = caught.value.response["Error"]["Code"]
    return code


class TestByHand:
    def test_a_scan_begins_and_completes_a_while_later(self, app: Any, ecs_world: MockEcs) -> None:
        digest = push(app, "app", "v1", DEBIAN)

        started = app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        before = findings_of(app)
        ecs_world.clock.advance(1)
        after = findings_of(app)

        del started["ResponseMetadata"]
        assert started == {
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageId": {"imageDigest": digest, "imageTag": "v1"},
            "imageScanStatus": {"status": "IN_PROGRESS"},
        }
        assert before["imageScanStatus"] == {"status": "IN_PROGRESS"}
        assert "imageScanFindings" not in before
        assert after["imageScanStatus"] == {"status": "COMPLETE", "description": "The scan was completed successfully."}

    def test_the_findings_are_those_of_the_packages(self, app: Any, ecs_world: MockEcs) -> None:
        push(app, "app", "v1", DEBIAN, layer({"app.py": "print()"}))
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        found = findings_of(app)["imageScanFindings"]

        assert found["vulnerabilitySourceUpdatedAt"] == datetime(2025, 6, 1, tzinfo=UTC)
        assert found["imageScanCompletedAt"].timestamp() == ecs_world.clock.now
        assert found["findingSeverityCounts"] == {"HIGH": 1, "LOW": 1}
        assert found["findings"] == [
            {
                "name": "CVE-2023-5678",
                "description": "Slow keys",
                "uri": "https://security-tracker.debian.org/tracker/CVE-2023-5678",
                "severity": "HIGH",
                "attributes": [
                    {"key": "package_version", "value": "3.0.11-1~deb12u1"},
                    {"key": "package_name", "value": "openssl"},
                    {"key": "CVSS3_VECTOR", "value": V3},
                    {"key": "CVSS3_SCORE", "value": "7.5"},
                ],
            },
            {
                "name": "CVE-2024-1",
                "uri": "https://security-tracker.debian.org/tracker/CVE-2024-1",
                "severity": "LOW",
                "attributes": [
                    {"key": "package_version", "value": "5.2.15-2"},
                    {"key": "package_name", "value": "bash"},
                ],
            },
        ]

    def test_findings_come_in_pages(self, app: Any, ecs_world: MockEcs) -> None:
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        pages = [
            *app.get_paginator("describe_image_scan_findings").paginate(
                repositoryName="app", imageId={"imageTag": "v1"}, PaginationConfig={"PageSize": 1}
            )
        ]

        names = [[each["name"] for each in page["imageScanFindings"]["findings"]] for page in pages]
        assert names == [["CVE-2023-5678"], ["CVE-2024-1"]]
        assert "nextToken" not in pages[-1]
        assert refused(findings_of, ecr=app, nextToken="none") == "InvalidParameterException"

    @pytest.mark.parametrize(
        ("content", "status", "description"),
        [
            (
                NOTHING,
                "UNSUPPORTED_IMAGE",
                UNSUPPORTED,
            ),
            (
                b"no archive",
                "UNSUPPORTED_IMAGE",
                UNSUPPORTED,
            ),
            (DEBIAN[:-20], "FAILED", "the layer is broken: "),
        ],
    )
    def test_what_cannot_be_scanned_says_so(
        self, app: Any, ecs_world: MockEcs, content: bytes, status: str, description: str
    ) -> None:
        push(app, "app", "v1", content)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        answer = findings_of(app)

        assert answer["imageScanStatus"]["status"] == status
        assert answer["imageScanStatus"]["description"].startswith(description)
        assert "imageScanFindings" not in answer

    def test_an_image_whose_layers_were_never_uploaded_is_well(self, filled: Any, ecs_world: MockEcs) -> None:
        filled.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        answer = findings_of(filled)

        assert answer["imageScanStatus"]["status"] == "COMPLETE"
        assert answer["imageScanFindings"]["findings"] == []
        assert answer["imageScanFindings"]["findingSeverityCounts"] == {}

    def test_an_image_is_scanned_once_in_a_day(self, filled: Any, ecs_world: MockEcs) -> None:
        image = {"repositoryName": "app", "imageId": {"imageTag": "v1"}}
        filled.start_image_scan(**image)

        ecs_world.clock.advance(24 * 3600 - 1)
        early = refused(filled.start_image_scan, **image)
        ecs_world.clock.advance(1)

        assert early == "LimitExceededException"
        assert filled.start_image_scan(**image)["imageScanStatus"] == {"status": "IN_PROGRESS"}

    def test_the_tag_of_a_list_and_other_artifacts_cannot_be_scanned(self, filled: Any) -> None:
        filled.put_image(repositoryName="app", imageManifest=list_manifest(IMAGE_A_DIGEST), imageTag="list")
        helm = manifest_of(NOTHING, config_type="application/vnd.cncf.helm.config.v1+json")
        filled.put_image(repositoryName="app", imageManifest=helm, imageTag="chart")

        for tag in ("list", "chart"):
            answer = refused(filled.start_image_scan, repositoryName="app", imageId={"imageTag": tag})
            assert answer == "UnsupportedImageTypeException"

    def test_an_image_deleted_meanwhile_is_not_missed(self, filled: Any, ecs_world: MockEcs) -> None:
        filled.start_image_scan(repositoryName="app", imageId={"imageDigest": IMAGE_A_DIGEST})
        filled.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_A_DIGEST}])
        ecs_world.clock.settle()

        filled.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")

        assert refused(findings_of, ecr=filled) == "ScanNotFoundException"

    def test_the_waiter_waits_for_the_end(self, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("instant")
        ecr = ecs_world.client("ecr")
        ecr.create_repository(repositoryName="app")
        push(ecr, "app", "v1", ALPINE)
        ecr.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})

        ecr.get_waiter("image_scan_complete").wait(repositoryName="app", imageId={"imageTag": "v1"})

        assert status_of(ecr)["status"] == "COMPLETE"


class TestOnPush:
    def test_the_setting_of_the_repository_scans_what_is_pushed_from_then_on(
        self, app: Any, ecs_world: MockEcs
    ) -> None:
        push(app, "app", "before", DEBIAN)
        app.put_image_scanning_configuration(repositoryName="app", imageScanningConfiguration={"scanOnPush": True})
        push(app, "app", "v1", ALPINE)

        assert status_of(app) == {"status": "IN_PROGRESS"}
        ecs_world.clock.settle()
        assert status_of(app)["status"] == "COMPLETE"
        assert refused(findings_of, ecr=app, tag="before") == "ScanNotFoundException"

    def test_a_rule_of_the_registry_does_too_for_what_it_matches(self, app: Any) -> None:
        rule = {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod", "filterType": "WILDCARD"}]}
        app.put_registry_scanning_configuration(scanType="BASIC", rules=[rule])
        app.create_repository(repositoryName="my-prod")
        for repository in ("app", "my-prod"):
            push(app, repository, "v1", DEBIAN)

        scanned = app.describe_image_scan_findings(repositoryName="my-prod", imageId={"imageTag": "v1"})

        assert scanned["imageScanStatus"] == {"status": "IN_PROGRESS"}
        assert refused(findings_of, ecr=app) == "ScanNotFoundException"

    def test_the_scan_on_push_counts_as_that_of_the_day(self, ecs_world: MockEcs) -> None:
        ecr = ecs_world.client("ecr")
        ecr.create_repository(repositoryName="app", imageScanningConfiguration={"scanOnPush": True})
        push(ecr, "app", "v1", DEBIAN)
        ecs_world.clock.settle()

        push(ecr, "app", "v2", DEBIAN)

        assert status_of(ecr)["status"] == "COMPLETE"
        assert (
            refused(ecr.start_image_scan, repositoryName="app", imageId={"imageTag": "v1"}) == "LimitExceededException"
        )

    def test_a_list_is_not_scanned_but_its_images_are(self, ecs_world: MockEcs) -> None:
        ecr = ecs_world.client("ecr")
        ecr.create_repository(repositoryName="app", imageScanningConfiguration={"scanOnPush": True})
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"))
        ecr.put_image(repositoryName="app", imageManifest=list_manifest(IMAGE_A_DIGEST), imageTag="v1")

        of_image = ecr.describe_image_scan_findings(repositoryName="app", imageId={"imageDigest": IMAGE_A_DIGEST})

        assert of_image["imageScanStatus"] == {"status": "IN_PROGRESS"}
        assert refused(findings_of, ecr=ecr) == "ScanNotFoundException"


class TestDescribeImages:
    def details(self, ecr: Any) -> Any:
        return ecr.describe_images(repositoryName="app", imageIds=[{"imageTag": "v1"}])["imageDetails"][0]

    def test_the_native_scanner_leaves_no_trace_there(self, app: Any, ecs_world: MockEcs) -> None:
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        assert not self.details(app).keys() & {"imageScanStatus", "imageScanFindingsSummary"}

    def test_the_former_scanner_does(self, app: Any, ecs_world: MockEcs) -> None:
        with pytest.warns(UserWarning, match="any more"):
            app.put_account_setting(name="BASIC_SCAN_TYPE_VERSION", value="CLAIR")
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})

        before = self.details(app)
        ecs_world.clock.settle()
        after = self.details(app)

        assert before["imageScanStatus"] == {"status": "IN_PROGRESS"}
        assert "imageScanFindingsSummary" not in before
        assert after["imageScanStatus"]["status"] == "COMPLETE"
        assert after["imageScanFindingsSummary"]["findingSeverityCounts"] == {"HIGH": 1, "LOW": 1}


class TestEnhanced:
    @pytest.fixture
    def enhanced(self, app: Any) -> Any:
        app.put_registry_scanning_configuration(scanType="ENHANCED")
        return app

    def test_what_is_pushed_is_scanned_on_and_on(self, enhanced: Any, ecs_world: MockEcs) -> None:
        digest = push(enhanced, "app", "v1", DEBIAN)
        before = status_of(enhanced)
        ecs_world.clock.settle()

        answer = findings_of(enhanced)

        assert before == {"status": "PENDING"}
        assert answer["imageScanStatus"] == {
            "status": "ACTIVE",
            "description": "Continuous scan is selected for image.",
        }
        (worst, _) = answer["imageScanFindings"]["enhancedFindings"]
        assert (worst["title"], worst["severity"], worst["score"]) == ("CVE-2023-5678 - openssl", "HIGH", 7.5)
        assert worst["packageVulnerabilityDetails"]["vulnerablePackages"] == [
            {
                "name": "openssl",
                "version": "3.0.11-1~deb12u1",
                "arch": "amd64",
                "packageManager": "OS",
                "fixedInVersion": "3.0.13-1",
            }
        ]
        assert worst["fixAvailable"] == "YES"
        assert worst["resources"][0]["id"] == f"arn:aws:ecr:us-east-1:123456789012:repository/app/{digest}"
        assert "findings" not in answer["imageScanFindings"]

    def test_images_that_are_there_are_scanned_when_it_is_turned_on(self, app: Any, ecs_world: MockEcs) -> None:
        push(app, "app", "v1", DEBIAN)

        app.put_registry_scanning_configuration(scanType="ENHANCED")
        ecs_world.clock.settle()

        assert status_of(app)["status"] == "ACTIVE"

    def test_on_push_scans_once_and_nothing_else_is_scanned(self, app: Any, ecs_world: MockEcs) -> None:
        rule = {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "app", "filterType": "WILDCARD"}]}
        app.put_registry_scanning_configuration(scanType="ENHANCED", rules=[rule])
        app.create_repository(repositoryName="other", imageScanningConfiguration={"scanOnPush": True})
        for repository in ("app", "other"):
            push(app, repository, "v1", DEBIAN)
        ecs_world.clock.settle()

        other = {"repositoryName": "other", "imageId": {"imageTag": "v1"}}

        assert status_of(app) == {"status": "COMPLETE", "description": "The scan was completed successfully."}
        assert refused(app.describe_image_scan_findings, **other) == "ScanNotFoundException"

    def test_scans_by_hand_are_refused(self, enhanced: Any) -> None:
        push(enhanced, "app", "v1", DEBIAN)

        assert (
            refused(enhanced.start_image_scan, repositoryName="app", imageId={"imageTag": "v1"})
            == "ValidationException"
        )

    def test_findings_of_the_other_type_come_back_with_it(self, app: Any, ecs_world: MockEcs) -> None:
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()
        app.put_registry_scanning_configuration(scanType="ENHANCED")
        ecs_world.clock.settle()

        in_between = findings_of(app)["imageScanFindings"]
        app.put_registry_scanning_configuration(scanType="BASIC")

        assert "enhancedFindings" in in_between
        assert len(findings_of(app)["imageScanFindings"]["findings"]) == 2

    def test_describe_images_tells_of_it(self, enhanced: Any, ecs_world: MockEcs) -> None:
        push(enhanced, "app", "v1", DEBIAN)
        ecs_world.clock.settle()

        (details,) = enhanced.describe_images(repositoryName="app")["imageDetails"]

        assert details["imageScanStatus"]["status"] == "ACTIVE"
        assert details["imageScanFindingsSummary"]["findingSeverityCounts"] == {"HIGH": 1, "LOW": 1}


class TestScenario:
    def test_findings_can_be_set(self, app: Any, ecs_world: MockEcs) -> None:
        found = {
            "name": "CVE-1",
            "severity": "CRITICAL",
            "package": "log4j",
            "version": "2.14",
            "description": "Bad.",
            "uri": "https://x.test",
            "attributes": {"CVSS3_SCORE": "10"},
        }
        rule = {
            "match": {"repository": "app", "image-tag": "v*"},
            "scan": {"after": "30s", "findings": [{"name": "CVE-2"}, found]},
        }
        ecs_world.scenario({"rules": [rule]})
        push(app, "app", "v1", NOTHING)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})

        ecs_world.clock.advance(29)
        before = status_of(app)
        ecs_world.clock.advance(1)

        shown = findings_of(app)["imageScanFindings"]
        assert before == {"status": "IN_PROGRESS"}
        assert shown["findingSeverityCounts"] == {"CRITICAL": 1, "UNDEFINED": 1}
        assert shown["findings"][0] == {
            "name": "CVE-1",
            "description": "Bad.",
            "uri": "https://x.test",
            "severity": "CRITICAL",
            "attributes": [
                {"key": "package_version", "value": "2.14"},
                {"key": "package_name", "value": "log4j"},
                {"key": "CVSS3_SCORE", "value": "10"},
            ],
        }

    @pytest.mark.parametrize(
        "match", [{"repository": "other"}, {"image-tag": "v2"}, {"image-tag": ""}, {"family": "*"}]
    )
    def test_only_for_images_that_match(self, app: Any, ecs_world: MockEcs, match: dict[str, str]) -> None:
        ecs_world.scenario({"rules": [{"match": match, "scan": {"status": "FAILED"}}]})
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        assert status_of(app)["status"] == "COMPLETE"

    def test_a_scan_can_fail(self, app: Any, ecs_world: MockEcs) -> None:
        ecs_world.scenario({"rules": [{"scan": {"status": "FAILED", "reason": "Out of luck."}}]})
        push(app, "app", "v1", DEBIAN)
        app.start_image_scan(repositoryName="app", imageId={"imageTag": "v1"})
        ecs_world.clock.settle()

        assert status_of(app) == {"status": "FAILED", "description": "Out of luck."}


def test_a_setting_that_is_no_file_is_told() -> None:
    with pytest.raises(ValueError, match="cannot read the advisories /none"), mock_ecs(advisories="/none"):
        pass


def test_uploads_are_shared_by_images(app: Any) -> None:
    upload(app, "app", DEBIAN)
    upload(app, "app", DEBIAN)

    assert push(app, "app", "v1", DEBIAN).startswith("sha256:")
