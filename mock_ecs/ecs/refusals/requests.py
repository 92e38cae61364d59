"""What is refused of many requests: clusters and identifiers, batches, pages, and what the model does not allow."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException, ClusterNotFoundException, InvalidParameterException

OF_TASK_DEFINITIONS = ("RegisterTaskDefinition", "DeregisterTaskDefinition", "DescribeTaskDefinition")
"""The operations that answer faults of their request with ClientException."""

_USE_CLUSTERS = (
    "CreateCapacityProvider",
    "CreateService",
    "CreateTaskSet",
    "DeleteAttributes",
    "DeleteCapacityProvider",
    "DeleteCluster",
    "DeleteService",
    "DeleteTaskSet",
    "DeregisterContainerInstance",
    "DescribeTaskSets",
    "ExecuteCommand",
    "GetTaskProtection",
    "PutAttributes",
    "PutClusterCapacityProviders",
    "RegisterContainerInstance",
    "RunTask",
    "StartTask",
    "StopTask",
    "SubmitAttachmentStateChanges",
    "SubmitContainerStateChange",
    "SubmitTaskStateChange",
    "TagResource",
    "UntagResource",
    "UpdateCapacityProvider",
    "UpdateCluster",
    "UpdateClusterSettings",
    "UpdateContainerAgent",
    "UpdateContainerInstancesState",
    "UpdateService",
    "UpdateServicePrimaryTaskSet",
    "UpdateTaskProtection",
    "UpdateTaskSet",
)
_READ_CLUSTERS = (
    "DescribeCapacityProviders",
    "DescribeContainerInstances",
    "DescribeServices",
    "DescribeTasks",
    "ListAttributes",
    "ListContainerInstances",
    "ListServices",
    "ListTagsForResource",
    "ListTasks",
)
_TAKE_IDENTIFIERS = (
    "CreateTaskSet",
    "DeleteAttributes",
    "DeleteService",
    "DeleteTaskSet",
    "DeregisterContainerInstance",
    "DescribeContainerInstances",
    "DescribeServices",
    "DescribeTaskSets",
    "DescribeTasks",
    "DiscoverPollEndpoint",
    "ExecuteCommand",
    "GetTaskProtection",
    "ListTasks",
    "PutAttributes",
    "RegisterContainerInstance",
    "StartTask",
    "StopTask",
    "UpdateContainerAgent",
    "UpdateContainerInstancesState",
    "UpdateService",
    "UpdateServicePrimaryTaskSet",
    "UpdateTaskProtection",
    "UpdateTaskSet",
)
_TAKE_BATCHES = (
    "CreateCluster",
    "CreateService",
    "DeleteAttributes",
    "DeleteTaskDefinitions",
    "DescribeCapacityProviders",
    "DescribeClusters",
    "DescribeContainerInstances",
    "DescribeServices",
    "DescribeTasks",
    "GetTaskProtection",
    "PutAttributes",
    "PutClusterCapacityProviders",
    "RunTask",
    "StartTask",
    "UpdateContainerInstancesState",
    "UpdateService",
    "UpdateTaskProtection",
)
_PAGE = (
    "DescribeCapacityProviders",
    "ListAccountSettings",
    "ListAttributes",
    "ListClusters",
    "ListContainerInstances",
    "ListServices",
    "ListServicesByNamespace",
    "ListTaskDefinitionFamilies",
    "ListTaskDefinitions",
    "ListTasks",
)
_REGISTER = ("RegisterTaskDefinition",)
_ALL = ("*",)
"""Every operation that has such a member."""

CLUSTER_NOT_FOUND = Refusal(
    ClusterNotFoundException,
    None,
    when="cluster names nothing in this account and region; without it, the cluster called default is meant.",
    mend="Create the cluster first, or name one that exists.",
    operations=(*_USE_CLUSTERS, *_READ_CLUSTERS),
    source="transcript",
)
CLUSTER_INACTIVE = Refusal(
    ClusterNotFoundException,
    "The referenced cluster was inactive.",
    when="The cluster was deleted, and the request would change something in it.",
    mend="Create the cluster again, or name another one.",
    operations=_USE_CLUSTERS,
    source="transcript",
)
ANOTHER_ACCOUNT = Refusal(
    InvalidParameterException,
    "AccountIDs mismatch",
    when="An ARN in the request belongs to another account.",
    mend="Use an ARN of the account that the credentials belong to.",
    operations=(
        "DescribeClusters",
        *(name for name in _USE_CLUSTERS if name not in ("TagResource", "UntagResource")),
        *_READ_CLUSTERS,
    ),
    source="transcript",
)
UNEXPECTED_ARN = Refusal(
    InvalidParameterException,
    "Invalid identifier: Unexpected ARN format {reference}",
    when="An ARN is malformed, or it is the ARN of another kind of thing.",
    mend="Use the short name or id, or the whole ARN of the kind that is asked for.",
    operations=("DescribeClusters", *_USE_CLUSTERS, *_READ_CLUSTERS),
    source="ours",
)
ANOTHER_CLUSTER = Refusal(
    InvalidParameterException,
    "Identifier is for {other}. Your cluster is {cluster}",
    when="The ARN of a service, task or container instance names another cluster than the request does.",
    mend="Set cluster to {other}, or use an ARN of the cluster {cluster}.",
    operations=_TAKE_IDENTIFIERS,
    source="ours",
)
BATCH_EMPTY = Refusal(
    InvalidParameterException,
    "{Name} cannot be empty.",
    when="A request for many things names none.",
    mend="Name at least one of {Name}.",
    operations=(
        "DeleteAttributes",
        "DeleteTaskDefinitions",
        "DescribeServices",
        "DescribeTasks",
        "PutAttributes",
        "UpdateTaskProtection",
    ),
    source="transcript",
)
CONTAINER_INSTANCES_EMPTY = Refusal(
    ClientException,
    "Container Instances cannot be empty.",
    when="containerInstances is an empty list.",
    mend="Name at least one container instance.",
    operations=("DescribeContainerInstances", "UpdateContainerInstancesState"),
    source="moto",
)
BATCH_TOO_LONG = Refusal(
    InvalidParameterException,
    "{name} can have at most {maximum} items.",
    when="A list in the request is longer than the operation takes.",
    mend="Name at most {maximum} of {name}, and ask several times for more.",
    operations=_TAKE_BATCHES,
    source="deployment",
)
MAX_RESULTS = Refusal(
    InvalidParameterException,
    "maxResults should be between 1 and {maximum}.",
    when="maxResults is less than 1, or more than the operation gives in a page (10 or 100).",
    mend="Set maxResults to a number from 1 to {maximum}, or leave it out.",
    operations=_PAGE,
    source="ours",
)
INVALID_TOKEN = Refusal(
    InvalidParameterException,
    "Invalid token",
    when="nextToken was not given out by an earlier page.",
    mend="Pass the nextToken of the page before unchanged, or none for the first page.",
    operations=_PAGE,
    source="ours",
)

BLANK = Refusal(
    InvalidParameterException,
    "{Name} can not be blank.",
    when="A member that the model requires is lacking or null.",
    mend="Set {where}.",
    operations=_ALL,
    source="ours",
)
NOT_ONE_OF = Refusal(
    InvalidParameterException,
    "{value} should be one of [{allowed}]",
    when="A member has a value that its enumeration does not have.",
    mend="Set {where} to one of {allowed}.",
    operations=_ALL,
    source="moto",
)
LAUNCH_TYPE = Refusal(
    InvalidParameterException,
    "launch type should be one of [EC2,FARGATE,EXTERNAL]",
    when="launchType is none that there is.",
    mend="Set launchType to EC2, FARGATE or EXTERNAL.",
    operations=("CreateService", "CreateTaskSet", "ListServices", "ListTasks", "RunTask"),
    source="moto",
)
LIST_TOO_LONG = Refusal(
    InvalidParameterException,
    "{name} can have at most {limit} items.",
    when="A list is longer than the model allows.",
    mend="Leave at most {limit} items in {where}.",
    operations=_ALL,
    source="ours",
)
LIST_TOO_SHORT = Refusal(
    InvalidParameterException,
    "{where} must have at least {limit} items.",
    when="A list is shorter than the model allows.",
    mend="Give {where} at least {limit} items.",
    operations=_ALL,
    source="ours",
)
TEXT_TOO_LONG = Refusal(
    InvalidParameterException,
    "{where} must have at most {limit} characters.",
    when="A text is longer than the model allows.",
    mend="Shorten {where} to {limit} characters.",
    operations=_ALL,
    source="ours",
)
TEXT_TOO_SHORT = Refusal(
    InvalidParameterException,
    "{where} must have at least {limit} characters.",
    when="A text is shorter than the model allows.",
    mend="Give {where} at least {limit} characters.",
    operations=_ALL,
    source="ours",
)
NUMBER_TOO_LARGE = Refusal(
    InvalidParameterException,
    "{where} must be at most {limit}",
    when="A number is larger than the model allows.",
    mend="Set {where} to {limit} or less.",
    operations=_ALL,
    source="ours",
)
NUMBER_TOO_SMALL = Refusal(
    InvalidParameterException,
    "{where} must be at least {limit}",
    when="A number is smaller than the model allows.",
    mend="Set {where} to {limit} or more.",
    operations=_ALL,
    source="ours",
)
NO_MATCH = Refusal(
    InvalidParameterException,
    "{where} must match {limit}",
    when="A text does not have the form that the model gives it.",
    mend="Give {where} a value that matches {limit}.",
    operations=_ALL,
    source="ours",
)

TASK_DEFINITION_BLANK = replace(BLANK, error=ClientException, operations=OF_TASK_DEFINITIONS)
TASK_DEFINITION_NOT_ONE_OF = replace(NOT_ONE_OF, error=ClientException, operations=OF_TASK_DEFINITIONS)
TASK_DEFINITION_LIST_TOO_LONG = replace(LIST_TOO_LONG, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_TEXT_TOO_LONG = replace(TEXT_TOO_LONG, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_TEXT_TOO_SHORT = replace(TEXT_TOO_SHORT, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_NUMBER_TOO_LARGE = replace(NUMBER_TOO_LARGE, error=ClientException, operations=_REGISTER)
TASK_DEFINITION_NUMBER_TOO_SMALL = replace(NUMBER_TOO_SMALL, error=ClientException, operations=_REGISTER)
