"""Repositories that the tests of ECR's operations begin with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ecr.examples import image_manifest


@pytest.fixture
def app(ecr: Any) -> Any:
    """A client, with an empty repository called app."""
    ecr.create_repository(repositoryName="app")
    return ecr


@pytest.fixture
def filled(app: Any) -> Any:
    """A client, with a repository called app: image a with the tags v1 and v2, image b with none."""
    app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")
    app.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v2")
    app.put_image(repositoryName="app", imageManifest=image_manifest("b"))
    return app
