"""The base of all errors: code, message, status, members."""

from __future__ import annotations

from mock_ecs.aws.errors import AwsError, SerializationException, ServerException


class ConflictException(AwsError):
    """An error with members of its own."""


def test_the_code_is_the_name_of_the_class() -> None:
    assert ConflictException().code == "ConflictException"
    assert SerializationException("No.").code == "SerializationException"


def test_an_error_carries_its_message_and_what_its_shape_adds() -> None:
    error = ConflictException("Taken.", resourceIds=["a", "b"])

    assert str(error) == error.message == "Taken."
    assert error.members == {"resourceIds": ["a", "b"]}


def test_an_error_of_the_client_has_status_400() -> None:
    assert ConflictException().status == 400


def test_an_error_of_the_server_has_status_500_and_a_message() -> None:
    error = ServerException()

    assert error.status == 500
    assert error.message == "Service Unavailable. Please try again later."
