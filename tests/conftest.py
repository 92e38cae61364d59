"""What all tests share: the fixtures of our own pytest plugin, and no way to the real AWS."""

from __future__ import annotations

import os
from importlib.metadata import entry_points

from hypothesis import settings

# Installed, even as editable, the plugin is found by its entry point; in a bare checkout it is named here.
_INSTALLED = any(point.name == "mock_ecs" for point in entry_points(group="pytest11"))

pytest_plugins = ["pytester"] if _INSTALLED else ["pytester", "mock_ecs.pytest_plugin"]

# A client that reaches for AWS all the same has credentials that AWS refuses, and asks no metadata service.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}
for name in [name for name in os.environ if name.startswith("MOCK_ECS_")]:
    del os.environ[name]

# A machine that is busy with something else must not fail a property; and CI looks at the same examples each time, so
# that it fails because of what changed.
settings.register_profile("mock-ecs", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("mock-ecs")
