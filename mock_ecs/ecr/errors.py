"""The exceptions of Amazon ECR, with their texts.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from collections.abc import Iterable

from mock_ecs.aws.errors import AwsError


class AccessDeniedException(AwsError):
    """The caller may not use that registry: another account's, without a policy that allows it."""

    def __init__(self, principal: str, action: str, resource: str) -> None:
        super().__init__(
            f"User: {principal} is not authorized to perform: ecr:{action} on resource: {resource}"
            f" because no resource-based policy allows the ecr:{action} action"
        )


class InvalidParameterException(AwsError):
    """The member at ``path`` breaks a constraint."""

    def __init__(self, path: str, constraint: str) -> None:
        super().__init__(f"Invalid parameter at '{path}' failed to satisfy constraint: '{constraint}'")


class InvalidTagParameterException(AwsError):
    """A resource tag has a key or a value that cannot be."""

    def __init__(self) -> None:
        super().__init__("Tag parameters are invalid")


class TooManyTagsException(AwsError):
    """The repository would have more resource tags than it may have."""

    def __init__(self, maximum: int) -> None:
        super().__init__(f"The list of tags on the repository is over the limit. The maximum number is {maximum}")


class LimitExceededException(AwsError):
    """A quota is used up."""


class RepositoryNotFoundException(AwsError):
    """There is no such repository in the registry."""

    def __init__(self, name: str, registry_id: str) -> None:
        super().__init__(f"The repository with name '{name}' does not exist in the registry with id '{registry_id}'")


class RepositoryAlreadyExistsException(AwsError):
    """The registry has a repository of that name."""

    def __init__(self, name: str, registry_id: str) -> None:
        super().__init__(f"The repository with name '{name}' already exists in the registry with id '{registry_id}'")


class RepositoryNotEmptyException(AwsError):
    """The repository has images, and its deletion was not forced."""

    def __init__(self, name: str, registry_id: str) -> None:
        super().__init__(
            f"The repository with name '{name}' in registry with id '{registry_id}'"
            " cannot be deleted because it still contains images"
        )


class RepositoryPolicyNotFoundException(AwsError):
    """The repository has no policy."""

    def __init__(self, name: str, registry_id: str) -> None:
        super().__init__(
            f"Repository policy does not exist for the repository with name '{name}'"
            f" in the registry with id '{registry_id}'"
        )


class ImageNotFoundException(AwsError):
    """The repository has no image of that digest and tag."""

    def __init__(self, digest: str | None, tag: str | None, name: str, registry_id: str) -> None:
        super().__init__(
            f"The image with imageId {{imageDigest:'{digest or 'null'}', imageTag:'{tag or 'null'}'}} does not exist"
            f" within the repository with name '{name}' in the registry with id '{registry_id}'"
        )


class ImageAlreadyExistsException(AwsError):
    """The image is there already, under that tag."""

    def __init__(self, digest: str, tag: str | None, name: str, registry_id: str) -> None:
        super().__init__(
            f"Image with digest '{digest}' and tag '{tag or 'null'}' already exists"
            f" in the repository with name '{name}' in registry with id '{registry_id}'"
        )


class ImageTagAlreadyExistsException(AwsError):
    """The tag is on another image, and it is immutable."""

    def __init__(self, tag: str, name: str) -> None:
        super().__init__(
            f"The image tag '{tag}' already exists in the '{name}' repository"
            " and cannot be overwritten because the tag is immutable."
        )


class ImageDigestDoesNotMatchException(AwsError):
    """The manifest has another digest than the one given with it."""

    def __init__(self, given: str, calculated: str) -> None:
        super().__init__(f"Image digest '{given}' does not match the digest '{calculated}' that Amazon ECR calculated")


class LayersNotFoundException(AwsError):
    """Layers that the manifest names were not uploaded to the repository."""

    def __init__(self, digests: Iterable[str], name: str, registry_id: str) -> None:
        super().__init__(_required("Layers", digests, name, registry_id))


class ReferencedImagesNotFoundException(AwsError):
    """Images that the manifest list names are not in the repository."""

    def __init__(self, digests: Iterable[str], name: str, registry_id: str) -> None:
        super().__init__(_required("Images", digests, name, registry_id))


def _required(things: str, digests: Iterable[str], name: str, registry_id: str) -> str:
    return (
        f"{things} with digests '[{', '.join(digests)}]' required for pushing image into repository"
        f" with name '{name}' in the registry with id '{registry_id}' do not exist"
    )
