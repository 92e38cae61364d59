"""The classes of ECR's errors, held against its model."""

from __future__ import annotations

from typing import Any

from botocore.loaders import Loader

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr import errors

# The model has no words for what IAM refuses, and ServerException is of all services.
NOT_OF_THE_MODEL, OF_ALL_SERVICES = {"AccessDeniedException"}, {"ServerException"}


def test_each_exception_of_the_model_has_a_class() -> None:
    shapes: dict[str, Any] = Loader().load_service_model("ecr", "service-2")["shapes"]
    modelled = {name for name, shape in shapes.items() if shape.get("exception")}

    ours = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, AwsError) and value is not AwsError
    }

    assert ours - NOT_OF_THE_MODEL == modelled - OF_ALL_SERVICES


def test_a_constraint_is_told_with_its_place() -> None:
    words = errors.invalid("tags.1.member.key", "Member must not be null")

    assert words == "Invalid parameter at 'tags.1.member.key' failed to satisfy constraint: 'Member must not be null'"
