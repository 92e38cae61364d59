"""Pull through cache rules: which repositories they cover, and what they cache."""

from __future__ import annotations

import pytest

from mock_ecs.ecr.errors import LimitExceededException, UnsupportedUpstreamRegistryException
from mock_ecs.ecr.pull_through_cache import MAXIMUM_RULES, PullThroughCacheRule, PullThroughCacheRules, upstream_of
from tests.ecr.examples import START


def rule(prefix: str, upstream_prefix: str = "ROOT") -> PullThroughCacheRule:
    return PullThroughCacheRule(prefix, "quay.io", "quay", START, upstream_prefix=upstream_prefix)


def rules(*prefixes: str) -> PullThroughCacheRules:
    found = PullThroughCacheRules("123456789012")
    for prefix in prefixes:
        found.add(rule(prefix))
    return found


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("quay/org/app", "quay"), ("quay/org/team/app", "quay/org/team/"), ("quay", None), ("quays/org/app", None)],
)
def test_the_rule_with_the_longest_prefix_covers_a_repository(name: str, prefix: str | None) -> None:
    found = rules("quay", "quay/org/team/").rule_for(name)

    assert (found.prefix if found else None) == prefix


def test_the_root_covers_what_no_other_rule_does() -> None:
    both = rules("quay", "ROOT")

    found = [both.rule_for(name) for name in ("quay/org/app", "app")]

    assert [one.prefix for one in found if one] == ["quay", "ROOT"]


@pytest.mark.parametrize(
    ("prefix", "upstream_prefix", "name", "upstream_name"),
    [
        ("quay", "ROOT", "quay/org/app", "org/app"),
        ("quay/", "ROOT", "quay/org/app", "org/app"),
        ("quay/org", "org", "quay/org/app", "org/app"),
        ("ROOT", "ROOT", "org/app", "org/app"),
        ("ROOT", "org/", "app", "org/app"),
    ],
)
def test_the_prefix_gives_way_to_that_of_the_upstream(
    prefix: str, upstream_prefix: str, name: str, upstream_name: str
) -> None:
    assert rule(prefix, upstream_prefix).upstream_repository(name) == upstream_name


@pytest.mark.parametrize(
    ("url", "upstream"),
    [
        ("public.ecr.aws", "ecr-public"),
        ("quay.io", "quay"),
        ("registry.k8s.io", "k8s"),
        ("registry-1.docker.io", "docker-hub"),
        ("ghcr.io", "github-container-registry"),
        ("registry.gitlab.com", "gitlab-container-registry"),
        ("cgr.dev", "chainguard"),
        ("mine.azurecr.io", "azure-container-registry"),
        ("111111111111.dkr.ecr.eu-west-1.amazonaws.com", "ecr"),
        ("111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn", "ecr"),
    ],
)
def test_the_upstream_is_known_by_its_url(url: str, upstream: str) -> None:
    assert upstream_of(url, None, "arn:of:a-secret") == upstream
    assert upstream_of(url, upstream, "arn:of:a-secret") == upstream


@pytest.mark.parametrize("url", ["docker.io", "azurecr.io", "https://quay.io", "quay.io/org", "", "QUAY.IO"])
def test_no_other_registry_is_cached(url: str) -> None:
    with pytest.raises(UnsupportedUpstreamRegistryException):
        upstream_of(url, None, "arn:of:a-secret")


def test_a_registry_has_fifty_rules_at_most() -> None:
    full = rules(*(f"q{number}" for number in range(MAXIMUM_RULES)))

    with pytest.raises(LimitExceededException):
        full.add(rule("another"))
