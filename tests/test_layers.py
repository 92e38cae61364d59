"""Who may import whom, read from the sources: ARCHITECTURE.md draws the same table."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mock_ecs"

# By the first name below mock_ecs: what of ours it may import, and whose modules beside the standard library's.
LAYERS: dict[str, tuple[set[str], set[str]]] = {
    "sim": (set(), set()),
    "aws": (set(), {"cronsim"}),
    "config": (set(), set()),
    "ports": ({"aws"}, set()),
    "schema": ({"aws"}, {"jsonschema", "jsonschema_rs", "referencing"}),
    "ecs": ({"sim", "aws", "ports"}, {"lark"}),
    "ecr": ({"sim", "aws", "ports"}, set()),
    "api": ({"aws", "ecs", "ecr", "schema"}, set()),
    "wire": ({"aws"}, {"orjson"}),
    "scanning": ({"aws", "config", "ports"}, {"cvss", "zstandard"}),
    "runtimes": ({"sim", "aws", "ports"}, {"tree_sitter", "tree_sitter_bash"}),
    "neighbours": ({"sim", "aws", "ports"}, {"moto"}),
    "world": ({"sim", "aws", "ports", "config", "ecs", "ecr"}, set()),
    "scenarios": ({"aws", "config", "runtimes", "schema", "validate", "world"}, set()),
    "web": ({"aws", "ecr", "ecs", "neighbours", "scenarios", "wire", "world"}, {"flask", "werkzeug"}),
    "app": (
        {
            *("sim", "aws", "ports", "config", "api", "ecr", "wire", "neighbours", "runtimes", "scanning"),
            *("scenarios", "world", "web"),
        },
        {"flask"},
    ),
    # It imports the tables of both domains by name.
    "error_catalogue": ({"aws", "schema"}, set()),
    "control": (set(), set()),
    "in_process": (set(), {"botocore"}),
    "waiting": (set(), {"botocore"}),
    "server": ({"app", "config", "world"}, {"waitress"}),
    "testing": (
        {"aws", "app", "config", "in_process", "neighbours", "scenarios", "waiting", "web", "world"},
        {"boto3", "botocore", "flask"},
    ),
    "pytest_plugin": ({"testing", "server"}, {"pytest"}),
    "demo_view": (set(), {"rich"}),
    "demo": ({"config", "demo_view", "server"}, {"boto3", "botocore", "rich"}),
    "validate": ({"aws", "api", "ecs", "schema", "wire"}, {"click", "lark", "rich", "ruamel"}),
    "cli": ({"app", "config", "control", "demo", "error_catalogue", "server", "validate", "web"}, {"click"}),
    "__main__": ({"cli"}, set()),
    "__init__": ({"config", "testing"}, set()),
}

# Time and chance come from the engine and from Ids alone.
WITHOUT_TIME_AND_CHANCE = ("ecs", "ecr", "api")
TIME_AND_CHANCE = {"time", "random", "uuid", "secrets", "threading", "datetime"}


def faults(module: str, source: str) -> list[str]:
    """What is wrong with the imports of ``module`` (a dotted name below mock_ecs), in order."""
    layer = module.partition(".")[0]
    ours, theirs = LAYERS[layer]
    found = []
    for name in imports(source):
        top, _, rest = name.partition(".")
        below = rest.partition(".")[0]
        if not top:
            found.append(f"{module} imports {name}: imports are absolute")
        elif top == "mock_ecs":
            if below not in (layer, "__version__") and below not in ours:
                found.append(f"{module} imports {name}: {layer} may not know {below or 'the whole package'}")
        elif top not in sys.stdlib_module_names and top != "_typeshed" and top not in theirs:
            found.append(f"{module} imports {name}: {layer} may not know {top}")
        elif layer in WITHOUT_TIME_AND_CHANCE and top in TIME_AND_CHANCE:
            found.append(f"{module} imports {name}: time and chance come from the engine")
    return found


def imports(source: str) -> Iterator[str]:
    """The dotted names that ``source`` imports, anywhere in it; relative ones begin with a dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.module == "mock_ecs":
            yield from (f"mock_ecs.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found.append((".".join(parts), path))
    return found


@pytest.mark.parametrize(("module", "path"), [pytest.param(*found, id=found[0]) for found in modules()])
def test_a_module_imports_only_what_its_layer_may_know(module: str, path: Path) -> None:
    assert faults(module, path.read_text(encoding="utf-8")) == []


def test_every_layer_has_a_module() -> None:
    assert {module.partition(".")[0] for module, _ in modules()} == set(LAYERS)


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("sim.engine", "import mock_ecs.aws.arn", "sim.engine imports mock_ecs.aws.arn: sim may not know aws"),
        ("ecs.tasks", "from mock_ecs.ecr import state", "ecs.tasks imports mock_ecs.ecr: ecs may not know ecr"),
        ("ecr.images", "from mock_ecs import world", "ecr.images imports mock_ecs.world: ecr may not know world"),
        ("api.ecs.tasks", "def f():\n    import flask", "api.ecs.tasks imports flask: api may not know flask"),
        ("wire.edge", "import mock_ecs", "wire.edge imports mock_ecs: wire may not know the whole package"),
        ("ecs.tasks", "from . import errors", "ecs.tasks imports .: imports are absolute"),
        ("ecs.tasks", "from ..aws.arn import parse", "ecs.tasks imports ..aws.arn: imports are absolute"),
        ("ecs.tasks", "import time", "ecs.tasks imports time: time and chance come from the engine"),
        (
            "api.ecr.images",
            "from datetime import UTC",
            "api.ecr.images imports datetime: time and chance come from the engine",
        ),
        ("ecr.tokens", "import json, secrets", "ecr.tokens imports secrets: time and chance come from the engine"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str, fault: str) -> None:
    assert faults(module, source) == [fault]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ecs.tasks", "from mock_ecs.ecs.errors import ClientException\nimport json"),
        ("sim.modes", "import time"),
        ("world", "from threading import RLock\nfrom mock_ecs.sim.engine import Engine"),
        ("wire.edge", "if TYPE_CHECKING:\n    from _typeshed.wsgi import WSGIEnvironment"),
    ],
)
def test_a_right_import_is_no_fault(module: str, source: str) -> None:
    assert faults(module, source) == []
