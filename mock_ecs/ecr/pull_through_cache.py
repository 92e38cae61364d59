"""Pull through cache rules: which repositories cache which upstream registry.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mock_ecs.ecr.refusals.pull_through_cache import (
    CREDENTIALS_MISSING,
    RULE_EXISTS,
    RULE_NOT_FOUND,
    RULE_QUOTA,
    UPSTREAM_MISMATCH,
    UPSTREAM_UNKNOWN,
)
from mock_ecs.ecr.templates import ROOT, prefixes_of

MAXIMUM_RULES = 50
DOCKER_HUB = "docker-hub"

_UPSTREAMS = {
    "public.ecr.aws": "ecr-public",
    "quay.io": "quay",
    "registry.k8s.io": "k8s",
    "registry-1.docker.io": DOCKER_HUB,
    "ghcr.io": "github-container-registry",
    "registry.gitlab.com": "gitlab-container-registry",
    "cgr.dev": "chainguard",
}
_AZURE = re.compile(r"[a-z0-9][a-z0-9-]*\.azurecr\.(io|cn|us)")
_ECR = re.compile(r"[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)")
_WITH_CREDENTIALS = (
    DOCKER_HUB,
    "github-container-registry",
    "gitlab-container-registry",
    "azure-container-registry",
    "chainguard",
)


@dataclass(frozen=True, slots=True)
class PullThroughCacheRule:
    """Repositories under ``prefix`` cache those of an upstream registry, under ``upstream_prefix`` there."""

    prefix: str
    upstream_url: str
    upstream: str
    created_at: float
    updated_at: float | None = None
    credential_arn: str | None = None
    custom_role_arn: str | None = None
    upstream_prefix: str = ROOT

    def upstream_repository(self, name: str) -> str:
        """What the repository called ``name`` here is called there."""
        prefix = self.prefix.rstrip("/")
        rest = name if prefix == ROOT else name[len(prefix) + 1 :]
        return rest if self.upstream_prefix == ROOT else f"{self.upstream_prefix.rstrip('/')}/{rest}"


def upstream_of(url: str, named: str | None, credential_arn: str | None) -> str:
    """The kind of the registry at ``url``, which has to be the one that was ``named``, if any.

    Raises UnsupportedUpstreamRegistryException for another registry, and where credentials are lacking.
    """
    upstream = _UPSTREAMS.get(url)
    if upstream is None:
        upstream = "azure-container-registry" if _AZURE.fullmatch(url) else "ecr" if _ECR.fullmatch(url) else None
    if upstream is None:
        raise UPSTREAM_UNKNOWN(url=url, known=", ".join(_UPSTREAMS))
    if named is not None and named != upstream:
        raise UPSTREAM_MISMATCH(named=named, url=url, upstream=upstream)
    if upstream in _WITH_CREDENTIALS and credential_arn is None:
        raise CREDENTIALS_MISSING()
    return upstream


class PullThroughCacheRules:
    """The rules of one registry, by prefix; ``quay`` and ``quay/`` are one."""

    def __init__(self, registry_id: str) -> None:
        self._registry_id = registry_id
        self._rules: dict[str, PullThroughCacheRule] = {}

    def add(self, rule: PullThroughCacheRule) -> None:
        """Take one on. Raises PullThroughCacheRuleAlreadyExistsException, LimitExceededException."""
        key = _key(rule.prefix)
        if key in self._rules:
            raise RULE_EXISTS(prefix=rule.prefix, registry_id=self._registry_id)
        if len(self._rules) >= MAXIMUM_RULES:
            raise RULE_QUOTA(registry_id=self._registry_id, maximum=MAXIMUM_RULES)
        self._rules[key] = rule

    def get(self, prefix: str) -> PullThroughCacheRule:
        """The rule for the prefix; PullThroughCacheRuleNotFoundException when there is none."""
        rule = self._rules.get(_key(prefix))
        if rule is None:
            raise RULE_NOT_FOUND(prefix=prefix, registry_id=self._registry_id)
        return rule

    def update(self, prefix: str, *, now: float, **changes: Any) -> PullThroughCacheRule:
        """Change some fields, and return it; PullThroughCacheRuleNotFoundException."""
        rule = replace(self.get(prefix), updated_at=now, **changes)
        self._rules[_key(prefix)] = rule
        return rule

    def remove(self, prefix: str) -> PullThroughCacheRule:
        """Drop one, and return it; PullThroughCacheRuleNotFoundException. What was cached stays."""
        rule = self.get(prefix)
        del self._rules[_key(prefix)]
        return rule

    def named(self, prefixes: Sequence[str]) -> list[PullThroughCacheRule]:
        """Those with the prefixes, or all where there are none; PullThroughCacheRuleNotFoundException."""
        if not prefixes:
            return list(self._rules.values())
        return list(dict.fromkeys(self.get(prefix) for prefix in prefixes))

    def rule_for(self, name: str) -> PullThroughCacheRule | None:
        """The rule with the longest prefix of the repository called ``name``, ROOT when there is no other."""
        if not self._rules:
            return None
        return next((self._rules[prefix] for prefix in prefixes_of(name) if prefix in self._rules), None)


def _key(prefix: str) -> str:
    return prefix.rstrip("/")
