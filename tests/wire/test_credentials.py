"""Account and region from a signature."""

from __future__ import annotations

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.wire.credentials import scope_of


def header(credential: str) -> str:
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature=0f1e"


@pytest.mark.parametrize(
    ("credential", "account", "region"),
    [
        ("111122223333/20260101/eu-west-1/ecs/aws4_request", "111122223333", "eu-west-1"),
        ("AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/ecs/aws4_request", "123456789012", "eu-west-1"),
        ("testing/20260101/us-west-2/ecr/aws4_request", "123456789012", "us-west-2"),
        ("11112222333/20260101/eu-west-1/ecs/aws4_request", "123456789012", "eu-west-1"),
        ("1111222233334/20260101/eu-west-1/ecs/aws4_request", "123456789012", "eu-west-1"),
        ("١١١١٢٢٢٢٣٣٣٣/20260101/eu-west-1/ecs/aws4_request", "123456789012", "eu-west-1"),
        ("111122223333/20260101/ecs/aws4_request", "111122223333", "us-east-1"),
        ("111122223333/20260101//ecs/aws4_request", "111122223333", "us-east-1"),
        ("111122223333", "111122223333", "us-east-1"),
        ("", "123456789012", "us-east-1"),
    ],
    ids=[
        "account as key",
        "real key",
        "other key",
        "11 digits",
        "13 digits",
        "digits of another script",
        "signature of all regions",
        "empty region",
        "key alone",
        "nothing",
    ],
)
def test_the_scope_is_read_from_the_header(credential: str, account: str, region: str) -> None:
    assert scope_of(header(credential)) == (account, region)


@pytest.mark.parametrize(
    "authorization", ["", "Basic QVdTOnRva2Vu", "Bearer abc"], ids=["unsigned", "registry", "token"]
)
def test_a_request_without_a_signature_has_the_default_scope(authorization: str) -> None:
    assert scope_of(authorization, "x=1") == ("123456789012", "us-east-1")


def test_a_credential_at_the_end_of_the_header_is_read_too() -> None:
    authorization = "AWS4-HMAC-SHA256 SignedHeaders=host, Credential=111122223333/20260101/eu-west-1/ecs/aws4_request"

    assert scope_of(authorization) == ("111122223333", "eu-west-1")


def test_a_request_that_botocore_signs_is_read() -> None:
    request = AWSRequest("POST", "http://localhost:4566/", data=b"{}")
    SigV4Auth(Credentials("111122223333", "secret"), "ecs", "ap-south-1").add_auth(request)

    assert scope_of(request.headers["Authorization"]) == ("111122223333", "ap-south-1")


def test_a_url_that_botocore_presigns_is_read() -> None:
    request = AWSRequest("GET", "http://localhost:4566/?Action=x")
    SigV4QueryAuth(Credentials("111122223333", "secret"), "ecs", "ap-south-1").add_auth(request)

    assert scope_of("", request.url.partition("?")[2]) == ("111122223333", "ap-south-1")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_and_query_give_an_account_of_12_digits_and_a_region(authorization: str, query: str) -> None:
    for scope in (scope_of(authorization, query), scope_of(f"Credential={authorization}", f"X-Amz-Credential={query}")):
        assert len(scope.account) == 12
        assert scope.account.isdigit()
        assert scope.region
