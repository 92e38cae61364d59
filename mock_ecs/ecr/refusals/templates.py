"""Why ECR refuses repository creation templates."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    TemplateAlreadyExistsException,
    TemplateNotFoundException,
    invalid,
)

_WRITING = ("CreateRepositoryCreationTemplate", "UpdateRepositoryCreationTemplate")

TEMPLATE_EXISTS = Refusal(
    error=TemplateAlreadyExistsException,
    message="The repository creation template with prefix '{prefix}' already exists in the registry with id"
    " '{registry_id}'",
    when="The registry has a template for that prefix.",
    mend="Change the template with UpdateRepositoryCreationTemplate.",
    operations=("CreateRepositoryCreationTemplate",),
    source="ours",
)
TEMPLATE_NOT_FOUND = Refusal(
    error=TemplateNotFoundException,
    message="The repository creation template with prefix '{prefix}' does not exist in the registry with id"
    " '{registry_id}'",
    when="The registry has no template for that prefix.",
    mend="Name a prefix that DescribeRepositoryCreationTemplates shows.",
    operations=("UpdateRepositoryCreationTemplate", "DeleteRepositoryCreationTemplate"),
    source="ours",
)
TAGS_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("resourceTags", "{fault}"),
    when="A resource tag cannot be one, or there are more than 50.",
    mend="Give each tag one key of 1 to 128 characters and a value of at most 256, and at most 50 tags.",
    operations=_WRITING,
    source="ours",
)
PURPOSES_EMPTY = Refusal(
    error=InvalidParameterException,
    message=invalid("appliedFor", "Member must have length greater than or equal to 1"),
    when="The template is for no purpose at all.",
    mend="Name PULL_THROUGH_CACHE, REPLICATION or CREATE_ON_PUSH in appliedFor.",
    operations=_WRITING,
    source="ours",
    doubtful=True,
)
ROLE_MISSING = Refusal(
    error=InvalidParameterException,
    message=invalid("customRoleArn", "Member must not be null when resource tags or KMS encryption are set"),
    when="The template sets resource tags or a KMS key, and names no role: ECR cannot make such repositories.",
    mend="Give customRoleArn.",
    operations=_WRITING,
    source="ours",
    doubtful=True,
)
