"""How ECR words a constraint of its model that a request breaks.

ECR's own code, which checks names, tags and digests, says "must"; code that AWS generates says "Member must".
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import InvalidParameterException, invalid

NAMING = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "CompleteLayerUpload",
    "CreateRepository",
    "DeleteLifecyclePolicy",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageScanFindings",
    "DescribeImages",
    "GetDownloadUrlForLayer",
    "GetLifecyclePolicy",
    "GetLifecyclePolicyPreview",
    "GetRepositoryPolicy",
    "InitiateLayerUpload",
    "ListImages",
    "PutImage",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "SetRepositoryPolicy",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
    "UploadLayerPart",
)
"""The operations that name one repository."""

# Which operations have members with such a constraint
_NULL = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "BatchGetRepositoryScanningConfiguration",
    "CompleteLayerUpload",
    "CreateRepository",
    "DescribeImageScanFindings",
    "GetAccountSetting",
    "GetDownloadUrlForLayer",
    "ListTagsForResource",
    "PutAccountSetting",
    "PutImage",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "PutRegistryPolicy",
    "PutRegistryScanningConfiguration",
    "PutReplicationConfiguration",
    "SetRepositoryPolicy",
    "StartImageScan",
    "TagResource",
    "UntagResource",
    "UploadLayerPart",
)
_SHORT = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "BatchGetRepositoryScanningConfiguration",
    "CompleteLayerUpload",
    "CreateRepository",
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribeRepositories",
    "GetAccountSetting",
    "GetAuthorizationToken",
    "GetLifecyclePolicyPreview",
    "PutAccountSetting",
    "PutImage",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "PutRegistryScanningConfiguration",
    "PutReplicationConfiguration",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
)
_LONG = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "BatchGetRepositoryScanningConfiguration",
    "CompleteLayerUpload",
    "CreateRepository",
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribeRepositories",
    "GetAccountSetting",
    "GetAuthorizationToken",
    "GetLifecyclePolicyPreview",
    "PutAccountSetting",
    "PutImage",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "PutRegistryPolicy",
    "PutRegistryScanningConfiguration",
    "PutReplicationConfiguration",
    "SetRepositoryPolicy",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
    "UploadLayerPart",
)
_ENUM = (
    "CreateRepository",
    "DescribeImages",
    "GetLifecyclePolicyPreview",
    "ListImages",
    "PutImageTagMutability",
    "PutRegistryScanningConfiguration",
    "PutReplicationConfiguration",
)
_PATTERN = (
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "BatchGetRepositoryScanningConfiguration",
    "CompleteLayerUpload",
    "CreateRepository",
    "DeleteLifecyclePolicy",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribeRepositories",
    "GetAuthorizationToken",
    "GetDownloadUrlForLayer",
    "GetLifecyclePolicy",
    "GetLifecyclePolicyPreview",
    "GetRepositoryPolicy",
    "InitiateLayerUpload",
    "ListImages",
    "PutImage",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "PutRegistryScanningConfiguration",
    "PutReplicationConfiguration",
    "SetRepositoryPolicy",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
    "UploadLayerPart",
)
_NUMBER = (
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribeRepositories",
    "GetLifecyclePolicyPreview",
    "ListImages",
)

NAME_NULL = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "must not be null"),
    when="The name of the repository is not given.",
    mend="Give {member}.",
    operations=NAMING,
    source="transcript",
)
NAME_SHORT = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "must have length greater than or equal to {limit}"),
    when="The name of the repository, or an image tag, is too short.",
    mend="Give {member} at least {limit} characters.",
    operations=NAMING,
    source="transcript",
)
NAME_LONG = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "must have length less than or equal to {limit}"),
    when="The name of the repository, or an image tag, is too long.",
    mend="Give {member} at most {limit} characters.",
    operations=NAMING,
    source="transcript",
)
NAME_PATTERN = Refusal(
    error=InvalidParameterException,
    message=invalid(
        "repositoryName",
        r"must satisfy regular expression '[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*'",
    ),
    when="The name of the repository is not written as one.",
    mend="Use small letters, digits, and between them single . or _, double __, hyphens, and slashes.",
    operations=NAMING,
    source="transcript",
)
MEMBER_NULL = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must not be null"),
    when="A member that is required is not given.",
    mend="Give {member}.",
    operations=_NULL,
    source="transcript",
)
MEMBER_SHORT = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must have length greater than or equal to {limit}"),
    when="A text has too few characters, or a list too few items.",
    mend="Give {member} at least {limit}.",
    operations=_SHORT,
    source="transcript",
)
MEMBER_LONG = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must have length less than or equal to {limit}"),
    when="A text has too many characters, or a list too many items.",
    mend="Give {member} at most {limit}.",
    operations=_LONG,
    source="transcript",
)
MEMBER_LOW = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must have value greater than or equal to {limit}"),
    when="A number is too small.",
    mend="Let {member} be {limit} or more.",
    operations=_NUMBER,
    source="transcript",
)
MEMBER_HIGH = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must have value less than or equal to {limit}"),
    when="A number is too big.",
    mend="Let {member} be {limit} or less.",
    operations=_NUMBER,
    source="transcript",
)
MEMBER_ENUM = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must satisfy enum value set: [{limit}]"),
    when="A member has none of the values that it may have.",
    mend="Let {member} be one of {limit}.",
    operations=_ENUM,
    source="transcript",
)
MEMBER_PATTERN = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "Member must satisfy regular expression pattern: {limit}"),
    when="A text is not written as its member demands.",
    mend="Write {member} so that it matches {limit}.",
    operations=_PATTERN,
    source="ours",
)
