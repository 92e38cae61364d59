"""The whole application: which request goes to whom, and what a reset forgets."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client

from mock_ecs.app import create_app, create_world, create_wsgi
from mock_ecs.config import Config
from mock_ecs.world import World

ACCOUNT = "111122223333"
TARGET = "AmazonEC2ContainerServiceV20141113."


def signed(service: str) -> dict[str, str]:
    scope = f"{ACCOUNT}/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}


def ecs(http: Client, operation: str, **members: Any) -> Any:
    headers = signed("ecs") | {"X-Amz-Target": TARGET + operation}
    answered = http.post("/", json=members, headers=headers, content_type="application/x-amz-json-1.1")
    assert answered.status_code == 200
    return answered.get_json(force=True)


def iam(http: Client, action: str, **members: str) -> str:
    answered = http.post("/", data={"Action": action, "Version": "2010-05-08", **members}, headers=signed("iam"))
    assert answered.status_code == 200
    return answered.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/moto-api/reset", "/_mock_ecs/reset"])
@pytest.mark.parametrize("neighbours", ["moto", "null"])
def test_either_reset_forgets_everything(path: str, neighbours: str) -> None:
    http = Client(create_wsgi(create_world(Config(clock="instant"), neighbours=neighbours, follow_wall=False)))
    ecs(http, "CreateCluster", clusterName="web")
    iam(http, "CreateRole", RoleName="web", AssumeRolePolicyDocument="{}")
    assert len(ecs(http, "ListClusters")["clusterArns"]) == 1
    assert "<RoleName>web</RoleName>" in iam(http, "ListRoles")

    answered = http.post(path)

    assert answered.get_json() == {"status": "ok"}
    assert ecs(http, "ListClusters")["clusterArns"] == []
    assert "<RoleName>web</RoleName>" not in iam(http, "ListRoles")


def test_resetting_a_world_with_moto_resets_moto(world: World, http: Client) -> None:
    iam(http, "CreateRole", RoleName="web", AssumeRolePolicyDocument="{}")

    world.reset()

    assert "<RoleName>web</RoleName>" not in iam(http, "ListRoles")


def test_resetting_a_world_without_moto_leaves_moto_alone(http: Client) -> None:
    iam(http, "CreateRole", RoleName="web", AssumeRolePolicyDocument="{}")

    create_world(Config(), neighbours="null").reset()

    assert "<RoleName>web</RoleName>" in iam(http, "ListRoles")


def test_what_earlier_requests_set_off_is_done_before_moto_looks(world: World, http: Client) -> None:
    world.set_mode("instant")
    seen: list[str] = []
    world.engine.after(30.0, "a change", seen.append, "done")

    iam(http, "ListRoles")

    assert seen == ["done"]


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        pytest.param("/_mock_ecs/health", 200, "application/json", id="the control API is Flask's"),
        pytest.param("/_mock_ecs", 404, "application/json", id="its root too"),
        pytest.param("/_mock_ecs_too/health", 404, "application/xml", id="what only begins alike is a bucket of S3"),
        pytest.param("/", 200, "text/plain", id="who opens the address is told what it is"),
        pytest.param("/?list-type=2", 200, "application/xml", id="what else is unsigned is S3's"),
    ],
)
def test_requests_go_by_their_path(http: Client, path: str, status: int, content_type: str) -> None:
    answered = http.get(path)

    assert answered.status_code == status
    assert answered.mimetype == content_type


def test_an_operation_of_ours_that_is_no_post_is_not_motos(http: Client) -> None:
    answered = http.get("/", headers=signed("ecs") | {"X-Amz-Target": TARGET + "ListClusters"})

    assert answered.status_code == 400
    assert answered.get_json(force=True)["__type"] == "UnknownOperationException"


def test_the_flask_application_answers_all_of_it(world: World) -> None:
    http = Client(create_app(world))

    ecs(http, "CreateCluster", clusterName="web")

    assert ecs(http, "ListClusters")["clusterArns"] == ["arn:aws:ecs:us-east-1:111122223333:cluster/web"]
    assert http.get("/_mock_ecs/health").status_code == 200
    assert "<RoleName>" not in iam(http, "ListRoles")


def test_whoever_opens_the_address_is_told_what_it_is() -> None:
    http = Client(create_wsgi(create_world(Config(clock="instant"), neighbours="null")))

    answer = http.get("/", headers={"Host": "localhost:4566"})

    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text.startswith("mock-ecs ")


def test_a_signed_get_of_the_root_asks_s3_for_the_buckets() -> None:
    http = Client(create_wsgi(create_world(Config(clock="instant"), neighbours="null")))

    answer = http.get("/", headers={"Host": "localhost:4566", **signed("s3")})

    assert "ListAllMyBucketsResult" in answer.text
