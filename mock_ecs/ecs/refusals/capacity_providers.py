"""What is refused of capacity providers, of strategies, and of their association with clusters."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    ClientException,
    InvalidParameterException,
    ResourceInUseException,
)

_OF_CLUSTERS = ("CreateCluster", "PutClusterCapacityProviders")
_LAUNCH = ("CreateService", "RunTask", "UpdateService")
_CREATE = ("CreateCapacityProvider",)
_CHANGE = ("CreateCapacityProvider", "UpdateCapacityProvider")

NOT_ASSOCIATED = Refusal(
    InvalidParameterException,
    "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the "
    "cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.",
    when="A strategy names a capacity provider that is not among those of the cluster.",
    mend="Add the capacity provider to the capacityProviders of the cluster, or take it out of the strategy.",
    operations=(*_OF_CLUSTERS, *_LAUNCH),
    source="deployment",
)
TWO_DEFAULT_BASES = Refusal(
    InvalidParameterException,
    "The specified capacity provider strategy contains multiple capacity providers with a base value defined. "
    "Only one capacity provider per strategy can have a base value defined.",
    when="Two items of a cluster's default strategy have a base.",
    mend="Leave a base above zero in one item of the strategy only.",
    operations=_OF_CLUSTERS,
    source="deployment",
)
TWO_BASES = Refusal(
    InvalidParameterException,
    "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than "
    "zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider "
    "strategy and try again.",
    when="Two items of capacityProviderStrategy have a base.",
    mend="Leave a base above zero in one item of the strategy only.",
    operations=_LAUNCH,
    source="deployment",
)
MIXED = Refusal(
    InvalidParameterException,
    "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate "
    "providers. Specify one or the other and try again.",
    when="A strategy names capacity providers of Fargate and of Auto Scaling groups.",
    mend="Name only FARGATE and FARGATE_SPOT, or only capacity providers of Auto Scaling groups.",
    operations=(*_OF_CLUSTERS, *_LAUNCH),
    source="transcript",
)
IN_USE = Refusal(
    ResourceInUseException,
    "The specified capacity provider is in use and cannot be removed.",
    when="The new list lacks a capacity provider that a service or a task of the cluster uses.",
    mend="Move the services and tasks to another capacity provider first.",
    operations=("PutClusterCapacityProviders",),
    source="transcript",
)
ASSOCIATED = Refusal(
    ClientException,
    "The capacity provider cannot be deleted because it is associated with cluster: {cluster}. Remove the capacity "
    "provider from the cluster and try again.",
    when="A cluster has the capacity provider.",
    mend="Take it from the capacity providers of the cluster {cluster} first.",
    operations=("DeleteCapacityProvider",),
    source="transcript",
)
NAME = Refusal(
    InvalidParameterException,
    "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and "
    'lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with "aws", "ecs", or "fargate". '
    "Specify a valid name and try again.",
    when="name is empty, too long, has other characters, or begins with aws, ecs or fargate (in any case).",
    mend="Name it with 1 to 255 letters, digits, hyphens and underscores that do not begin with aws, ecs or fargate.",
    operations=_CREATE,
    source="deployment",
)
NOT_PROTECTED = Refusal(
    InvalidParameterException,
    "The managed termination protection setting for the capacity provider is invalid. To enable managed termination "
    "protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled.",
    when="managedTerminationProtection is ENABLED, and the Auto Scaling group does not protect new instances.",
    mend="Set NewInstancesProtectedFromScaleIn of the Auto Scaling group, or managedTerminationProtection to DISABLED.",
    operations=_CHANGE,
    source="deployment",
)
PROTECTION_WITHOUT_SCALING = Refusal(
    InvalidParameterException,
    "The managed termination protection setting for the capacity provider is invalid. To enable managed termination "
    "protection for a capacity provider, managed scaling must be enabled.",
    when="managedTerminationProtection is ENABLED, and managedScaling is not.",
    mend="Set the status of managedScaling to ENABLED, or managedTerminationProtection to DISABLED.",
    operations=_CHANGE,
    source="ours",
)
STEP_SIZES = Refusal(
    InvalidParameterException,
    "The minimum or maximum scaling step size value is invalid. Specify a minimum scaling step size value that is less "
    "than or equal to the maximum scaling step size value and try again.",
    when="minimumScalingStepSize is larger than maximumScalingStepSize.",
    mend="Set minimumScalingStepSize to maximumScalingStepSize or less.",
    operations=_CHANGE,
    source="deployment",
)
GROUP_TAKEN = Refusal(
    InvalidParameterException,
    "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto "
    "Scaling group ARN and try again.",
    when="Another capacity provider has the Auto Scaling group.",
    mend="Use another Auto Scaling group, or delete the capacity provider {provider} first.",
    operations=_CREATE,
    source="ours",
)
NAME_TAKEN = Refusal(
    InvalidParameterException,
    "A capacity provider with the specified name already exists with a different configuration. Specify a different "
    "name and try again.",
    when="A capacity provider of this name exists, and its settings are others.",
    mend="Choose another name, or change the capacity provider with UpdateCapacityProvider.",
    operations=_CREATE,
    source="ours",
)
UNKNOWN = Refusal(
    InvalidParameterException,
    "The specified capacity provider '{name}' was not found. Specify a valid name or ARN and try again.",
    when="There is no capacity provider of this name or ARN.",
    mend="Create the capacity provider {name} first, or name one that exists.",
    operations=(*_OF_CLUSTERS, *_LAUNCH, "DeleteCapacityProvider", "UpdateCapacityProvider"),
    source="ours",
)
NO_DEFAULT_WEIGHT = Refusal(
    InvalidParameterException,
    "There are no capacity providers with a weight value greater than zero defined in the default capacity provider "
    "strategy. At least one capacity provider must have a weight value greater than zero specified. Update the "
    "cluster's default capacity provider strategy or specify a valid capacity provider strategy and try again.",
    when="The default strategy of the cluster would be used, and none of its items has a weight.",
    mend="Give an item of the default strategy a weight above zero, or name a strategy or a launch type.",
    operations=_LAUNCH,
    source="transcript",
)
NO_WEIGHT = Refusal(
    InvalidParameterException,
    "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify "
    "a weight value greater than zero for at least one capacity provider and try again.",
    when="No item of capacityProviderStrategy has a weight.",
    mend="Give at least one item a weight above zero.",
    operations=_LAUNCH,
    source="deployment",
)
GROUP_ARN = Refusal(
    InvalidParameterException,
    "The specified Auto Scaling group ARN is invalid. Specify a valid Auto Scaling group ARN and try again.",
    when="autoScalingGroupArn is empty, the ARN of something else, or the ARN of another account or region.",
    mend="Give the ARN (or the name) of an Auto Scaling group of this account and region.",
    operations=_CREATE,
    source="ours",
)
GROUP_NOT_FOUND = Refusal(
    InvalidParameterException,
    "The specified Auto Scaling group '{group}' was not found. Specify a valid Auto Scaling group ARN and try again.",
    when="The Auto Scaling group does not exist (where references are strict; otherwise a warning).",
    mend="Create the Auto Scaling group {group} first.",
    operations=_CREATE,
    source="ours",
)
NO_PROVIDER = Refusal(
    InvalidParameterException,
    "Specify either an Auto Scaling group provider or a managed instances provider and try again.",
    when="Neither autoScalingGroupProvider nor managedInstancesProvider is given, or both are.",
    mend="Give exactly one of autoScalingGroupProvider and managedInstancesProvider.",
    operations=_CHANGE,
    source="ours",
)
RESERVED = Refusal(
    InvalidParameterException,
    "The capacity provider '{name}' is reserved and cannot be changed or deleted.",
    when="FARGATE and FARGATE_SPOT belong to AWS.",
    mend="Take {name} from a cluster with PutClusterCapacityProviders instead.",
    operations=("DeleteCapacityProvider", "UpdateCapacityProvider"),
    source="ours",
)
IN_ANOTHER_CLUSTER = Refusal(
    InvalidParameterException,
    "The capacity provider '{name}' has managed scaling, and belongs to the cluster {cluster} already.",
    when="A capacity provider with managed scaling is associated with a second cluster.",
    mend="Make a capacity provider for each cluster, or turn managed scaling off.",
    operations=_OF_CLUSTERS,
    source="ours",
    doubtful=True,
)
MIXED_WITH_MANAGED = Refusal(
    InvalidParameterException,
    "A capacity provider strategy cannot contain a mix of capacity providers using Managed Instances and other "
    "capacity providers. Specify one or the other and try again.",
    when="A strategy names capacity providers of Managed Instances and others.",
    mend="Name only capacity providers of Managed Instances, or none of them.",
    operations=(*_OF_CLUSTERS, *_LAUNCH),
    source="ours",
)
MANAGED_ASSOCIATION = Refusal(
    InvalidParameterException,
    "Cannot associate Managed Instances capacity provider to clusters using this API. Managed Instances capacity "
    "providers are already associated with a cluster.",
    when="capacityProviders names one of Managed Instances, which its cluster has since it was created "
    "(refused when Managed Instances were new; later reports have it accepted).",
    mend="Take it out of capacityProviders: defaultCapacityProviderStrategy can name it all the same.",
    operations=_OF_CLUSTERS,
    source="transcript",
    doubtful=True,
)
USED_BY_A_SERVICE = Refusal(
    ClientException,
    "The capacity provider cannot be deleted because it is associated with a service.",
    when="A service that was not deleted uses the capacity provider of Managed Instances.",
    mend="Delete the services that use it, or give them another strategy, first.",
    operations=("DeleteCapacityProvider",),
    source="transcript",
)
WITHOUT_CLUSTER = Refusal(
    InvalidParameterException,
    "A cluster must be specified for a capacity provider that uses Managed Instances. Specify a cluster and try again.",
    when="managedInstancesProvider is given without cluster.",
    mend="Name the cluster that the instances are for.",
    operations=_CREATE,
    source="ours",
)
OTHER_KIND = Refusal(
    InvalidParameterException,
    "The capacity provider '{name}' is not of the specified type. Specify the provider that it was created with and "
    "try again.",
    when="An update gives an Auto Scaling group for Managed Instances, or the other way round.",
    mend="Give {name} the kind of provider that it was created with.",
    operations=("UpdateCapacityProvider",),
    source="ours",
)
RANGE = Refusal(
    InvalidParameterException,
    "The minimum value of {member} cannot be greater than the maximum value. Specify a valid range and try again.",
    when="The min of a range in instanceRequirements is above its max.",
    mend="Set min of {member} to its max or less.",
    operations=_CHANGE,
    source="ours",
)
ALLOWED_AND_EXCLUDED = Refusal(
    InvalidParameterException,
    "Both allowedInstanceTypes and excludedInstanceTypes cannot be specified. Specify one or the other and try again.",
    when="instanceRequirements has allowedInstanceTypes and excludedInstanceTypes.",
    mend="Keep one of allowedInstanceTypes and excludedInstanceTypes.",
    operations=_CHANGE,
    source="ours",
    doubtful=True,
)
ENCLAVES_AND_LOCAL_STORAGE = Refusal(
    InvalidParameterException,
    "nitroEnclavesEnabled cannot be enabled together with useLocalStorage. Specify one or the other and try again.",
    when="nitroEnclavesEnabled and useLocalStorage are both true.",
    mend="Turn off nitroEnclavesEnabled, or useLocalStorage.",
    operations=_CHANGE,
    source="ours",
)
NO_INSTANCE_TYPE = Refusal(
    InvalidParameterException,
    "No instance type meets the instance requirements of the capacity provider.",
    when="None of the instance types that are known here meets instanceRequirements: its tasks will wait, and stop.",
    mend="Widen instanceRequirements; burstable and bare metal types need to be included by name.",
    operations=_CHANGE,
    source="ours",
    doubtful=True,
)
