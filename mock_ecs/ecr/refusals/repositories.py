"""Why ECR refuses what is asked of repositories, their settings and their resource tags."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    AccessDeniedException,
    InvalidParameterException,
    InvalidTagParameterException,
    KmsException,
    LimitExceededException,
    RepositoryAlreadyExistsException,
    RepositoryNotEmptyException,
    RepositoryNotFoundException,
    TooManyTagsException,
    invalid,
)

_NAMING = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "CompleteLayerUpload",
    "DeleteLifecyclePolicy",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageReplicationStatus",
    "DescribeImageScanFindings",
    "DescribeImageSigningStatus",
    "DescribeImages",
    "DescribeRepositories",
    "GetDownloadUrlForLayer",
    "GetLifecyclePolicy",
    "GetLifecyclePolicyPreview",
    "GetRepositoryPolicy",
    "InitiateLayerUpload",
    "ListImageReferrers",
    "ListImages",
    "PutImage",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "SetRepositoryPolicy",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
    "UpdateImageStorageClass",
    "UploadLayerPart",
)
_TAGGING = ("TagResource", "UntagResource", "ListTagsForResource")
_PAGED = (
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribePullThroughCacheRules",
    "DescribeReplicationBackfillResults",
    "DescribeRepositories",
    "DescribeRepositoryCreationTemplates",
    "GetLifecyclePolicyPreview",
    "ListImageReferrers",
    "ListImages",
    "ListPullTimeUpdateExclusions",
    "ListReplicationBackfills",
)
_TEMPLATES = ("CreateRepositoryCreationTemplate", "UpdateRepositoryCreationTemplate")
_FILTERS = ("CreateRepository", "PutImageTagMutability", *_TEMPLATES)
_OF_REGISTRIES = (
    "CreatePullThroughCacheRule",
    "CreateRepository",
    "DeletePullThroughCacheRule",
    "DescribePullThroughCacheRules",
    "DescribeReplicationBackfillResults",
    "DescribeRepositories",
    "ListReplicationBackfills",
    "StartReplicationBackfill",
    "StopReplicationBackfill",
    "UpdatePullThroughCacheRule",
    "ValidatePullThroughCacheRule",
)

REPOSITORY_NOT_FOUND = Refusal(
    error=RepositoryNotFoundException,
    message="The repository with name '{name}' does not exist in the registry with id '{registry_id}'",
    when="The registry has no repository of that name, or is not the caller's.",
    mend="Create the repository {name}, or name one that there is.",
    operations=(*_NAMING, *_TAGGING),
    source="documentation",
)
REPOSITORY_EXISTS = Refusal(
    error=RepositoryAlreadyExistsException,
    message="The repository with name '{name}' already exists in the registry with id '{registry_id}'",
    when="The registry has a repository of that name.",
    mend="Choose another name than {name}, or use the repository that there is.",
    operations=("CreateRepository",),
    source="transcript",
)
REPOSITORY_NOT_EMPTY = Refusal(
    error=RepositoryNotEmptyException,
    message="The repository with name '{name}' in registry with id '{registry_id}' cannot be deleted because it still"
    " contains images",
    when="The repository has images, and force is not set.",
    mend="Delete the images of {name} before, or set force.",
    operations=("DeleteRepository",),
    source="transcript",
)
REPOSITORY_QUOTA = Refusal(
    error=LimitExceededException,
    message="The registry with id '{registry_id}' already has the maximum allowed number of repositories which is"
    " '{maximum}'",
    when="The registry has as many repositories as it may have.",
    mend="Delete repositories that are not needed; there can be {maximum}.",
    operations=("CreateRepository",),
    source="ours",
)
OTHER_REGISTRY = Refusal(
    error=AccessDeniedException,
    message="User: {principal} is not authorized to perform: ecr:{action} on resource: {resource} because no"
    " resource-based policy allows the ecr:{action} action",
    when="The registry is another account's.",
    mend="Leave registryId out, or give the caller's own.",
    operations=_OF_REGISTRIES,
    source="transcript",
)

# Settings
FILTERS_MISSING = Refusal(
    error=InvalidParameterException,
    message=invalid(
        "imageTagMutabilityExclusionFilters",
        "ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as {setting}",
    ),
    when="The tag mutability has exclusions, and there are no filters.",
    mend="Give imageTagMutabilityExclusionFilters, or a setting without exclusion in place of {setting}.",
    operations=_FILTERS,
    source="moto",
)
FILTERS_FORBIDDEN = Refusal(
    error=InvalidParameterException,
    message=invalid(
        "imageTagMutabilityExclusionFilters",
        "ImageTagMutabilityExclusionFilters are not allowed when imageTagMutability is set as {setting}",
    ),
    when="There are filters, and the tag mutability has no exclusions.",
    mend="Leave imageTagMutabilityExclusionFilters out, or set imageTagMutability to {setting}_WITH_EXCLUSION.",
    operations=_FILTERS,
    source="deployment",
)
FILTER_WILDCARDS = Refusal(
    error=InvalidParameterException,
    message=invalid("imageTagMutabilityExclusionFilters", "A filter must not have more than 2 wildcards"),
    when="A filter has more than two wildcards.",
    mend="Write the filter with at most two *.",
    operations=_FILTERS,
    source="ours",
    doubtful=True,
)
KEY_FOR_AES256 = Refusal(
    error=InvalidParameterException,
    message=invalid(
        "encryptionConfiguration",
        "Invalid encryption configuration: Encryption key should not be set for AES256 encryption.",
    ),
    when="A KMS key is given for encryption with AES256, which has none.",
    mend="Leave kmsKey out, or let encryptionType be KMS.",
    operations=("CreateRepository", *_TEMPLATES),
    source="deployment",
)
KEY_OF_OTHER_REGION = Refusal(
    error=KmsException,
    message="Invalid arn {region}",
    when="The KMS key is in another region than the repository.",
    mend="Name a key of the repository's region.",
    operations=("CreateRepository",),
    source="deployment",
)
KEY_NOT_FOUND = Refusal(
    error=KmsException,
    message="Invalid keyId '{key}'",
    when="The KMS key is named neither by id, nor by alias/…, nor by an ARN of one of them.",
    mend="Name the key by its id, by alias/… or by its ARN.",
    operations=("CreateRepository",),
    source="ours",
)
DSSE_REGION = Refusal(
    error=InvalidParameterException,
    message=invalid("encryptionConfiguration", "KMS_DSSE is to be had in GovCloud regions only"),
    when="The encryption type is KMS_DSSE, and the region is none of GovCloud.",
    mend="Let encryptionType be KMS.",
    operations=("CreateRepository", *_TEMPLATES),
    source="ours",
    doubtful=True,
)

# Resource tags
TAG_INVALID = Refusal(
    error=InvalidTagParameterException,
    message="Tag parameters are invalid",
    when="A tag has an empty key, one of more than 128 characters, one that begins with aws: or comes twice, or a value"
    " of more than 256 characters, or characters that tags cannot have.",
    mend="Give each tag one key of 1 to 128 characters and a value of at most 256.",
    operations=("CreateRepository", "TagResource"),
    source="transcript",
)
TOO_MANY_TAGS = Refusal(
    error=TooManyTagsException,
    message="The list of tags on the repository is over the limit. The maximum number is {maximum}",
    when="The repository would have more than 50 tags.",
    mend="Give a repository at most {maximum} tags.",
    operations=("CreateRepository", "TagResource"),
    source="ours",
)
ARN_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("resourceArn", "Invalid ARN"),
    when="What is given is no ARN of a repository; nothing else has tags.",
    mend="Give the repositoryArn that DescribeRepositories shows.",
    operations=_TAGGING,
    source="moto",
)

# Pages
TOKEN_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("nextToken", "Invalid token"),
    when="The token is none that the operation gave out.",
    mend="Give the nextToken of the page before, or none.",
    operations=_PAGED,
    source="ours",
)
PAGE_OF_NAMED = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must be null when {names} is set"),
    when="A page is asked for beside the names of what is wanted.",
    mend="Leave {member} out, or {names}.",
    operations=("DescribeRepositories", "DescribeImages", "GetLifecyclePolicyPreview"),
    source="ours",
)
