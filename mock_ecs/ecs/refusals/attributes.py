"""What is refused of the attributes of container instances."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    AttributeLimitExceededException,
    InvalidParameterException,
    TargetNotFoundException,
)

_CHANGE = ("PutAttributes", "DeleteAttributes")
_GIVE = ("PutAttributes", "DeleteAttributes", "RegisterContainerInstance")

TARGET_NOT_FOUND = Refusal(
    TargetNotFoundException,
    "Could not find {target}",
    when="The cluster has no container instance of this id or ARN.",
    mend="Name a container instance that ListContainerInstances lists.",
    operations=_CHANGE,
    source="moto",
)
LIMIT = Refusal(
    AttributeLimitExceededException,
    "A container instance can have at most {maximum} custom attributes.",
    when="The container instance would have more than 10 custom attributes.",
    mend="Delete attributes of {target} first: it can have {maximum}.",
    operations=("PutAttributes",),
    source="ours",
)
TARGET_TYPE = Refusal(
    InvalidParameterException,
    "targetType must be container-instance",
    when="targetType is something else than container-instance.",
    mend="Set targetType to container-instance.",
    operations=(*_CHANGE, "ListAttributes"),
    source="moto",
)
TARGET_TYPE_BLANK = Refusal(
    InvalidParameterException,
    "TargetType can not be blank.",
    when="targetId is a short id, and targetType is lacking.",
    mend="Set targetType to container-instance, or targetId to the whole ARN.",
    operations=_CHANGE,
    source="ours",
)
TARGET_BLANK = Refusal(
    InvalidParameterException,
    "TargetId can not be blank.",
    when="An attribute does not say which container instance it belongs to.",
    mend="Set targetId to the id or ARN of the container instance.",
    operations=_CHANGE,
    source="ours",
)
NAME = Refusal(
    InvalidParameterException,
    "The attribute name must have 1 to 128 characters: letters, numbers, - _ . / and \\.",
    when="The name of an attribute is empty, longer than 128 characters, or has other characters.",
    mend="Name the attribute with 1 to 128 letters, digits and - _ . / \\.",
    operations=_GIVE,
    source="ours",
)
VALUE = Refusal(
    InvalidParameterException,
    "The attribute value must have 1 to 128 characters: letters, numbers, - _ . @ / \\ : and spaces, "
    "but none at its ends.",
    when="The value of an attribute is empty, longer than 128 characters, has other characters, or a space at an end.",
    mend="Give it a value of 1 to 128 letters, digits and - _ . @ / \\ : or spaces inside, or no value.",
    operations=_GIVE,
    source="ours",
)
VALUE_WITHOUT_NAME = Refusal(
    InvalidParameterException,
    "attributeValue can not be specified without attributeName.",
    when="ListAttributes is asked for a value without a name.",
    mend="Set attributeName too.",
    operations=("ListAttributes",),
    source="ours",
)
BUILT_IN = Refusal(
    InvalidParameterException,
    "The attribute {name} is reserved for Amazon ECS.",
    when="An attribute that ECS or its agent sets (ecs.…, com.amazonaws.…) is put or deleted.",
    mend="Name the attribute without the prefix ecs. or com.amazonaws.",
    operations=_CHANGE,
    source="ours",
    doubtful=True,
)
