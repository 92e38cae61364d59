"""Settings: where they come from, which wins, and how bad ones are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mock_ecs.config import Config, ConfigError, load_config


def test_the_defaults_serve_on_the_port_that_local_tools_expect() -> None:
    config = load_config(environ={})

    assert config == Config()
    assert (config.host, config.port, config.clock, config.profile) == ("127.0.0.1", 4566, "real", "fast")
    assert (config.seed, config.references, config.speed) == (0, "warn", 1.0)


def test_a_keyword_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "mock-ecs.toml"
    file.write_text('clock = "manual"\nseed = 1\nport = 5001\n')
    environ = {"MOCK_ECS_CLOCK": "instant", "MOCK_ECS_SEED": "2"}

    config = load_config({"clock": "real", "seed": None}, file=file, environ=environ)

    assert (config.clock, config.seed, config.port, config.host) == ("real", 2, 5001, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", "0.0.0.0", "0.0.0.0"),
        ("port", "0", 0),
        ("clock", "manual", "manual"),
        ("speed", "2.5", 2.5),
        ("profile", "typical", "typical"),
        ("seed", "-7", -7),
        ("references", "strict", "strict"),
        ("start_time", "1767225600", 1767225600.0),
        ("one_off_seconds", "never", "never"),
        ("one_off_seconds", "2.5", "2.5"),
        ("public_host", "registry.test:5000", "registry.test:5000"),
        ("scenario", "chaos.yaml", "chaos.yaml"),
        ("advisories", "osv.json", "osv.json"),
        ("log_level", "debug", "debug"),
    ],
)
def test_every_setting_can_be_set_by_environment_file_and_keyword(
    tmp_path: Path, name: str, text: str, value: Any
) -> None:
    file = tmp_path / "mock-ecs.toml"
    literal = f'"{value}"' if isinstance(value, str) else str(value)
    file.write_text(f"{name} = {literal}\n")

    configs = [
        load_config(environ={f"MOCK_ECS_{name.upper()}": text}),
        load_config(file=file, environ={}),
        load_config({name: text}, environ={}),
        load_config({name: value}, environ={}),
    ]

    assert [getattr(config, name) for config in configs] == [value] * 4


def test_a_number_of_seconds_may_be_given_as_a_number(tmp_path: Path) -> None:
    file = tmp_path / "mock-ecs.toml"
    file.write_text("one_off_seconds = 30\n")

    assert load_config(file=file, environ={}).one_off_seconds == "30"
    assert load_config({"one_off_seconds": 30}, environ={}).one_off_seconds == "30"


def test_an_empty_environment_variable_counts_as_none() -> None:
    assert load_config(environ={"MOCK_ECS_PORT": "", "MOCK_ECS_CLOCK": ""}) == Config()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"clock": "fast"}, "clock must be one of real, instant, manual, not 'fast'"),
        ({"references": "on"}, "references must be one of strict, warn, off, not 'on'"),
        ({"profile": "glacial"}, "profile must be one of fast, typical, slow, spot-storm, not 'glacial'"),
        ({"log_level": "loud"}, "log_level must be one of debug, info, warning, error, not 'loud'"),
        ({"port": -1}, "port must be from 0 to 65535, not -1"),
        ({"port": 65536}, "port must be from 0 to 65535, not 65536"),
        ({"port": "http"}, "port: 'http' is not a whole number"),
        ({"port": 80.5}, "port: 80.5 is not a whole number"),
        ({"seed": "1.5"}, "seed: '1.5' is not a whole number"),
        ({"seed": True}, "seed: True is not a whole number"),
        ({"speed": 0}, "speed must be above 0, not 0"),
        ({"speed": "-1"}, "speed must be above 0, not -1"),
        ({"speed": "inf"}, "speed must be above 0, not inf"),
        ({"speed": "nan"}, "speed must be above 0, not nan"),
        ({"speed": "fast"}, "speed: 'fast' is not a number"),
        ({"start_time": -1}, "start_time must be seconds since 1970, up to 250000000000, not -1"),
        ({"start_time": "nan"}, "start_time must be seconds since 1970, up to 250000000000, not nan"),
        ({"start_time": 1e15}, "start_time must be seconds since 1970, up to 250000000000, not 1e+15"),
        ({"one_off_seconds": "soon"}, "one_off_seconds must be a number of seconds or 'never', not 'soon'"),
        ({"one_off_seconds": "-1"}, "one_off_seconds must be a number of seconds or 'never', not '-1'"),
        ({"one_off_seconds": "inf"}, "one_off_seconds must be a number of seconds or 'never', not 'inf'"),
        ({"host": ""}, "host must not be empty; 0.0.0.0 stands for every address of this machine"),
        ({"host": ["a"]}, "host: ['a'] is not text"),
        ({"public_host": "http://x"}, "public_host must be a host or host:port, not 'http://x'"),
        ({"public_host": ""}, "public_host must be a host or host:port, not ''"),
    ],
    ids=lambda value: " ".join(f"{key}={item}" for key, item in value.items()) if isinstance(value, dict) else "",
)
def test_a_setting_that_cannot_be_used_is_refused_in_one_line(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load_config(settings, environ={})

    assert str(refusal.value) == message


def test_a_bad_environment_variable_is_named_in_full() -> None:
    with pytest.raises(ConfigError, match=r"^MOCK_ECS_PORT: 'x' is not a whole number$"):
        load_config(environ={"MOCK_ECS_PORT": "x"})


def test_an_unknown_setting_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"^sped: there is no such setting; there are host, port, clock, speed,"):
        load_config({"sped": 2}, environ={})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"port = ", "is not valid TOML"),
        (b"sped = 2\n", "sped: there is no such setting"),
        (b"port = 'x'\n", "port: 'x' is not a whole number"),
        (b"port = 80.5\n", "port: 80.5 is not a whole number"),
        (b"port = true\n", "port: True is not a whole number"),
        (b"[serve]\nport = 1\n", "serve: there is no such setting"),
        (b"host = '\xff'\n", "it is not UTF-8 text"),
    ],
    ids=["broken", "unknown", "text", "fraction", "boolean", "table", "binary"],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "mock-ecs.toml"
    file.write_bytes(content)

    with pytest.raises(ConfigError) as refusal:
        load_config(file=file, environ={})

    assert str(file) in str(refusal.value)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read the config file .*none\.toml: No such file or directory"):
        load_config(file=tmp_path / "none.toml", environ={})


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "localhost:4566"),
        ({"host": "localhost", "port": 80}, "localhost:80"),
        ({"host": "::1"}, "localhost:4566"),
        ({"host": "0.0.0.0"}, "localhost:4566"),
        ({"host": "::"}, "localhost:4566"),
        ({"host": "10.0.0.5"}, "10.0.0.5:4566"),
        ({"host": "fd00::5"}, "[fd00::5]:4566"),
        ({"host": "0.0.0.0", "public_host": "registry.test"}, "registry.test"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_the_address_is_what_clients_on_this_machine_can_use(settings: dict[str, Any], address: str) -> None:
    assert Config(**settings).address == address
