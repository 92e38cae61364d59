"""botocore's models as we read them."""

from __future__ import annotations

import botocore.session
import pytest

from mock_ecs.wire.model import ServiceModel


@pytest.mark.parametrize(
    ("name", "prefix", "service_id"),
    [
        ("ecs", "AmazonEC2ContainerServiceV20141113", "ECS"),
        ("ecr", "AmazonEC2ContainerRegistry_V20150921", "ECR"),
        ("ecr-public", "SpencerFrontendService", "ECR PUBLIC"),
    ],
)
def test_a_model_knows_how_its_service_is_called(name: str, prefix: str, service_id: str) -> None:
    model = ServiceModel(name)

    assert (model.name, model.target_prefix, model.service_id) == (name, prefix, service_id)


@pytest.mark.parametrize("name", ["ecs", "ecr", "ecr-public"])
def test_a_model_has_the_operations_and_shapes_that_botocore_reads(name: str) -> None:
    expected = botocore.session.Session().get_service_model(name)

    model = ServiceModel(name)

    assert sorted(model.operations) == sorted(expected.operation_names)
    for operation in model.operations:
        theirs = expected.operation_model(operation)
        assert model.input_shape(operation) == theirs.input_shape.name
        assert model.output_shape(operation) == theirs.output_shape.name


def test_a_service_that_botocore_lacks_cannot_be_read() -> None:
    with pytest.raises(FileNotFoundError):
        ServiceModel("no-such-service")
