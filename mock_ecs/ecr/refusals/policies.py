"""Why ECR refuses policies of repositories and of the registry, which say who may use them."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    RegistryPolicyNotFoundException,
    RepositoryPolicyNotFoundException,
    invalid,
)

REPOSITORY_POLICY_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("PolicyText", "Invalid repository policy provided"),
    when="The text is no JSON, or is no policy for a repository: those name no Resource.",
    mend="{mend}.",
    operations=("CreateRepositoryCreationTemplate", "SetRepositoryPolicy", "UpdateRepositoryCreationTemplate"),
    source="transcript",
)
REPOSITORY_POLICY_NOT_FOUND = Refusal(
    error=RepositoryPolicyNotFoundException,
    message="Repository policy does not exist for the repository with name '{name}' in the registry with id"
    " '{registry_id}'",
    when="The repository has no policy.",
    mend="Set a policy for {name} with SetRepositoryPolicy.",
    operations=("GetRepositoryPolicy", "DeleteRepositoryPolicy"),
    source="moto",
)
REGISTRY_POLICY_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("PolicyText", "Invalid registry policy provided"),
    when="The text is no JSON, or is no policy for a registry: those name a Resource, and where the account setting"
    " REGISTRY_POLICY_SCOPE is V1, no other actions than ecr:ReplicateImage, ecr:BatchImportUpstreamImage and"
    " ecr:CreateRepository.",
    mend="{mend}.",
    operations=("PutRegistryPolicy",),
    source="moto",
)
REGISTRY_POLICY_NOT_FOUND = Refusal(
    error=RegistryPolicyNotFoundException,
    message="Registry policy does not exist in the registry with id '{registry_id}'",
    when="The registry has no policy.",
    mend="Set a policy with PutRegistryPolicy.",
    operations=("GetRegistryPolicy", "DeleteRegistryPolicy"),
    source="moto",
)
