"""Why ECR refuses what is asked of layers and of uploads."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    EmptyUploadException,
    InvalidLayerException,
    InvalidLayerPartException,
    LayerAlreadyExistsException,
    LayerInaccessibleException,
    LayerPartTooSmallException,
    LayersNotFoundException,
    LimitExceededException,
    UploadNotFoundException,
)

_PART = ("UploadLayerPart",)
_COMPLETE = ("CompleteLayerUpload",)
_DOWNLOAD = ("GetDownloadUrlForLayer",)

# Uploads
UPLOAD_NOT_FOUND = Refusal(
    error=UploadNotFoundException,
    message="The upload with id '{upload_id}' in the repository with name '{name}' in registry with id '{registry_id}'"
    " does not exist",
    when="The repository has no upload of that id: it was completed, or it was abandoned and has expired.",
    mend="Begin anew with InitiateLayerUpload.",
    operations=(*_PART, *_COMPLETE),
    source="ours",
)
PART_FIRST_BYTE = Refusal(
    error=InvalidLayerPartException,
    message="First byte of the layer part is {first} instead of {expected}",
    when="The part does not begin with the byte after the last one that was received.",
    mend="Send the parts in their order; the next one begins with byte {expected}.",
    operations=_PART,
    source="transcript",
)
PART_LENGTH = Refusal(
    error=InvalidLayerPartException,
    message="The layer part has {length} bytes, but bytes {first} to {last} are {expected}",
    when="The part has another size than its first and last byte say.",
    mend="Let partLastByte be partFirstByte plus the number of bytes, less one.",
    operations=_PART,
    source="ours",
)
PARTS_QUOTA = Refusal(
    error=LimitExceededException,
    message="The upload with id '{upload_id}' in the repository with name '{name}' in registry with id '{registry_id}'"
    " already has the maximum allowed number of parts which is '{maximum}'",
    when="The upload has as many parts as it may have.",
    mend="Send larger parts; there can be {maximum}.",
    operations=_PART,
    source="ours",
)
PART_TOO_SMALL = Refusal(
    error=LayerPartTooSmallException,
    message="Layer parts must be at least 5 MiB in size.",
    when="A part that is not the last one has less than 5 MiB.",
    mend="Let all parts but the last have at least 5242880 bytes.",
    operations=_COMPLETE,
    source="documentation",
)
UPLOAD_EMPTY = Refusal(
    error=EmptyUploadException,
    message="The upload with id '{upload_id}' in the repository with name '{name}' in registry with id '{registry_id}'"
    " cannot be completed because it does not have any parts.",
    when="No part was uploaded, or only empty ones: ECR takes no empty layer.",
    mend="Upload at least one byte with UploadLayerPart before.",
    operations=_COMPLETE,
    source="transcript",
)
LAYER_DIGEST_MISMATCH = Refusal(
    error=InvalidLayerException,
    message="None of the provided layer digests match the calculated layer digest",
    when="None of the digests given is that of what was uploaded.",
    mend="Give the SHA-256 of all parts together in layerDigests.",
    operations=_COMPLETE,
    source="transcript",
)
LAYER_EXISTS = Refusal(
    error=LayerAlreadyExistsException,
    message="The layer with digest '{digest}' already exists in the repository with name '{name}' in registry with id"
    " '{registry_id}'",
    when="The repository has the layer already.",
    mend="There is nothing to do; BatchCheckLayerAvailability tells it before the upload.",
    operations=_COMPLETE,
    source="ours",
)

# Downloads
LAYER_NOT_FOUND = Refusal(
    error=LayersNotFoundException,
    message="The layer with digest {digest}  does not exist within the repository with name '{name}' in the registry"
    " with id '{registry_id}'",
    when="The repository does not have the layer.",
    mend="Name a layer that was uploaded to {name}.",
    operations=_DOWNLOAD,
    source="transcript",
)
LAYER_INACCESSIBLE = Refusal(
    error=LayerInaccessibleException,
    message="The layer with digest '{digest}' is not associated with an image in the repository with name '{name}' in"
    " the registry with id '{registry_id}'",
    when="No image of the repository has the layer.",
    mend="Push an image that has the layer before.",
    operations=_DOWNLOAD,
    source="ours",
)
