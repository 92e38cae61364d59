"""Why ECR Public refuses what is asked of it: mostly as ECR does, and in the words that stand in its tables.

https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/Welcome.html
"""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import AccessDeniedException, InvalidParameterException, invalid
from mock_ecs.ecr.public_errors import (
    RegistryNotFoundException,
    RepositoryCatalogDataNotFoundException,
    UnsupportedCommandException,
)
from mock_ecs.ecr.refusals import constraints, images, layers, policies, repositories

_LAYERS = ("BatchCheckLayerAvailability", "CompleteLayerUpload", "InitiateLayerUpload", "UploadLayerPart")
NAMING = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "CompleteLayerUpload",
    "CreateRepository",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageTags",
    "DescribeImages",
    "GetRepositoryCatalogData",
    "GetRepositoryPolicy",
    "InitiateLayerUpload",
    "PutImage",
    "PutRepositoryCatalogData",
    "SetRepositoryPolicy",
    "UploadLayerPart",
)
"""The operations that name one repository."""

_EVERYWHERE_BUT_TWO = (
    *NAMING,
    "DescribeRepositories",
    "GetRegistryCatalogData",
    "ListTagsForResource",
    "PutRegistryCatalogData",
    "TagResource",
    "UntagResource",
)
_PAGED = ("DescribeImageTags", "DescribeImages", "DescribeRegistries", "DescribeRepositories")
_TAGGING = ("ListTagsForResource", "TagResource", "UntagResource")

# Which operations have members with such a constraint
_NULL = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "CompleteLayerUpload",
    "ListTagsForResource",
    "PutImage",
    "PutRepositoryCatalogData",
    "SetRepositoryPolicy",
    "TagResource",
    "UntagResource",
    "UploadLayerPart",
)
_SHORT = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "CompleteLayerUpload",
    "CreateRepository",
    "DescribeImages",
    "DescribeRepositories",
    "InitiateLayerUpload",
    "ListTagsForResource",
    "PutImage",
    "PutRepositoryCatalogData",
    "TagResource",
    "UntagResource",
    "UploadLayerPart",
)
_PATTERN = (
    "CompleteLayerUpload",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageTags",
    "DescribeImages",
    "DescribeRepositories",
    "GetRepositoryCatalogData",
    "GetRepositoryPolicy",
    "PutRepositoryCatalogData",
    "SetRepositoryPolicy",
    "UploadLayerPart",
)

# Regions
OTHER_REGION = Refusal(
    error=UnsupportedCommandException,
    message="The action isn't supported in this Region.",
    when="The request is for another region than us-east-1, where public registries are (or us-west-2).",
    mend="Let the client's region be us-east-1.",
    operations=(*_EVERYWHERE_BUT_TWO, "DescribeRegistries", "GetAuthorizationToken"),
    source="documentation",
)
SECOND_REGION = Refusal(
    error=UnsupportedCommandException,
    message="The action {operation} isn't supported in {region}.",
    when="The request is for us-west-2, which may have nothing of ECR Public but DescribeRegistries and"
    " GetAuthorizationToken.",
    mend="Let the client's region be us-east-1.",
    operations=_EVERYWHERE_BUT_TWO,
    source="ours",
    doubtful=True,
)

# Registries
REGISTRY_NOT_FOUND = Refusal(
    error=RegistryNotFoundException,
    message="The registry with id '{registry_id}' does not exist",
    when="No public registry has that id or alias.",
    mend="Leave registryId out, or name a registry as DescribeRegistries does.",
    operations=(*_LAYERS, "PutImage"),
    source="ours",
)
OTHER_REGISTRY = Refusal(
    error=AccessDeniedException,
    message="User: {principal} is not authorized to perform: ecr-public:{action} on resource: {resource} because no"
    " resource-based policy allows the ecr-public:{action} action",
    when="The registry is another account's, and no policy of the repository allows it.",
    mend="Leave registryId out, or let the policy of {resource} allow ecr-public:{action}.",
    operations=(*_LAYERS, "PutImage", "DescribeRepositories"),
    source="ours",
)
CATALOG_DATA_NOT_FOUND = Refusal(
    error=RepositoryCatalogDataNotFoundException,
    message="The repository catalog data with name '{name}' does not exist in the registry with id '{registry_id}'",
    when="The repository has no catalog data.",
    mend="Give {name} catalog data with PutRepositoryCatalogData.",
    operations=("GetRepositoryCatalogData",),
    source="ours",
    doubtful=True,
)

# The model
NAME_PATTERN = Refusal(
    error=InvalidParameterException,
    message=invalid(
        "repositoryName",
        "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'",
    ),
    when="The name of the repository is not written as one.",
    mend="Use small letters, digits, and between them single . _ or -, and slashes.",
    operations=NAMING,
    source="transcript",
)
NAME_NULL = replace(constraints.NAME_NULL, operations=NAMING)
NAME_SHORT = replace(constraints.NAME_SHORT, operations=NAMING)
NAME_LONG = replace(constraints.NAME_LONG, operations=NAMING)
MEMBER_NULL = replace(constraints.MEMBER_NULL, operations=_NULL)
MEMBER_SHORT = replace(constraints.MEMBER_SHORT, operations=_SHORT)
MEMBER_LONG = replace(constraints.MEMBER_LONG, operations=(*_SHORT, "PutRegistryCatalogData", "SetRepositoryPolicy"))
MEMBER_LOW = replace(constraints.MEMBER_LOW, operations=(*_PAGED, "UploadLayerPart"))
MEMBER_HIGH = replace(constraints.MEMBER_HIGH, operations=_PAGED)
MEMBER_PATTERN = replace(constraints.MEMBER_PATTERN, operations=_PATTERN)

# Repositories
REPOSITORY_NOT_FOUND = replace(
    repositories.REPOSITORY_NOT_FOUND,
    operations=tuple(sorted({*NAMING, "DescribeRepositories", *_TAGGING} - {"CreateRepository"})),
)
REPOSITORY_EXISTS = replace(repositories.REPOSITORY_EXISTS, operations=("CreateRepository",))
REPOSITORY_QUOTA = replace(repositories.REPOSITORY_QUOTA, operations=("CreateRepository",))
REPOSITORY_NOT_EMPTY = replace(repositories.REPOSITORY_NOT_EMPTY, operations=("DeleteRepository",))
TAG_INVALID = replace(repositories.TAG_INVALID, operations=("CreateRepository", "TagResource"))
TOO_MANY_TAGS = replace(repositories.TOO_MANY_TAGS, operations=("CreateRepository", "TagResource"))
ARN_INVALID = replace(repositories.ARN_INVALID, operations=_TAGGING)
TOKEN_INVALID = replace(repositories.TOKEN_INVALID, operations=_PAGED)
PAGE_OF_NAMED = replace(repositories.PAGE_OF_NAMED, operations=("DescribeRepositories", "DescribeImages"))
POLICY_INVALID = replace(policies.REPOSITORY_POLICY_INVALID, operations=("SetRepositoryPolicy",))
POLICY_NOT_FOUND = replace(
    policies.REPOSITORY_POLICY_NOT_FOUND, operations=("GetRepositoryPolicy", "DeleteRepositoryPolicy")
)

# Images
MANIFEST_INVALID = replace(images.MANIFEST_INVALID, operations=("PutImage",))
MEDIA_TYPE_MISSING = replace(images.MEDIA_TYPE_MISSING, operations=("PutImage",))
NO_LAYERS = replace(images.NO_LAYERS, operations=("PutImage",))
IMAGE_TAG_INVALID = replace(images.TAG_INVALID, operations=("PutImage", "DescribeImages"))
TAG_NOT_OF_OCI = replace(images.TAG_NOT_OF_OCI, operations=("PutImage",))
DIGEST_INVALID = replace(images.DIGEST_INVALID, operations=("PutImage", "DescribeImages"))
ID_EMPTY = replace(images.ID_EMPTY, operations=("DescribeImages",))
IMAGE_NOT_FOUND = replace(
    images.IMAGE_NOT_FOUND, operations=("DescribeImages",), mend="Name an image that the repository has."
)
DIGEST_MISMATCH = replace(images.DIGEST_MISMATCH, operations=("PutImage",))
LAYERS_NOT_FOUND = replace(images.LAYERS_NOT_FOUND, operations=("PutImage",))
REFERENCED_IMAGES_NOT_FOUND = replace(images.REFERENCED_IMAGES_NOT_FOUND, operations=("PutImage",))
IMAGE_EXISTS = replace(images.IMAGE_EXISTS, operations=("PutImage",))
TAG_QUOTA = replace(images.TAG_QUOTA, operations=("PutImage",))
IMAGE_QUOTA = replace(images.IMAGE_QUOTA, operations=("PutImage",))

# Layers
UPLOAD_NOT_FOUND = replace(layers.UPLOAD_NOT_FOUND, operations=("UploadLayerPart", "CompleteLayerUpload"))
PART_FIRST_BYTE = replace(layers.PART_FIRST_BYTE, operations=("UploadLayerPart",))
PART_LENGTH = replace(layers.PART_LENGTH, operations=("UploadLayerPart",))
PARTS_QUOTA = replace(layers.PARTS_QUOTA, operations=("UploadLayerPart",))
PART_TOO_SMALL = replace(layers.PART_TOO_SMALL, operations=("CompleteLayerUpload",))
UPLOAD_EMPTY = replace(layers.UPLOAD_EMPTY, operations=("CompleteLayerUpload",))
LAYER_DIGEST_MISMATCH = replace(layers.LAYER_DIGEST_MISMATCH, operations=("CompleteLayerUpload",))
LAYER_EXISTS = replace(layers.LAYER_EXISTS, operations=("CompleteLayerUpload",))
