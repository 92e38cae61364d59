"""What the registry refuses with: the error envelope of OCI, with ECR's codes, statuses and words in it.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
"""

from __future__ import annotations

import json

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.images import Failure
from mock_ecs.web.distribution.exchange import Answer


class OciError(Exception):
    """An error as the registry answers it: HTTP status, code of the specification, message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


_OF_API: dict[str, tuple[int, str]] = {
    "AccessDeniedException": (403, "DENIED"),
    "EmptyUploadException": (400, "BLOB_UPLOAD_INVALID"),
    "ImageDigestDoesNotMatchException": (400, "DIGEST_INVALID"),
    "ImageNotFoundException": (404, "MANIFEST_UNKNOWN"),
    "ImageTagAlreadyExistsException": (400, "TAG_INVALID"),
    "InvalidLayerException": (400, "BLOB_UPLOAD_INVALID"),
    "InvalidLayerPartException": (416, "BLOB_UPLOAD_INVALID"),
    "InvalidParameterException": (405, "UNSUPPORTED"),
    "LayersNotFoundException": (404, "BLOB_UPLOAD_UNKNOWN"),
    "LimitExceededException": (403, "DENIED"),
    "ReferencedImagesNotFoundException": (400, "MANIFEST_BLOB_UNKNOWN"),
    "RepositoryNotFoundException": (404, "NAME_UNKNOWN"),
    "UnableToGetUpstreamImageException": (404, "MANIFEST_UNKNOWN"),
    "UploadNotFoundException": (404, "BLOB_UPLOAD_UNKNOWN"),
}
"""ECR's registry passes on what its API says, by these statuses and codes."""

_OF_FAILURES = {
    "ImageInaccessible": (403, "DENIED"),
    "ImageNotFound": (404, "MANIFEST_UNKNOWN"),
    "ImageReferencedByManifestList": (405, "UNSUPPORTED"),
    "InvalidImageDigest": (400, "DIGEST_INVALID"),
    "InvalidImageTag": (400, "TAG_INVALID"),
    "UpstreamAccessDenied": (403, "DENIED"),
}


def of_api(error: AwsError) -> OciError:
    """The error that says what ``error`` of the API says."""
    return OciError(*_OF_API.get(error.code, (400, "UNKNOWN")), error.message)


def of_failure(failure: Failure) -> OciError:
    """The error that says why an image could not be had."""
    return OciError(*_OF_FAILURES.get(failure.code, (400, "UNKNOWN")), failure.reason)


def envelope(error: OciError) -> Answer:
    """The answer that tells ``error``."""
    document = {"errors": [{"code": error.code, "message": error.message}]}
    body = json.dumps(document, ensure_ascii=False).encode() + b"\n"
    return Answer(error.status, {"Content-Type": "application/json; charset=utf-8"}, body)


def digest_invalid(digest: str) -> OciError:
    """What is no digest cannot be asked for."""
    return OciError(400, "DIGEST_INVALID", f"{digest[:200]!r} is no digest")


def blob_unknown(digest: str) -> OciError:
    """The repository does not have the blob."""
    return OciError(404, "BLOB_UNKNOWN", f"blob {digest} is unknown to the repository")
