"""Who may ask the registry, and whose registry a token opens."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from werkzeug.test import Client

from mock_ecs.aws.scope import Scope
from mock_ecs.world import World
from tests.web.registry import RegistryClient, errors

PARIS = Scope("222222222222", "eu-west-3")
PATHS = ["/v2/", "/v2/_catalog", "/v2/app/manifests/v1", f"/v2/app/blobs/sha256:{'0' * 64}", "/v2/app/tags/list"]
INVALID = "The authorization token is none of this region's, or none at all."


def basic(text: bytes) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(text).decode()}"}


def password(**members: object) -> bytes:
    document = {"account": "123456789012", "region": "us-east-1", "expiration": 9e9} | members
    return b"AWS:" + b64encode(json.dumps(document).encode())


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_token_is_asked_for_one(http: Client, path: str) -> None:
    answer = http.get(path, headers={"Host": "localhost:4566"})

    assert answer.status_code == 401
    assert answer.headers["Www-Authenticate"] == 'Basic realm="http://localhost:4566/",service="ecr.amazonaws.com"'
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
    assert answer.data == b"Not Authorized\n"


def test_bearer_tokens_are_not_taken(http: Client) -> None:
    assert http.get("/v2/", headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize(
    "credentials",
    [
        b"no colon",
        b"AWS:no base64",
        b"AWS:" + b64encode(b"no JSON"),
        b"\xff\xfe:x",
        password(account="12"),
        password(account=5),
        password(region="../.."),
        password(expiration="soon"),
        password().replace(b"AWS:", b"root:"),
    ],
)
def test_a_password_that_is_no_token_is_a_bad_request(http: Client, credentials: bytes) -> None:
    answer = http.get("/v2/", headers=basic(credentials))

    assert (answer.status_code, answer.headers.get("Www-Authenticate")) == (400, None)
    assert errors(answer) == [("DENIED", INVALID)]


def test_what_is_no_base64_is_a_bad_request(http: Client) -> None:
    assert http.get("/v2/", headers={"Authorization": "Basic ???"}).status_code == 400


def test_a_token_holds_for_twelve_hours(world: World, registry: RegistryClient) -> None:
    world.advance(12 * 3600)
    last = registry("GET", "/v2/")

    world.advance(1)
    expired = registry("GET", "/v2/")

    assert last.status_code == 200
    assert expired.status_code == 403
    assert errors(expired) == [
        ("DENIED", "Your authorization token has expired. Reauthenticate and try again."),
    ]


def test_a_token_chooses_account_and_region(world: World, http: Client, registry: RegistryClient) -> None:
    there = RegistryClient(world, http, PARIS)
    there.create_repository("paris")

    assert registry("GET", "/v2/_catalog").json == {"repositories": ["app"]}
    assert there("GET", "/v2/_catalog").json == {"repositories": ["paris"]}


def test_ecrs_own_host_names_choose_the_account(world: World, http: Client, registry: RegistryClient) -> None:
    own = registry("GET", "/v2/app/tags/list", Host="123456789012.dkr.ecr.us-east-1.amazonaws.com")
    elsewhere = registry("GET", "/v2/app/tags/list", Host="123456789012.dkr.ecr.eu-west-3.amazonaws.com")

    assert own.status_code == 200
    assert (elsewhere.status_code, errors(elsewhere)) == (400, [("DENIED", INVALID)])


def policy(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


ALLOW = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "ecr:ListImages"}
DENY = {"Effect": "Deny", "Principal": "*", "Action": ["ecr:List*"]}
CONDITION = {"StringEquals": {"aws:PrincipalTag/team": "x"}}


@pytest.mark.parametrize(
    ("account", "statements", "status"),
    [
        ("123456789012", [], 200),
        ("123456789012", [DENY], 403),
        ("123456789012", [DENY | {"Principal": {"AWS": ["111111111111"]}}], 200),
        ("123456789012", [DENY | {"Principal": {"AWS": "arn:aws:iam::123456789012:role/other"}}], 200),
        ("123456789012", [DENY | {"Condition": CONDITION}], 200),
        ("123456789012", [DENY | {"Action": "ecr:PutImage"}], 200),
        ("111111111111", [], 403),
        ("111111111111", [ALLOW], 200),
        ("111111111111", [ALLOW | {"Principal": {"AWS": "arn:aws:iam::111111111111:role/ci"}}], 200),
        ("111111111111", [ALLOW | {"Principal": "*", "Action": "ecr:*"}], 200),
        ("111111111111", [ALLOW | {"Action": "ecr:PutImage"}], 403),
        ("111111111111", [ALLOW, DENY], 403),
        ("333333333333", [ALLOW], 403),
    ],
)
def test_the_policy_of_a_repository_is_kept_to(
    world: World, http: Client, registry: RegistryClient, account: str, statements: list[dict[str, object]], status: int
) -> None:
    caller = RegistryClient(world, http, Scope(account))
    if statements:
        world.ecr(Scope()).repository("app").set_policy(policy(*statements))

    answer = caller("GET", "/v2/app/tags/list", Host="123456789012.dkr.ecr.us-east-1.amazonaws.com")

    assert answer.status_code == status


def test_who_is_denied_is_told_so_in_the_words_of_iam(world: World, http: Client, registry: RegistryClient) -> None:
    caller = RegistryClient(world, http, Scope("111111111111"))

    answer = caller("GET", "/v2/app/tags/list", Host="123456789012.dkr.ecr.us-east-1.amazonaws.com")

    assert errors(answer) == [
        (
            "DENIED",
            "User: arn:aws:iam::111111111111:root is not authorized to perform: ecr:ListImages on resource:"
            " arn:aws:ecr:us-east-1:123456789012:repository/app because no resource-based policy allows the"
            " ecr:ListImages action",
        )
    ]
