"""A service on the wire: botocore's model, joined to the functions that answer its operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mock_ecs.aws.errors import AwsError, UnknownOperationException
from mock_ecs.wire.model import ServiceModel
from mock_ecs.wire.validation import Check, Compiler, Fault

Handler = Callable[[Any, dict[str, Any]], dict[str, Any]]
"""Takes a context and the request's members; returns the response's members."""

Explain = Callable[[str, Fault], AwsError]
"""Takes an operation and a broken constraint; returns the error by which the service refuses it."""


class Operation(NamedTuple):
    """One operation that has a handler."""

    name: str
    check: Check
    handler: Handler


class Service:
    """The operations of ``model`` that ``handlers`` (by wire name) answer; shapes are compiled on first use."""

    def __init__(self, model: ServiceModel, handlers: Mapping[str, Handler], explain: Explain) -> None:
        if strangers := [name for name in handlers if name not in model.operations]:
            raise LookupError(f"{model.name} has no operation {', '.join(strangers)}")
        self.model = model
        self._handlers = handlers
        self._explain = explain
        self._compiler = Compiler(model)
        self._operations: dict[str, Operation] = {}

    @property
    def name(self) -> str:
        """botocore's name of the service."""
        return self.model.name

    def operation(self, name: str) -> Operation:
        """The operation called ``name``; raises UnknownOperationException when nothing answers it."""
        operation = self._operations.get(name)
        if operation is None:
            handler = self._handlers.get(name)
            if handler is None:
                raise UnknownOperationException(self._unknown(name))
            check = self._compiler.check(self.model.input_shape(name))
            operation = self._operations[name] = Operation(name, check, handler)
        return operation

    def read(self, operation: Operation, document: Any) -> dict[str, Any]:
        """The request in ``document``, checked against the model.

        Raises SerializationException for wrong types, and the service's own error for broken constraints.
        """
        faults: list[Fault] = []
        request: dict[str, Any] = operation.check(document, faults)
        if faults:
            raise self._explain(operation.name, faults[0])
        return request

    def answered(self) -> list[str]:
        """The names of the operations that have a handler, sorted."""
        return sorted(self._handlers)

    def missing(self) -> list[str]:
        """The names of the operations that have none, sorted."""
        return sorted(set(self.model.operations) - set(self._handlers))

    def _unknown(self, name: str) -> str:
        if name in self.model.operations:
            return f"mock-ecs does not have {self.name} {name} yet; `mock-ecs operations` lists what it has."
        return f"{self.model.service_id} has no operation {name}."
