"""The names by which registries and their images are reached: ECR's own host names, and the names of images.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import ImageId

_HOST = re.compile(r"([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\..+")


class ImageName(NamedTuple):
    """An image as a container names it: the registry's host, with its port, the repository, and tag or digest.

    ``registry`` is whose registry that is, where the host is one of ECR's names.
    """

    host: str
    registry: Scope | None
    repository: str
    image_id: ImageId


def registry_at(host: str) -> Scope | None:
    """Account and region of the registry at ``host`` (without a port), where that is one of ECR's names."""
    found = _HOST.fullmatch(host)
    return Scope(found[1], found[2]) if found else None


@lru_cache(maxsize=1024)
def image_name(text: str) -> ImageName:
    """``text`` taken apart; the tag is ``latest`` where neither tag nor digest is given."""
    rest, _, digest = text.partition("@")
    host, _, path = rest.partition("/")
    folder, slash, last = path.rpartition("/")
    name, _, tag = last.partition(":")
    # A digest goes before a tag: that one may have moved since.
    image_id = ImageId(digest=digest) if digest else ImageId(tag=tag or "latest")
    return ImageName(host, registry_at(host), f"{folder}{slash}{name}", image_id)
