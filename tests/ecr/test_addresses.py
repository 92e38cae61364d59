"""The names of registries and of images in them."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.addresses import image_name, registry_at
from mock_ecs.ecr.images import ImageId

OHIO = Scope("111111111111", "us-east-2")
DIGEST = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("host", "scope"),
    [
        ("111111111111.dkr.ecr.us-east-2.amazonaws.com", OHIO),
        ("111111111111.dkr.ecr-fips.us-east-2.amazonaws.com", OHIO),
        ("111111111111.dkr-ecr.us-east-2.on.aws", OHIO),
        ("111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn", Scope("111111111111", "cn-north-1")),
        ("11.dkr.ecr.us-east-2.amazonaws.com", None),
        ("api.ecr.us-east-2.amazonaws.com", None),
        ("public.ecr.aws", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_a_host_of_ecr_names_account_and_region(host: str, scope: Scope | None) -> None:
    assert registry_at(host) == scope


@pytest.mark.parametrize(
    ("text", "host", "repository", "image_id"),
    [
        ("localhost:4566/app", "localhost:4566", "app", ImageId(tag="latest")),
        ("localhost:4566/app:v1", "localhost:4566", "app", ImageId(tag="v1")),
        ("localhost:4566/team/app:v1", "localhost:4566", "team/app", ImageId(tag="v1")),
        (f"localhost:4566/app@{DIGEST}", "localhost:4566", "app", ImageId(digest=DIGEST)),
        (f"localhost:4566/app:v1@{DIGEST}", "localhost:4566", "app", ImageId(digest=DIGEST)),
        ("nginx:1.27", "nginx:1.27", "", ImageId(tag="latest")),
    ],
)
def test_the_name_of_an_image_has_its_parts(text: str, host: str, repository: str, image_id: ImageId) -> None:
    assert image_name(text) == (host, None, repository, image_id)
