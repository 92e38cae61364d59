"""What is refused of tags."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException, InvalidParameterException, ResourceNotFoundException

_GIVE = (
    "CreateCapacityProvider",
    "CreateCluster",
    "CreateService",
    "CreateTaskSet",
    "RegisterContainerInstance",
    "RunTask",
    "StartTask",
    "TagResource",
)
_REGISTER = ("RegisterTaskDefinition",)

EMPTY = Refusal(
    ClientException,
    "Tags can not be empty.",
    when="tags is an empty list.",
    mend="Leave tags out, or give at least one.",
    operations=_REGISTER,
    source="transcript",
)
CHARACTERS = Refusal(
    InvalidParameterException,
    "Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.",
    when="The key or the value of a tag has a character that tags do not take.",
    mend="Use only letters, spaces, digits and _ . / = + - : @ in keys and values.",
    operations=_GIVE,
    source="ours",
)
MANY = Refusal(
    InvalidParameterException,
    "Too many tags. The maximum number of tags per resource is 50.",
    when="A resource would have more than 50 tags, those that it has counted in.",
    mend="Take tags away: a resource can have 50.",
    operations=("TagResource",),
    source="ours",
)
KEY = Refusal(
    InvalidParameterException,
    "Tag keys must have between 1 and 128 characters.",
    when="A tag has no key.",
    mend="Give each tag a key of 1 to 128 characters.",
    operations=_GIVE,
    source="ours",
)
RESERVED = Refusal(
    InvalidParameterException,
    "Tag keys and values must not start with aws:, which is reserved for AWS use.",
    when="The key or the value of a tag begins with aws: (in any case).",
    mend="Begin keys and values with something else than aws:.",
    operations=_GIVE,
    source="ours",
)
DUPLICATE = Refusal(
    InvalidParameterException,
    "Tag keys must be unique: {key}",
    when="Two tags of a request have the same key.",
    mend="Give each tag a key of its own: {key} is there twice.",
    operations=_GIVE,
    source="ours",
)
TASK_DEFINITION_CHARACTERS = replace(CHARACTERS, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_KEY = replace(KEY, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_RESERVED = replace(RESERVED, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_DUPLICATE = replace(DUPLICATE, error=ClientException, operations=_REGISTER)

NOT_FOUND = Refusal(
    ResourceNotFoundException,
    None,
    when="resourceArn is well formed, but there is no such resource, or it does not bear tags.",
    mend="Use the ARN of a resource that exists.",
    operations=("TagResource", "UntagResource"),
    source="ours",
)
LISTED_NOT_FOUND = Refusal(
    InvalidParameterException,
    "The specified resource could not be found.",
    when="resourceArn is well formed, but there is no such resource, or it does not bear tags.",
    mend="Use the ARN of a resource that exists.",
    operations=("ListTagsForResource",),
    source="ours",
)
