"""What is refused of clusters, their settings and their configuration."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    ClusterContainsCapacityProviderException,
    ClusterContainsContainerInstancesException,
    ClusterContainsServicesException,
    ClusterContainsTasksException,
    InvalidParameterException,
    UpdateInProgressException,
)

_CONFIGURE = ("CreateCluster", "UpdateCluster")
_SET = (*_CONFIGURE, "UpdateClusterSettings")

NAME = Refusal(
    InvalidParameterException,
    "ClusterName must match ^[a-zA-Z0-9\\-_]{{1,255}}$",
    when="clusterName is empty, longer than 255 characters, or has other characters than letters, digits, - and _.",
    mend="Name the cluster with 1 to 255 letters, digits, hyphens and underscores.",
    operations=("CreateCluster",),
    source="deployment",
)
LOGS_WITHOUT_OVERRIDE = Refusal(
    InvalidParameterException,
    "You must set logging to 'OVERRIDE' when you supply a log configuration.",
    when="executeCommandConfiguration has a logConfiguration, and its logging is not OVERRIDE.",
    mend="Set logging to OVERRIDE, or take logConfiguration out.",
    operations=_CONFIGURE,
    source="deployment",
)
OVERRIDE_WITHOUT_LOGS = Refusal(
    InvalidParameterException,
    "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.",
    when="logging is OVERRIDE, and logConfiguration names neither a log group nor a bucket.",
    mend="Set cloudWatchLogGroupName or s3BucketName in logConfiguration.",
    operations=_CONFIGURE,
    source="deployment",
)
CONTAINS_SERVICES = Refusal(
    ClusterContainsServicesException,
    None,
    when="The cluster has a service that is not INACTIVE.",
    mend="Delete its services first.",
    operations=("DeleteCluster",),
    source="transcript",
)
CONTAINS_CONTAINER_INSTANCES = Refusal(
    ClusterContainsContainerInstancesException,
    None,
    when="Container instances are registered in the cluster.",
    mend="Deregister its container instances first.",
    operations=("DeleteCluster",),
    source="transcript",
)
CONTAINS_CAPACITY_PROVIDERS = Refusal(
    ClusterContainsCapacityProviderException,
    "The Cluster cannot be deleted while Capacity Providers are active.",
    when="The cluster has capacity providers of Managed Instances.",
    mend="Delete its capacity providers of Managed Instances first.",
    operations=("DeleteCluster",),
    source="ours",
)
CONTAINS_TASKS = Refusal(
    ClusterContainsTasksException,
    None,
    when="The cluster has tasks that are not STOPPED.",
    mend="Stop its tasks first.",
    operations=("DeleteCluster",),
    source="transcript",
)
BUSY = Refusal(
    UpdateInProgressException,
    "The specified cluster is in a busy state. Cluster attachments must be in UPDATE_COMPLETE or UPDATE_FAILED state "
    "before they can be updated. Wait and try again.",
    when="The capacity providers of the cluster were changed, and attachmentsStatus is still UPDATE_IN_PROGRESS.",
    mend="Wait until attachmentsStatus is UPDATE_COMPLETE.",
    operations=("DeleteCluster", "PutClusterCapacityProviders"),
    source="transcript",
)
SETTING_NAME = Refusal(
    InvalidParameterException,
    "Name can not be blank.",
    when="A setting has no name.",
    mend="Set the name of the setting to containerInsights.",
    operations=_SET,
    source="ours",
)
SETTING_VALUE = Refusal(
    InvalidParameterException,
    "{value} should be one of [{allowed}]",
    when="A setting has a value that there is not.",
    mend="Set containerInsights to one of {allowed}.",
    operations=_SET,
    source="ours",
)
NAMESPACE = Refusal(
    InvalidParameterException,
    'The Service Connect namespace is not valid. It must have at most 1024 characters, and none of < > " and /.',
    when="serviceConnectDefaults has a namespace that is too long or has characters that Cloud Map does not take.",
    mend='Name the namespace with at most 1024 characters without < > " and /, or give its ARN.',
    operations=_CONFIGURE,
    source="ours",
)
