"""What there is: repositories, tags, and the images that refer to another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from mock_ecs.ecr.manifests import OCI_INDEX
from mock_ecs.ecr.referrers import Referrer, referrers_of
from mock_ecs.ecr.refusals.constraints import MEMBER_HIGH
from mock_ecs.web.distribution.exchange import Answer, Request, json_answer
from mock_ecs.web.distribution.manifests import checked_digest
from mock_ecs.web.distribution.permissions import check_permission
from mock_ecs.web.distribution.refusals import OciError

PAGE = 100
LARGEST_PAGE = 1000


def ping(request: Request) -> Answer:
    """The registry is here, and takes the token."""
    return json_answer({})


def catalog(request: Request) -> Answer:
    """The repositories of the registry."""
    with request.entered() as ecr:
        names = sorted(repository.name for repository in ecr.repositories())
    shown, link = _page(request, names, "/v2/_catalog")
    return json_answer({"repositories": shown}, **link)


def list_tags(request: Request) -> Answer:
    """The tags of the images that are not in the archive, sorted by their bytes."""
    with request.entered() as ecr:
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:ListImages")
        tags = sorted(tag for tag, image in repository.tagged.items() if image.status == "ACTIVE")
    shown, link = _page(request, tags, f"/v2/{request.name}/tags/list")
    return json_answer({"name": request.name, "tags": shown}, **link)


def list_referrers(request: Request) -> Answer:
    """The images whose subject has the digest; none is no error, and the subject need not be there."""
    digest = checked_digest(request.target)
    with request.entered() as ecr:
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:BatchGetImage")
        found = referrers_of(repository, digest)
    kind = request.query("artifactType")
    headers = {}
    if kind:
        found = [referrer for referrer in found if referrer.artifact_type == kind]
        headers["OCI-Filters-Applied"] = "artifactType"
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [_descriptor(referrer) for referrer in found]}
    return json_answer(index, media_type=OCI_INDEX, **headers)


def _descriptor(referrer: Referrer) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "mediaType": referrer.media_type,
        "size": referrer.size,
        "digest": referrer.digest,
    }
    if referrer.artifact_type is not None:
        descriptor["artifactType"] = referrer.artifact_type
    if referrer.annotations:
        descriptor["annotations"] = referrer.annotations
    return descriptor


def _page(request: Request, names: Sequence[str], path: str) -> tuple[list[str], dict[str, str]]:
    """The names after ``last``, ``n`` at most, and the link to the next page where there are more."""
    size, last = _size(request.query("n")), request.query("last")
    left = [name for name in names if last is None or name > last]
    shown = left[:size]
    if len(left) <= size or not shown:
        return shown, {}
    query = urlencode({"last": shown[-1], "n": size}, quote_via=quote)
    return shown, {"Link": f'<{path}?{query}>; rel="next"'}


def _size(text: str | None) -> int:
    if text is None:
        return PAGE
    if not text.isascii() or not text.isdigit():
        raise OciError(400, "PAGINATION_NUMBER_INVALID", f"n must be a number, not {text[:200]!r}")
    if len(text) > 9 or int(text) > LARGEST_PAGE:
        raise MEMBER_HIGH(member="maxResults", limit=LARGEST_PAGE)
    return int(text)
