"""``mock-ecs lifecycle``: what a policy leaves, asked of a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner, Result

from mock_ecs.cli import main
from mock_ecs.config import Config
from mock_ecs.server import open_server
from tests.ecr.examples import START, image_manifest

POLICY = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 7,
            },
            "action": {"type": "expire"},
        }
    ]
}


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["lifecycle", *arguments], prog_name="mock-ecs", input=input)


@pytest.fixture
def registry() -> Iterator[str]:
    """The URL of a server with a repository called app, in which there is one untagged image."""
    with open_server(Config(port=0, clock="manual", start_time=START, references="off")) as server:
        ecr = boto3.client("ecr", "us-east-1", endpoint_url=server.url)
        ecr.create_repository(repositoryName="app")
        ecr.put_image(repositoryName="app", imageManifest=image_manifest())
        yield server.url


def test_it_tells_what_is_left(registry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY), encoding="utf-8")

    told = run(str(file), "--repository", "app", "--endpoint", registry)
    monkeypatch.setenv("AWS_ENDPOINT_URL", registry)
    early = run(str(file), "--repository", "app", "--days", "5", "--format", "json")
    read = run("-", "--repository", "app", input=json.dumps(POLICY))

    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "app: 1 image, 90 days from 2026-01-01T00:00:00Z",
        "  expired   c4bf4ae5df96  untagged  pushed 2026-01-01T00:00:00Z, expires 2026-01-08T01:00:00Z by rule 1",
        "0 left, 0 in the archive, 1 expired",
    ]
    assert json.loads(early.stdout)["left"] == 1
    assert read.stdout == told.stdout


def test_without_a_file_it_asks_for_the_policy_of_the_repository(registry: str) -> None:
    none = run("--repository", "app", "--endpoint", registry)
    ecr = boto3.client("ecr", "us-east-1", endpoint_url=registry)
    ecr.put_lifecycle_policy(repositoryName="app", lifecyclePolicyText=json.dumps(POLICY))

    own = run("--repository", "app", "--endpoint", registry, "--region", "us-east-1")

    assert (none.exit_code, none.stderr) == (
        2,
        "Error: Lifecycle policy does not exist for the repository with name 'app' in the registry with id"
        " '123456789012'\n",
    )
    assert (own.exit_code, own.stdout.splitlines()[-1]) == (0, "0 left, 0 in the archive, 1 expired")


def test_it_tells_what_is_wrong_with_the_policy(registry: str, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY).replace("days", "weeks"), encoding="utf-8")

    told = run(str(file), "--repository", "app", "--endpoint", registry)

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith(f"{file}:1:")
    assert "InvalidParameterException" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["gone.json", "--repository", "app"], "gone.json cannot be read: no such file or directory"),
        (["--repository", "app", "--endpoint", "http://127.0.0.1:9"], "there is no mock-ecs at http://127.0.0.1:9: "),
        ([], "Missing option '--repository'"),
        (["--repository", "app", "--days", "0"], "0 is not in the range 1<=x<=3650"),
    ],
)
def test_without_file_or_server_it_is_exit_code_2(arguments: list[str], error: str) -> None:
    told = run(*arguments)

    assert (told.exit_code, told.stdout) == (2, "")
    assert error in told.stderr


def test_a_repository_that_is_not_there_is_exit_code_2(registry: str) -> None:
    told = run("--repository", "other", "--endpoint", registry)

    assert (told.exit_code, told.stderr) == (
        2,
        "Error: The repository with name 'other' does not exist in the registry with id '123456789012'\n",
    )


def test_a_file_with_two_policies_is_exit_code_2(registry: str, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(f"{json.dumps(POLICY)}\n---\n{json.dumps(POLICY)}\n", encoding="utf-8")

    told = run(str(file), "--repository", "app", "--endpoint", registry)

    assert (told.exit_code, told.stderr) == (2, f"Error: {file} has 2 lifecycle policies; one is wanted\n")
