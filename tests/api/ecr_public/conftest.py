"""Repositories that the tests of ECR Public's operations begin with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ecr.examples import image_manifest


@pytest.fixture
def public(ecs_world: Any) -> Any:
    """A client of ECR Public."""
    return ecs_world.client("ecr-public")


@pytest.fixture
def app(public: Any) -> Any:
    """A client, with an empty repository called app."""
    public.create_repository(repositoryName="app")
    return public


@pytest.fixture
def filled(app: Any, ecs_world: Any) -> Any:
    """A client, with a repository called app: image a with the tags v1 and, an hour later, v2; image b with none."""
    app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")
    ecs_world.clock.advance(3600)
    app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v2")
    app.put_image(repositoryName="app", imageManifest=image_manifest("b"))
    return app
