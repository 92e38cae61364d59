"""Why ECR refuses pull through cache rules, and pulls by them."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    LimitExceededException,
    PullThroughCacheRuleAlreadyExistsException,
    PullThroughCacheRuleNotFoundException,
    SecretNotFoundException,
    UnableToGetUpstreamImageException,
    UnsupportedUpstreamRegistryException,
    invalid,
)

_CREATE = ("CreatePullThroughCacheRule",)
_WRITING = ("CreatePullThroughCacheRule", "UpdatePullThroughCacheRule")

UPSTREAM_UNKNOWN = Refusal(
    error=UnsupportedUpstreamRegistryException,
    message="The specified upstream registry isn't supported.",
    when="ECR does not cache the registry at that URL.",
    mend="Let upstreamRegistryUrl be one of {known}, a registry of Azure or one of ECR, without https://.",
    operations=_CREATE,
    source="documentation",
)
UPSTREAM_MISMATCH = Refusal(
    error=InvalidParameterException,
    message=invalid("upstreamRegistry", "The upstream registry {named} does not have the URL {url}"),
    when="The upstream registry that is named is another than the one at the URL.",
    mend="Leave upstreamRegistry out, or let it be {upstream}.",
    operations=_CREATE,
    source="ours",
)
CREDENTIALS_MISSING = Refusal(
    error=UnsupportedUpstreamRegistryException,
    message="The specified upstream registry requires authentication. Specify a valid Secrets Manager ARN",
    when="The upstream registry is Docker Hub, GitHub, GitLab, Azure or Chainguard, and no credentials are given.",
    mend="Give credentialArn.",
    operations=_CREATE,
    source="transcript",
)
CREDENTIALS_ELSEWHERE = Refusal(
    error=InvalidParameterException,
    message=invalid("credentialArn", "The secret must be in the same account and Region as the registry"),
    when="The secret with the credentials is in another account or region.",
    mend="Name a secret of account {account} in {region}.",
    operations=_WRITING,
    source="ours",
)
SECRET_NOT_FOUND = Refusal(
    error=SecretNotFoundException,
    message="The ARN of the secret specified in the pull through cache rule was not found. Update the pull through"
    " cache rule with a valid secret ARN and try again.",
    when="There is no secret of that ARN, and references are strict.",
    mend="Create the secret in Secrets Manager, under a name that begins with ecr-pullthroughcache/.",
    operations=_WRITING,
    source="documentation",
)
RULE_EXISTS = Refusal(
    error=PullThroughCacheRuleAlreadyExistsException,
    message="The pull through cache rule with prefix '{prefix}' already exists in the registry with id '{registry_id}'",
    when="The registry has a rule for that prefix.",
    mend="Delete the rule before, or choose another prefix.",
    operations=_CREATE,
    source="ours",
)
RULE_NOT_FOUND = Refusal(
    error=PullThroughCacheRuleNotFoundException,
    message="The pull through cache rule with prefix '{prefix}' does not exist in the registry with id '{registry_id}'",
    when="The registry has no rule for that prefix.",
    mend="Name a prefix that DescribePullThroughCacheRules shows.",
    operations=(
        "DeletePullThroughCacheRule",
        "DescribePullThroughCacheRules",
        "UpdatePullThroughCacheRule",
        "ValidatePullThroughCacheRule",
    ),
    source="ours",
)
RULE_QUOTA = Refusal(
    error=LimitExceededException,
    message="The registry with id '{registry_id}' already has the maximum allowed number of pull through cache rules"
    " which is '{maximum}'",
    when="The registry has as many rules as it may have.",
    mend="Delete rules that are not needed; there can be {maximum}.",
    operations=_CREATE,
    source="ours",
)
REPOSITORY_NOT_CREATED = Refusal(
    error=UnableToGetUpstreamImageException,
    message="The image or images were unable to be pulled using the pull through cache rule: the repository '{name}'"
    " could not be created. {reason}",
    when="The repository for the cached image cannot be made by its creation template: that asks for resource tags or a"
    " KMS key without the role that ECR needs for them, or for a key that cannot be used.",
    mend="Change the creation template for {name}.",
    operations=("BatchGetImage",),
    source="ours",
)
