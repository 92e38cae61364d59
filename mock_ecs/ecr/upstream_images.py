"""What a pull through the cache brings into a registry.

There is no network here. An image of another ECR registry is copied from there, if there is one in this World; any
other upstream is taken to have every image that is asked for by a tag, and a small one is made in its place: for
linux/amd64, with one empty layer, and in the label ``mock-ecs.upstream`` the name of the image that it stands for.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import NOT_FOUND, Failure, ImageId, find_image
from mock_ecs.ecr.manifests import OCI_CONFIG, OCI_IMAGE, read_manifest
from mock_ecs.ecr.permissions import registry_allows
from mock_ecs.ecr.pull_through_cache import DOCKER_HUB, PullThroughCacheRule
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.refusals.pull_through_cache import REPOSITORY_NOT_CREATED
from mock_ecs.ecr.replication import bring_image
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.templates import CreationFailedError

REFRESH = 24 * 3600.0
"""How long after it looked ECR looks again whether the upstream has another image under a tag (seconds)."""

ACCESS_DENIED = Failure("UpstreamAccessDenied", "The upstream registry denied access to the image")

_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
_EMPTY_LAYER = bytes(1024)


def pull_through(
    state: EcrState, name: str, image_ids: Iterable[ImageId], *, account: str | None = None
) -> dict[ImageId, Failure]:
    """Let the repository called ``name`` have the images that a pull would bring, where a rule caches it.

    Returns why images could not be had from the upstream. An image that is cached is kept when the upstream does not
    give it any more. Another ``account`` than the registry's needs its permission to import.

    Raises UnableToGetUpstreamImageException when the repository cannot be made.
    """
    rule = state.pull_through_cache_rules.rule_for(name)
    if rule is None or not _may_import(state, name, account):
        return {}
    failures = {}
    for image_id in image_ids:
        failure = _bring(state, rule, name, image_id)
        if failure is not None:
            failures[image_id] = failure
    return failures


def _may_import(state: EcrState, name: str, account: str | None) -> bool:
    if account in (None, state.registry_id):
        return True
    resource = state.scope.arn("ecr", f"repository/{name}")
    return registry_allows(state.settings.policy_text, str(account), "ecr:BatchImportUpstreamImage", resource)


def _bring(state: EcrState, rule: PullThroughCacheRule, name: str, image_id: ImageId) -> Failure | None:
    repository = state.find_repository(name)
    found = find_image(repository, image_id) if repository is not None else NOT_FOUND
    if found is not NOT_FOUND and not _is_stale(state, repository, image_id):
        return None
    if image_id.tag is None and image_id.digest is None:
        return None
    if rule.upstream == "ecr":
        return _from_ecr(state, rule, name, image_id)
    upstream_name = rule.upstream_repository(name)
    if rule.upstream == DOCKER_HUB and "/" not in upstream_name:
        return ACCESS_DENIED
    if found is NOT_FOUND and image_id.tag is not None and image_id.digest is None:
        _generate(state, _repository(state, name), f"{rule.upstream_url}/{upstream_name}", image_id.tag)
    return None


def _is_stale(state: EcrState, repository: Repository | None, image_id: ImageId) -> bool:
    """True when it is time to look whether the upstream has another image under the tag."""
    if repository is None or image_id.tag is None:
        return False
    return state.engine.now - repository.upstream_seen_at.get(image_id.tag, 0.0) >= REFRESH


def _from_ecr(state: EcrState, rule: PullThroughCacheRule, name: str, image_id: ImageId) -> Failure | None:
    account, _, _, region, *_ = rule.upstream_url.replace("-ecr", ".ecr").split(".")
    upstream = state.registries(Scope(account, region))
    if account != state.registry_id and rule.custom_role_arn is None:
        return ACCESS_DENIED
    source = upstream.find_repository(rule.upstream_repository(name))
    image = find_image(source, image_id) if source is not None else NOT_FOUND
    if source is None or not isinstance(image, Image) or image.status != "ACTIVE":
        return None
    repository = _repository(state, name)
    bring_image(state, source, repository, image, image_id.tag)
    if image_id.tag is not None:
        repository.upstream_seen_at[image_id.tag] = state.engine.now
    return None


def _repository(state: EcrState, name: str) -> Repository:
    """The repository for cached images, made by a creation template or by AWS's defaults where it is not there."""
    repository = state.find_repository(name)
    try:
        return repository or state.create_from_template(name, "PULL_THROUGH_CACHE") or state.create_repository(name)
    except (CreationFailedError, AwsError) as error:
        raise REPOSITORY_NOT_CREATED(name=name, reason=error) from None


def _generate(state: EcrState, repository: Repository, upstream: str, tag: str) -> None:
    layer = f"sha256:{sha256(_EMPTY_LAYER).hexdigest()}"
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Labels": {"mock-ecs.upstream": f"{upstream}:{tag}"}},
            "rootfs": {"type": "layers", "diff_ids": [layer]},
        }
    ).encode()
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_IMAGE,
        "config": _descriptor(state, repository, OCI_CONFIG, config),
        "layers": [_descriptor(state, repository, _LAYER_TYPE, _EMPTY_LAYER)],
    }
    put_image(repository, read_manifest(json.dumps(manifest)), now=state.engine.now, tag=tag, replicated=True)
    repository.upstream_seen_at[tag] = state.engine.now


def _descriptor(state: EcrState, repository: Repository, media_type: str, content: bytes) -> dict[str, object]:
    digest = state.layers.add_content(repository, content)
    return {"mediaType": media_type, "digest": digest, "size": len(content)}
