"""Why ECR refuses to scan an image, or to tell what a scan found."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    ImageArchivedException,
    LimitExceededException,
    ScanNotFoundException,
    UnsupportedImageTypeException,
    ValidationException,
)

_START = ("StartImageScan",)

SCAN_NOT_FOUND = Refusal(
    error=ScanNotFoundException,
    message="Image scan does not exist for the image with '{{imageDigest:'{digest}', imageTag:'{tag}'}}' in the"
    " repository with name '{name}' in the registry with id '{registry_id}'",
    when="The image was not scanned by the scan type that the registry has (BASIC or ENHANCED).",
    mend="Start a scan by StartImageScan, or let images be scanned on push before they are pushed.",
    operations=("DescribeImageScanFindings",),
    source="moto",
)
IMAGE_SCAN_QUOTA = Refusal(
    error=LimitExceededException,
    message="The scan quota per image has been exceeded. Wait and try again.",
    when="The image was scanned, by hand or on push, in the last 24 hours.",
    mend="Ask DescribeImageScanFindings for what that scan found.",
    operations=_START,
    source="moto",
)
REGISTRY_SCAN_QUOTA = Refusal(
    error=LimitExceededException,
    message="The registry with id '{registry_id}' already has the maximum allowed number of image scans in 24 hours"
    " which is '{maximum}'",
    when="100,000 images of the account and region were scanned in the last 24 hours.",
    mend="Wait until there are fewer than {maximum}.",
    operations=_START,
    source="ours",
)
IMAGE_UNSUPPORTED = Refusal(
    error=UnsupportedImageTypeException,
    message="The image with digest '{digest}' in the repository with name '{name}' in the registry with id"
    " '{registry_id}' is of a type that cannot be scanned",
    when="A manifest list, an index or an artifact that is no image of a container is to be scanned.",
    mend="Name one of the images in the list.",
    operations=_START,
    source="ours",
)
IMAGE_ARCHIVED = Refusal(
    error=ImageArchivedException,
    message="The image with digest '{digest}' in the repository with name '{name}' in the registry with id"
    " '{registry_id}' is archived",
    when="An image in the archive is to be scanned.",
    mend="Restore the image first (UpdateImageStorageClass with STANDARD).",
    operations=_START,
    source="ours",
)
ENHANCED_SCANNING_ON = Refusal(
    error=ValidationException,
    message="This feature is disabled",
    when="A scan is started by hand while the scanning of the registry is ENHANCED.",
    mend="Set scanType BASIC by PutRegistryScanningConfiguration, or wait for the enhanced scan.",
    operations=_START,
    source="ours",
)
