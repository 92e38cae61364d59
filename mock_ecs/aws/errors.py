"""The base of every error that a client can receive."""

from __future__ import annotations

from typing import Any, Self


class AwsError(Exception):
    """An error answered as AWS answers it: code, message, HTTP status, and the members its shape adds.

    The code is the name of the class; ``status`` is 400 but for server faults. Subclasses stand in the
    ``errors`` module of their service, with the message where AWS fixes it.
    """

    status = 400

    def __init__(self, message: str = "", **members: Any) -> None:
        super().__init__(message)
        self.message = message
        self.members = members

    @classmethod
    def saying(cls, message: str) -> Self:
        """An error with that message, whatever the class would make it from."""
        error = cls.__new__(cls)
        AwsError.__init__(error, message)
        return error

    @property
    def code(self) -> str:
        """The error code of the wire (``__type``)."""
        return type(self).__name__


class SerializationException(AwsError):
    """The body is no JSON object, or a member has a JSON type that its shape does not take."""


class UnknownOperationException(AwsError):
    """The operation does not exist, or this server does not have it yet."""


class ServerException(AwsError):
    """A fault of the server: AWS answers it with HTTP 500, and clients retry."""

    status = 500

    def __init__(self, message: str = "Service Unavailable. Please try again later.") -> None:
        super().__init__(message)
