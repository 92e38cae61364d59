"""The errors of Amazon ECR, one class per exception of its model; their texts are in :mod:`mock_ecs.ecr.refusals`.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from mock_ecs.aws.errors import AwsError


def invalid(path: str, constraint: str) -> str:
    """ECR's words for the member at ``path`` that breaks a constraint."""
    return f"Invalid parameter at '{path}' failed to satisfy constraint: '{constraint}'"


class AccessDeniedException(AwsError):
    """The caller may not use that registry: another account's, without a policy that allows it."""


class BlockedByOrganizationPolicyException(AwsError):
    """A policy of the organization settles this for the account."""


class EmptyUploadException(AwsError):
    """The upload has no parts, so there is no layer."""


class ExclusionAlreadyExistsException(AwsError):
    """The principal's pulls are left out of the count already."""


class ExclusionNotFoundException(AwsError):
    """The principal's pulls are not left out of the count."""


class ImageAlreadyExistsException(AwsError):
    """The image is there already, under that tag."""


class ImageArchivedException(AwsError):
    """The image is in the archive."""


class ImageDigestDoesNotMatchException(AwsError):
    """The manifest has another digest than the one given with it."""


class ImageNotFoundException(AwsError):
    """The repository has no image of that digest and tag."""


class ImageStorageClassUpdateNotSupportedException(AwsError):
    """The image cannot go from its storage class to that one."""


class ImageTagAlreadyExistsException(AwsError):
    """The tag is on another image, and it is immutable."""


class InvalidLayerException(AwsError):
    """The parts of the upload do not have the digest given for them."""


class InvalidLayerPartException(AwsError):
    """The part does not begin where the one before it ended, or has a size that cannot be."""


class InvalidParameterException(AwsError):
    """A member of the request breaks a constraint."""


class InvalidTagParameterException(AwsError):
    """A resource tag has a key or a value that cannot be."""


class KmsException(AwsError):
    """KMS refused the key; ``kmsError`` is the code of its error."""


class LayerAlreadyExistsException(AwsError):
    """The repository has that layer already."""


class LayerInaccessibleException(AwsError):
    """The layer belongs to no image."""


class LayerPartTooSmallException(AwsError):
    """A part that is not the last one has less than 5 MiB."""


class LayersNotFoundException(AwsError):
    """Layers that the manifest names were not uploaded to the repository."""


class LifecyclePolicyNotFoundException(AwsError):
    """The repository has no lifecycle policy."""


class LifecyclePolicyPreviewInProgressException(AwsError):
    """The last preview is still going on."""


class LifecyclePolicyPreviewNotFoundException(AwsError):
    """No preview was started for the repository."""


class LimitExceededException(AwsError):
    """A quota is used up."""


class PullThroughCacheRuleAlreadyExistsException(AwsError):
    """There is a pull through cache rule for that prefix."""


class PullThroughCacheRuleNotFoundException(AwsError):
    """There is no pull through cache rule for that prefix."""


class ReferencedImagesNotFoundException(AwsError):
    """Images that the manifest list names are not in the repository."""


class RegistryPolicyNotFoundException(AwsError):
    """The registry has no policy."""


class ReplicationBackfillInProgressException(AwsError):
    """Another backfill to that region is still going on."""


class ReplicationBackfillInvalidStatusException(AwsError):
    """The backfill has ended, or is about to."""


class ReplicationBackfillNotFoundException(AwsError):
    """There is no backfill of that id."""


class RepositoryAlreadyExistsException(AwsError):
    """The registry has a repository of that name."""


class RepositoryNotEmptyException(AwsError):
    """The repository has images, and its deletion was not forced."""


class RepositoryNotFoundException(AwsError):
    """There is no such repository in the registry."""


class RepositoryPolicyNotFoundException(AwsError):
    """The repository has no policy."""


class ScanNotFoundException(AwsError):
    """The image was never scanned."""


class SecretNotFoundException(AwsError):
    """The secret with the credentials for the upstream registry does not exist."""


class SigningConfigurationNotFoundException(AwsError):
    """The registry has no signing configuration."""


class TemplateAlreadyExistsException(AwsError):
    """There is a repository creation template for that prefix."""


class TemplateNotFoundException(AwsError):
    """There is no repository creation template for that prefix."""


class TooManyTagsException(AwsError):
    """The repository would have more resource tags than it may have."""


class UnableToAccessSecretException(AwsError):
    """The secret with the credentials for the upstream registry may not be read."""


class UnableToDecryptSecretValueException(AwsError):
    """The secret with the credentials for the upstream registry cannot be decrypted."""


class UnableToGetUpstreamImageException(AwsError):
    """The upstream registry did not give the image."""


class UnableToGetUpstreamLayerException(AwsError):
    """The upstream registry did not give the layer."""


class UnableToListUpstreamImageReferrersException(AwsError):
    """The upstream registry did not list the referrers."""


class UnsupportedImageTypeException(AwsError):
    """Images of that type cannot be scanned."""


class UnsupportedUpstreamRegistryException(AwsError):
    """ECR does not cache that registry."""


class UploadNotFoundException(AwsError):
    """The repository has no upload of that id."""


class ValidationException(AwsError):
    """The request contradicts itself, or the settings of the registry."""
