"""Why ECR refuses what is asked of images, and which manifests it does not take."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    ImageAlreadyExistsException,
    ImageDigestDoesNotMatchException,
    ImageNotFoundException,
    ImageStorageClassUpdateNotSupportedException,
    ImageTagAlreadyExistsException,
    InvalidParameterException,
    LayersNotFoundException,
    LimitExceededException,
    ReferencedImagesNotFoundException,
    invalid,
)

_PUT = ("PutImage",)
_STORE = ("UpdateImageStorageClass",)
_OF_ONE = (
    "DescribeImageReplicationStatus",
    "DescribeImageScanFindings",
    "DescribeImageSigningStatus",
    "StartImageScan",
    "UpdateImageStorageClass",
)

# Manifests
MANIFEST_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("ImageManifest", "Invalid JSON syntax"),
    when="The manifest is no JSON, or JSON of a kind that ECR does not take.",
    mend="Give a manifest, or a manifest list, of Docker's or OCI's format.",
    operations=_PUT,
    source="transcript",
)
MEDIA_TYPE_MISSING = Refusal(
    error=InvalidParameterException,
    message=invalid("imageManifestMediaType", "image manifest mediatype not provided in manifest or parameter"),
    when="The media type is neither in the manifest nor given with it.",
    mend="Give imageManifestMediaType.",
    operations=_PUT,
    source="moto",
)
NO_LAYERS = Refusal(
    error=InvalidParameterException,
    message=invalid("ImageManifest", "Image has to have at least 1 layer"),
    when="The image has no layers.",
    mend="Push an image that has a layer.",
    operations=_PUT,
    source="transcript",
)

# Ids
TAG_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("imageTag", "must satisfy regular expression '{pattern}'"),
    when="The tag has characters that tags cannot have.",
    mend="Use letters, digits, and . _ - in tags.",
    operations=("PutImage", "DescribeImages", *_OF_ONE),
    source="ours",
)
TAG_NOT_OF_OCI = Refusal(
    error=InvalidParameterException,
    message=invalid("imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{{0,127}}'"),
    when="The tag begins with . or -, or has more than 128 characters, which OCI does not allow.",
    mend="Begin the tag with a letter, a digit or _, and give it at most 128 characters.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)
DIGEST_INVALID = Refusal(
    error=InvalidParameterException,
    message=invalid("imageDigest", "must satisfy regular expression '{pattern}'"),
    when="The digest is not written as one.",
    mend="Write the digest as sha256: and 64 hexadecimal digits.",
    operations=("PutImage", "DescribeImages", "ListImageReferrers", *_OF_ONE),
    source="ours",
)
ID_EMPTY = Refusal(
    error=InvalidParameterException,
    message=invalid("{member}", "both tag and digest cannot be null"),
    when="An image id has neither digest nor tag.",
    mend="Give imageDigest, imageTag or both in {member}.",
    operations=("DescribeImages", *_OF_ONE),
    source="ours",
)
IMAGE_NOT_FOUND = Refusal(
    error=ImageNotFoundException,
    message="The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the repository"
    " with name '{name}' in the registry with id '{registry_id}'",
    when="The repository has no image of that digest, or of that tag, or the tag is on another one.",
    mend="Name an image that ListImages shows.",
    operations=("DescribeImages", *_OF_ONE),
    source="moto",
)

# Pushes
DIGEST_MISMATCH = Refusal(
    error=ImageDigestDoesNotMatchException,
    message="Image digest '{given}' does not match the digest '{calculated}' that Amazon ECR calculated",
    when="The digest given is not that of the manifest.",
    mend="Leave imageDigest out, or give {calculated}.",
    operations=_PUT,
    source="ours",
)
LAYERS_NOT_FOUND = Refusal(
    error=LayersNotFoundException,
    message="Layers with digests '[{digests}]' required for pushing image into repository with name '{name}' in the"
    " registry with id '{registry_id}' do not exist",
    when="Layers of the manifest, or its config, were not uploaded to the repository, and references are strict.",
    mend="Upload the layers {digests} to the repository {name} before.",
    operations=_PUT,
    source="transcript",
)
REFERENCED_IMAGES_NOT_FOUND = Refusal(
    error=ReferencedImagesNotFoundException,
    message="Images with digests '[{digests}]' required for pushing image into repository with name '{name}' in the"
    " registry with id '{registry_id}' do not exist",
    when="Images that the manifest list names are not in the repository.",
    mend="Push the images {digests} to the repository {name} before.",
    operations=_PUT,
    source="transcript",
)
IMAGE_EXISTS = Refusal(
    error=ImageAlreadyExistsException,
    message="Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{name}' in"
    " registry with id '{registry_id}'",
    when="The repository has the image under that tag, or has it and no tag is given.",
    mend="There is nothing to do; a new tag can be given to the image.",
    operations=_PUT,
    source="moto",
)
TAG_IMMUTABLE = Refusal(
    error=ImageTagAlreadyExistsException,
    message="The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the tag"
    " is immutable.",
    when="The tag is on another image, and may not move.",
    mend="Push under another tag than {tag}, or let the tags of {name} be mutable.",
    operations=_PUT,
    source="transcript",
)
TAG_QUOTA = Refusal(
    error=LimitExceededException,
    message="Adding tag '{tag}' to an image in the repository with name '{name}' in registry with id '{registry_id}'"
    " exceeds the maximum allowed number of tags per image which is '{maximum}'",
    when="The image has as many tags as it may have.",
    mend="Delete tags of the image that are not needed; there can be {maximum}.",
    operations=_PUT,
    source="transcript",
)
IMAGE_QUOTA = Refusal(
    error=LimitExceededException,
    message="The repository with name '{name}' in registry with id '{registry_id}' already has the maximum allowed"
    " number of images which is '{maximum}'",
    when="The repository has as many images as it may have.",
    mend="Delete images of {name} that are not needed; there can be {maximum}.",
    operations=_PUT,
    source="transcript",
)

# The archive
STORAGE_CLASS_UNSUPPORTED = Refusal(
    error=ImageStorageClassUpdateNotSupportedException,
    message="The image with digest '{digest}' is being restored and cannot be archived",
    when="The image is to go to the archive while it comes back from there.",
    mend="Wait until the imageStatus of {digest} is ACTIVE.",
    operations=_STORE,
    source="ours",
)
STORAGE_CLASS_SAME = Refusal(
    error=ImageStorageClassUpdateNotSupportedException,
    message="The image with digest '{digest}' has the target storage class already: its status is {status}",
    when="The image is where it is to go, or on its way there.",
    mend="There is nothing to do.",
    operations=_STORE,
    source="ours",
    doubtful=True,
)
CHILD_ALONE = Refusal(
    error=ImageStorageClassUpdateNotSupportedException,
    message="Requested image referenced by manifest list: [{parents}]",
    when="The image is one of a manifest list that is not in the archive.",
    mend="Archive the manifest list; its images go with it.",
    operations=_STORE,
    source="ours",
    doubtful=True,
)
