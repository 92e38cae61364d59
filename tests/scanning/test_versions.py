"""The order of versions, from the rules and the tests of dpkg and apk-tools."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.scanning.versions import LOWEST, apk_key, debian_key

DEBIAN = [
    ("1.0", "=", "1.0"),
    ("1.0", "<", "1.1"),
    ("1.9", "<", "1.10"),
    ("1.0~rc1", "<", "1.0"),
    ("1.0~~", "<", "1.0~"),
    ("1.0", "<", "1.0a"),
    ("1.0a", "<", "1.0+b1"),
    ("1.0-1", "<", "1.0-1+deb12u1"),
    ("3.0.11-1~deb12u1", "<", "3.0.11-1"),
    ("3.0.11-1~deb12u1", "<", "3.0.11-1~deb12u2"),
    ("1:0.1", ">", "9.9"),
    ("0:1.0", "=", "1.0"),
    ("1.0-0", "=", "1.0"),
    ("1.002", "=", "1.2"),
    ("1.2-3-4", ">", "1.2-3"),
    ("2.31-13+deb11u7", "<", "2.31-13+deb11u10"),
    ("1.0.", ">", "1.0"),
    ("99999999999999999999999", "<", "100000000000000000000000"),
]
APK = [
    ("1.0", "=", "1.0"),
    ("1.9", "<", "1.10"),
    ("1.2.3-r0", "<", "1.2.3-r1"),
    ("1.2.3", "<", "1.2.3-r0"),
    ("1.2.3_alpha1-r0", "<", "1.2.3-r0"),
    ("1.2.3_alpha", "<", "1.2.3_beta"),
    ("1.2.3_beta2", "<", "1.2.3_pre1"),
    ("1.2.3_pre", "<", "1.2.3_rc"),
    ("1.2.3_rc9", "<", "1.2.3"),
    ("1.2.3", "<", "1.2.3_git20200101"),
    ("1.2.3_git1-r0", "<", "1.2.3_p1-r0"),
    ("1.2.3_p1", "<", "1.2.3_p2"),
    ("1.2.3-r9", "<", "1.2.3_p1"),
    ("1.2", "<", "1.2.0"),
    ("1.01", "<", "1.1"),
    ("9e-r0", "<", "9f-r0"),
    ("9", "<", "9a"),
    ("9z", "<", "9.0"),
    ("20191218-r0", "<", "20230506-r0"),
    ("3.1.4-r5", "<", "3.1.4-r10"),
    ("1.0_rc1_p1", ">", "1.0_rc1"),
]


def relation(left: object, right: object) -> str:
    return "<" if left < right else ">" if left > right else "="  # type: ignore[operator]


@pytest.mark.parametrize(("left", "sign", "right"), DEBIAN)
def test_versions_of_debian_are_in_the_order_of_dpkg(left: str, sign: str, right: str) -> None:
    assert relation(debian_key(left), debian_key(right)) == sign
    assert relation(debian_key(right), debian_key(left)) == {"<": ">", ">": "<", "=": "="}[sign]


@pytest.mark.parametrize(("left", "sign", "right"), APK)
def test_versions_of_alpine_are_in_the_order_of_apk(left: str, sign: str, right: str) -> None:
    assert relation(apk_key(left), apk_key(right)) == sign
    assert relation(apk_key(right), apk_key(left)) == {"<": ">", ">": "<", "=": "="}[sign]


@pytest.mark.parametrize("text", ["", "latest", "1.0-1", "1.0_foo", "1.0-r", "1..0", "v1"])
def test_a_text_that_is_no_version_of_alpine_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        apk_key(text)


def test_the_lowest_key_is_below_all() -> None:
    assert LOWEST < debian_key("0~~") < debian_key("0")
    assert LOWEST < apk_key("0_alpha") < apk_key("0")


DEBIAN_VERSIONS = st.from_regex(r"\A([0-2]:)?[0-9][0-9a-z.+~]{0,6}(-[0-9a-z.+~]{1,4})?\Z")


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="the table above holds the rules where there is no dpkg")
@settings(max_examples=60, deadline=None)
@given(left=DEBIAN_VERSIONS, right=DEBIAN_VERSIONS)
def test_dpkg_itself_says_the_same(left: str, right: str) -> None:
    told = relation(debian_key(left), debian_key(right))

    answer = subprocess.run(["dpkg", "--compare-versions", left, {"<": "lt", ">": "gt", "=": "eq"}[told], right])

    assert answer.returncode == 0


@given(st.text())
def test_any_text_has_a_place_among_versions_of_debian(text: str) -> None:
    assert debian_key(text) == debian_key(text)


APK_VERSIONS = st.from_regex(r"\A[0-9]{1,2}(\.[0-9]{1,2}){0,2}[a-c]?(_(alpha|rc|git|p)[0-9]?)?(-r[0-9])?\Z")


@given(one=APK_VERSIONS, two=APK_VERSIONS, three=APK_VERSIONS)
def test_the_order_of_apk_is_one(one: str, two: str, three: str) -> None:
    lowest, middle, highest = sorted((one, two, three), key=apk_key)

    assert apk_key(lowest) <= apk_key(middle) <= apk_key(highest)
    assert apk_key(lowest) <= apk_key(highest)
