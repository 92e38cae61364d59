"""How ECR Public words a broken constraint of its model."""

from __future__ import annotations

from mock_ecs.api.ecr_public.faults import explain
from mock_ecs.app import services
from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr import public_refusals
from tests.api.ecr.test_faults import Broken, constraints_of


def test_the_pattern_of_names_is_another_than_that_of_private_ones() -> None:
    error = explain("CreateRepository", Broken("pattern", "whatever the model has", ["repositoryName"]))

    assert error.message == (
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression "
        "'(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''"
    )


def test_all_else_has_the_words_of_ecr() -> None:
    error = explain("CreateRepository", Broken("max_length", 1024, ["catalogData", "description"]))

    assert error.message == (
        "Invalid parameter at 'catalogData.description' failed to satisfy constraint:"
        " 'Member must have length less than or equal to 1024'"
    )


def test_the_table_names_the_operations_that_have_such_a_constraint() -> None:
    service = services()["ecr-public"]
    met = {
        name: {*constraints_of(service.model.input_shape(name), service="ecr-public")} for name in service.answered()
    }
    # The first byte of a part is 0 or more, which is a least value too.
    met["UploadLayerPart"].add("MEMBER_LOW")

    for name, refusal in vars(public_refusals).items():
        if isinstance(refusal, Refusal) and name.partition("_")[0] in ("NAME", "MEMBER"):
            found = [operation for operation, kinds in met.items() if name in kinds]
            assert sorted(refusal.operations) == found, name
