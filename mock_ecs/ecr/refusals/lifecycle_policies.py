"""Why ECR refuses lifecycle policies.

ECR holds them against a JSON Schema first, in the words of the Java library json-schema-validator: all that it finds,
each on a line of its own. Then it looks at the rules, and stops at the first fault.
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    LifecyclePolicyNotFoundException,
    LifecyclePolicyPreviewInProgressException,
    LifecyclePolicyPreviewNotFoundException,
    invalid,
)

_PUT = (
    "CreateRepositoryCreationTemplate",
    "PutLifecyclePolicy",
    "StartLifecyclePolicyPreview",
    "UpdateRepositoryCreationTemplate",
)
_TEXT = "LifecyclePolicyText"


def failure(detail: str) -> str:
    """The message for what is wrong with a policy."""
    return invalid(_TEXT, f"Lifecycle policy validation failure: {detail}")


LIFECYCLE_POLICY_NOT_FOUND = Refusal(
    error=LifecyclePolicyNotFoundException,
    message="Lifecycle policy does not exist for the repository with name '{name}' in the registry with id"
    " '{registry_id}'",
    when="The repository has no lifecycle policy.",
    mend="Put a lifecycle policy for {name} with PutLifecyclePolicy.",
    operations=("GetLifecyclePolicy", "DeleteLifecyclePolicy", "StartLifecyclePolicyPreview"),
    source="moto",
)
PREVIEW_NOT_FOUND = Refusal(
    error=LifecyclePolicyPreviewNotFoundException,
    message="Lifecycle policy preview does not exist for the repository with name '{name}' in the registry with id"
    " '{registry_id}'",
    when="No preview was started for the repository.",
    mend="Start one for {name} with StartLifecyclePolicyPreview.",
    operations=("GetLifecyclePolicyPreview",),
    source="ours",
)
PREVIEW_IN_PROGRESS = Refusal(
    error=LifecyclePolicyPreviewInProgressException,
    message="Lifecycle policy preview is in progress for the repository with name '{name}' in the registry with id"
    " '{registry_id}'",
    when="The last preview of the repository is still going on.",
    mend="Wait until GetLifecyclePolicyPreview shows the status COMPLETE for {name}.",
    operations=("StartLifecyclePolicyPreview",),
    source="ours",
)
NOT_A_POLICY = Refusal(
    error=InvalidParameterException,
    message=failure("Could not map policyString into LifecyclePolicy."),
    when="The text is no JSON, or no object.",
    mend='Write a JSON object that has "rules".',
    operations=_PUT,
    source="moto",
)

# What breaks the schema
MISSING = Refusal(
    error=InvalidParameterException,
    message=failure("object has missing required properties ([{names}])\n"),
    when="The policy, a rule, a selection or an action lacks a member.",
    mend="Add {names}.",
    operations=_PUT,
    source="moto",
)
UNKNOWN = Refusal(
    error=InvalidParameterException,
    message=failure("object instance has properties which are not allowed by the schema: ([{names}])\n"),
    when="The policy, a rule, a selection or an action has a member that it cannot have.",
    mend="Take {names} away.",
    operations=_PUT,
    source="moto",
)
TYPE = Refusal(
    error=InvalidParameterException,
    message=failure('instance type ({found}) does not match any allowed primitive type (allowed: ["{allowed}"])\n'),
    when="A value has another JSON type than its member; null is never one.",
    mend="Write a value of the type {allowed}, or leave the member out.",
    operations=_PUT,
    source="transcript",
)
ENUM = Refusal(
    error=InvalidParameterException,
    message=failure('instance value ("{found}") not found in enum (possible values: [{allowed}])\n'),
    when="tagStatus, storageClass or countUnit has a value that there is not.",
    mend="Choose one of {allowed}.",
    operations=_PUT,
    source="moto",
)
MINIMUM = Refusal(
    error=InvalidParameterException,
    message=failure("numeric instance is lower than the required minimum (minimum: {minimum}, found: {found})\n"),
    when="rulePriority or countNumber is less than 1.",
    mend="Write {minimum} or more.",
    operations=_PUT,
    source="moto",
)
TOO_SHORT = Refusal(
    error=InvalidParameterException,
    message=failure("array is too short: must have at least {limit} elements but instance has {found} elements"),
    when="There are no rules.",
    mend="Write at least {limit}.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)
TOO_LONG = Refusal(
    error=InvalidParameterException,
    message=failure("array is too long: must have at most {limit} elements but instance has {found} elements\n"),
    when="There are more than 50 rules.",
    mend="Write at most {limit}.",
    operations=_PUT,
    source="deployment",
)
ONE_OF = Refusal(
    error=InvalidParameterException,
    message=failure("instance failed to match exactly one schema (matched {matched} out of {schemas})\n"),
    when="A selection has a countType that there is not, countUnit with imageCountMoreThan or not with another"
    " countType, or sinceImageTransitioned for another storageClass than archive; or an action has a type that there"
    " is not, or targetStorageClass beside expire, or another one than archive.",
    mend="{mend}.",
    operations=_PUT,
    source="deployment",
)

# What contradicts itself in a rule
NOT_MAPPED = Refusal(
    error=InvalidParameterException,
    message=invalid(_TEXT, "Lifecycle policy parsing failure: Could not map policyString into LifecyclePolicy."),
    when="An action of type transition has no targetStorageClass, or rulePriority or countNumber does not fit into 32"
    " bits.",
    mend="Write {mend}.",
    operations=_PUT,
    source="deployment",
)
TAG_LIST_MISSING = Refusal(
    error=InvalidParameterException,
    message=failure("Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED."),
    when="A rule for tagged images has neither tagPrefixList nor tagPatternList.",
    mend='Say which tags are meant: "tagPatternList": ["*"] means all.',
    operations=_PUT,
    source="deployment",
)
TAG_LISTS = Refusal(
    error=InvalidParameterException,
    message=failure("If policy has a tagged rule, it must specify only one of tagPrefixList or tagPatternList"),
    when="A rule for tagged images has both tagPrefixList and tagPatternList.",
    mend="Write one of tagPrefixList and tagPatternList, or a rule for each.",
    operations=_PUT,
    source="deployment",
)
TAG_LIST_FORBIDDEN = Refusal(
    error=InvalidParameterException,
    message=failure("Cannot specify {list} with tagStatus {status}"),
    when="A rule for untagged or any images has tagPrefixList or tagPatternList.",
    mend='Leave {list} out, or let tagStatus be "tagged".',
    operations=_PUT,
    source="deployment",
)
WILDCARDS = Refusal(
    error=InvalidParameterException,
    message=failure("Invalid tag pattern provided. Total number of * must not exceed 4"),
    when="A tag pattern has more than four wildcards.",
    mend="Write the pattern with at most four *.",
    operations=_PUT,
    source="deployment",
)
STANDARD_ONLY = Refusal(
    error=InvalidParameterException,
    message=failure(
        "SINCE_IMAGE_PUSHED, SINCE_IMAGE_PULLED and IMAGE_COUNT_MORE_THAN support the STANDARD storage class only"
    ),
    when="A rule selects archived images by another countType than sinceImageTransitioned.",
    mend='Let countType be "sinceImageTransitioned", or leave storageClass out.',
    operations=_PUT,
    source="deployment",
)
PULLED_IS_ARCHIVED = Refusal(
    error=InvalidParameterException,
    message=failure("SINCE_IMAGE_PULLED supports the TRANSITION action only"),
    when="A rule expires images by sinceImagePulled, which can only archive them.",
    mend='Write "action": {{"type": "transition", "targetStorageClass": "archive"}}, or another countType.',
    operations=_PUT,
    source="ours",
)
ARCHIVED_IS_EXPIRED = Refusal(
    error=InvalidParameterException,
    message=failure("SINCE_IMAGE_TRANSITIONED supports the EXPIRE action only"),
    when="A rule archives images by sinceImageTransitioned, which are in the archive already.",
    mend='Write "action": {{"type": "expire"}}, or another countType.',
    operations=_PUT,
    source="ours",
)
LONG_DESCRIPTION = Refusal(
    error=InvalidParameterException,
    message=failure("The description of a rule has more than 256 characters"),
    when="The description of a rule has more than 256 characters.",
    mend="Write a shorter description.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)
SHORT_ARCHIVE = Refusal(
    error=InvalidParameterException,
    message=failure("countNumber must be at least 90 for SINCE_IMAGE_TRANSITIONED"),
    when="Archived images are to expire before they were 90 days in the archive.",
    mend="Let countNumber be 90 or more.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)

# What contradicts itself between rules
DUPLICATE_PRIORITY = Refusal(
    error=InvalidParameterException,
    message=failure("Duplicate priority in multiple rules"),
    when="Two rules have the same rulePriority.",
    mend="Give each rule a rulePriority of its own; {priority} comes twice.",
    operations=_PUT,
    source="deployment",
)
UNTAGGED_TWICE = Refusal(
    error=InvalidParameterException,
    message=failure("Only one rule can select Untagged images."),
    when="Two rules for one storage class select untagged images.",
    mend="Join the rules for untagged images to one.",
    operations=_PUT,
    source="transcript",
)
ANY_TWICE = Refusal(
    error=InvalidParameterException,
    message=failure("Only one rule can specify tagStatus=ANY"),
    when="Two rules for one storage class have the tagStatus any.",
    mend="Join the rules for any images to one.",
    operations=_PUT,
    source="deployment",
)
ANY_NOT_LAST = Refusal(
    error=InvalidParameterException,
    message=failure("Rule for tagStatus=ANY must have the lowest priority per storage class"),
    when="A rule for any images does not have the highest rulePriority of its storage class.",
    mend="Give the rule for any images a higher rulePriority than {priority}.",
    operations=_PUT,
    source="transcript",
)
SAME_TAGS = Refusal(
    error=InvalidParameterException,
    message=failure("Rules for one storage class must have different tag prefixes and tag patterns"),
    when="Two rules for one storage class have the same tag prefixes or tag patterns.",
    mend="Join the rules to one, or let them select different tags.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)
