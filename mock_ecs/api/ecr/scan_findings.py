"""Answers to the operations on scans of single images, and what a scan found as the wire has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.ecr.images import ImageId, get_image
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.scan import Scan, Vulnerability
from mock_ecs.ecr.scans import ENHANCED, get_scan, scan_of, start_scan

_SCANNER = "BASIC_SCAN_TYPE_VERSION"


@operation("StartImageScan")
def start_image_scan(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository, image, image_id = _image_of(ctx, request)
    scan = start_scan(ctx.ecr, repository, image)
    return {
        **identity(repository),
        "imageId": _id_view(image, image_id),
        "imageScanStatus": _status_view(image, scan),
    }


@operation("DescribeImageScanFindings")
def describe_image_scan_findings(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A page of the findings, with what is known of all of them on each page."""
    repository, image, image_id = _image_of(ctx, request)
    scan = get_scan(ctx.ecr, repository, image, image_id)
    answer = {
        **identity(repository),
        "imageId": _id_view(image, image_id),
        "imageScanStatus": _status_view(image, scan),
    }
    if not scan.has_findings:
        return answer
    shown, more = paged(request, scan.vulnerabilities)
    findings = {
        **_summary_view(scan),
        **(
            {"enhancedFindings": _enhanced_views(ctx, repository, image, scan, shown)}
            if ctx.ecr.settings.scan_type == ENHANCED
            else {"findings": [_finding_view(found) for found in shown]}
        ),
    }
    return {**answer, "imageScanFindings": findings, **more}


def scan_members(ctx: Context, image: Image) -> dict[str, Any]:
    """The members by which DescribeImages tells of a scan; AWS's own basic scanning (AWS_NATIVE) does not fill them."""
    scan = scan_of(ctx.ecr, image)
    settings = ctx.ecr.settings
    if scan is None or (settings.scan_type != ENHANCED and settings.account_setting(_SCANNER) == "AWS_NATIVE"):
        return {}
    status = {"imageScanStatus": _status_view(image, scan)}
    return {**status, "imageScanFindingsSummary": _summary_view(scan)} if scan.has_findings else status


def _image_of(ctx: Context, request: dict[str, Any]) -> tuple[Repository, Image, ImageId]:
    repository = repository_of(ctx, request)
    wanted = request["imageId"]
    image_id = ImageId(wanted.get("imageDigest"), wanted.get("imageTag"))
    return repository, get_image(repository, image_id), image_id


def _id_view(image: Image, image_id: ImageId) -> dict[str, str]:
    return present(imageDigest=image.digest, imageTag=image_id.tag)


def _status_view(image: Image, scan: Scan) -> dict[str, str]:
    """What is in the archive is not looked at any more."""
    if image.status != "ACTIVE":
        return {"status": "IMAGE_ARCHIVED"}
    return present(status=scan.status, description=scan.description)


def _summary_view(scan: Scan) -> dict[str, Any]:
    return present(
        imageScanCompletedAt=moment(scan.completed_at),
        vulnerabilitySourceUpdatedAt=moment(scan.source_updated_at),
        findingSeverityCounts=scan.severity_counts(),
    )


def _finding_view(found: Vulnerability) -> dict[str, Any]:
    attributes = {"package_version": found.version, "package_name": found.package}
    for rating in found.cvss:
        kind = f"CVSS{rating.version[0]}"
        attributes |= {f"{kind}_VECTOR": rating.vector, f"{kind}_SCORE": f"{rating.score:g}"}
    attributes |= dict(found.attributes)
    return present(
        name=found.name,
        description=found.description or None,
        uri=found.uri or None,
        severity=found.severity,
        attributes=[{"key": key, "value": value} for key, value in attributes.items() if value],
    )


def _enhanced_views(
    ctx: Context, repository: Repository, image: Image, scan: Scan, shown: Sequence[Vulnerability]
) -> list[dict[str, Any]]:
    resource = {
        "id": f"{repository.arn}/{image.digest}",
        "type": "AWS_ECR_CONTAINER_IMAGE",
        "tags": {},
        "details": {
            "awsEcrContainerImage": {
                "imageHash": image.digest,
                "imageTags": list(image.tags),
                "pushedAt": moment(image.pushed_at),
                "registry": repository.registry_id,
                "repositoryName": repository.name,
            }
        },
    }
    return [_enhanced_view(ctx, resource, scan, found) for found in shown]


def _enhanced_view(ctx: Context, resource: dict[str, Any], scan: Scan, found: Vulnerability) -> dict[str, Any]:
    title = f"{found.name} - {found.package}" if found.package else found.name
    seen_at = moment(scan.completed_at)
    score = found.cvss[0].score if found.cvss else None
    return present(
        awsAccountId=ctx.scope.account,
        description=found.description or None,
        findingArn=ctx.ecr.scope.arn("inspector2", f"finding/{_finding_id(resource['id'], found)}"),
        firstObservedAt=seen_at,
        lastObservedAt=seen_at,
        updatedAt=seen_at,
        packageVulnerabilityDetails=_package_view(found),
        remediation={"recommendation": {"text": "None Provided"}},
        resources=[resource],
        score=score,
        scoreDetails=_score_view(found),
        severity=found.severity,
        status="ACTIVE",
        title=title,
        type="PACKAGE_VULNERABILITY",
        fixAvailable="YES" if found.fixed_in else "NO",
        exploitAvailable="NO",
    )


def _finding_id(resource_id: str, found: Vulnerability) -> str:
    """The same for the same finding."""
    text = "\n".join((resource_id, found.name, found.package, found.version))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _score_view(found: Vulnerability) -> dict[str, Any] | None:
    if not found.cvss:
        return None
    rating = found.cvss[0]
    return {
        "cvss": {
            "adjustments": [],
            "score": rating.score,
            "scoreSource": "NVD",
            "scoringVector": rating.vector,
            "version": rating.version,
        }
    }


def _package_view(found: Vulnerability) -> dict[str, Any]:
    package = present(
        name=found.package,
        version=found.version,
        arch=found.architecture or None,
        packageManager="OS",
        fixedInVersion=found.fixed_in,
    )
    return present(
        vulnerabilityId=found.name,
        vulnerablePackages=[package] if found.package else [],
        cvss=[
            {"baseScore": each.score, "scoringVector": each.vector, "source": "NVD", "version": each.version}
            for each in found.cvss
        ],
        referenceUrls=[found.uri] if found.uri else [],
        relatedVulnerabilities=[],
        sourceUrl=found.uri or None,
        vendorSeverity=found.severity,
        vendorCreatedAt=moment(found.published_at),
        vendorUpdatedAt=moment(found.updated_at),
    )
