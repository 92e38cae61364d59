"""The table of kinds: every row can be judged by."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from mock_ecs.validate.kinds import KINDS, Kind, kind_called


def test_kinds_are_called_by_their_names() -> None:
    assert kind_called("service").name == "service"
    with pytest.raises(KeyError):
        kind_called("nothing")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_rules(kind: Kind) -> None:
    module, _, function = kind.rules.partition(":")

    assert find_spec(module)
    assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("document", [{}, [], "", 1, None, {"rules": {}}, {"rules": [1]}, {"Statement": [None]}])
def test_no_document_is_too_strange_for_the_rules(kind: Kind, document: Any) -> None:
    found = list(kind.findings(document, "123456789012"))

    assert all(finding.code and finding.message for finding in found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("document", [[], "", 1])
def test_what_is_no_object_is_a_fault_of_every_kind(kind: Kind, document: Any) -> None:
    assert [finding for finding in kind.findings(document, None) if not finding.doubtful]
