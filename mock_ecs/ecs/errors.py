"""The errors of Amazon ECS, one class per exception of its model, and the texts that AWS fixes.

Sources: the ECS API reference (common errors, and the errors of each action) and answers of AWS.
"""

from __future__ import annotations

from mock_ecs.aws.errors import AwsError


class AccessDeniedException(AwsError):
    """The caller may not do this."""


class AttributeLimitExceededException(AwsError):
    """A resource would have more than ten custom attributes."""


class BlockedException(AwsError):
    """The account is blocked."""

    def __init__(self, message: str = "Your account is currently blocked.") -> None:
        super().__init__(message)


class ClientException(AwsError):
    """The request cannot be carried out: most faults of task definitions."""


class ClusterContainsCapacityProviderException(AwsError):
    """The cluster has capacity providers that keep it from being deleted."""


class ClusterContainsContainerInstancesException(AwsError):
    """The cluster has registered container instances."""

    def __init__(
        self, message: str = "The Cluster cannot be deleted while Container Instances are active or draining."
    ) -> None:
        super().__init__(message)


class ClusterContainsServicesException(AwsError):
    """The cluster has services that are not INACTIVE."""

    def __init__(self, message: str = "The Cluster cannot be deleted while Services are active.") -> None:
        super().__init__(message)


class ClusterContainsTasksException(AwsError):
    """The cluster has tasks that are not STOPPED."""

    def __init__(self, message: str = "The Cluster cannot be deleted while Tasks are active.") -> None:
        super().__init__(message)


class ClusterNotFoundException(AwsError):
    """The cluster does not exist in this region."""

    def __init__(self, message: str = "Cluster not found.") -> None:
        super().__init__(message)


class ConflictException(AwsError):
    """The request conflicts with the state of ``resource_ids`` (ARNs)."""

    def __init__(self, message: str, resource_ids: list[str]) -> None:
        super().__init__(message, resourceIds=resource_ids)


class DaemonNotActiveException(AwsError):
    """The daemon is not ACTIVE."""


class DaemonNotFoundException(AwsError):
    """The daemon does not exist."""


class GatewayNotFoundException(AwsError):
    """The gateway does not exist."""


class InvalidParameterException(AwsError):
    """A parameter cannot be used: most faults of clusters, services and tasks."""


class LimitExceededException(AwsError):
    """A quota is used up."""


class MissingVersionException(AwsError):
    """The agent's version is not known."""


class NamespaceNotFoundException(AwsError):
    """The Cloud Map namespace does not exist."""


class NoUpdateAvailableException(AwsError):
    """The agent is up to date."""


class PlatformTaskDefinitionIncompatibilityException(AwsError):
    """The platform version lacks what the task definition needs."""

    def __init__(
        self, message: str = "The specified platform does not satisfy the task definition\u2019s required capabilities."
    ) -> None:
        super().__init__(message)


class PlatformUnknownException(AwsError):
    """The platform version does not exist."""

    def __init__(self, message: str = "The specified platform version does not exist.") -> None:
        super().__init__(message)


class ResourceInUseException(AwsError):
    """The resource is used by something."""


class ResourceNotFoundException(AwsError):
    """The resource does not exist."""

    def __init__(self, message: str = "The specified resource was not found.") -> None:
        super().__init__(message)


class ServiceDeploymentNotFoundException(AwsError):
    """The service deployment does not exist."""

    def __init__(self, message: str = "The service deployment does not exist.") -> None:
        super().__init__(message)


class ServiceNotActiveException(AwsError):
    """The service is DRAINING or INACTIVE."""

    def __init__(self, message: str = "Service was not ACTIVE.") -> None:
        super().__init__(message)


class ServiceNotFoundException(AwsError):
    """The service does not exist in this cluster."""

    def __init__(self, message: str = "Service not found.") -> None:
        super().__init__(message)


class TargetNotConnectedException(AwsError):
    """ECS Exec cannot reach the container."""


class TargetNotFoundException(AwsError):
    """What an attribute is put on does not exist."""


class TaskSetNotFoundException(AwsError):
    """The task set does not exist."""

    def __init__(self, message: str = "The specified task set does not exist.") -> None:
        super().__init__(message)


class UnsupportedFeatureException(AwsError):
    """ECS has the feature; here, or in this region, it is not to be had."""


class UpdateInProgressException(AwsError):
    """Another update of the same thing is not finished."""
