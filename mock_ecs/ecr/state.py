"""What ECR holds for one account in one region: its private registry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.layers import Layers
from mock_ecs.ecr.lifecycle_runs import LifecycleRuns
from mock_ecs.ecr.refusals.repositories import (
    ARN_INVALID,
    KEY_FOR_AES256,
    KEY_NOT_FOUND,
    KEY_OF_OTHER_REGION,
    REPOSITORY_EXISTS,
    REPOSITORY_NOT_EMPTY,
    REPOSITORY_NOT_FOUND,
    REPOSITORY_QUOTA,
)
from mock_ecs.ecr.registry import RegistrySettings
from mock_ecs.ecr.repositories import Encryption, Repository, TagMutability, checked_tags
from mock_ecs.ecr.uploads import Uploads
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

MAXIMUM_REPOSITORIES = 100_000
_MANAGED_KEY = "alias/aws/ecr"
_KEY = re.compile(r"alias/[a-zA-Z0-9/_-]+|(key/)?([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32})")


class EcrState:
    """The repositories of one registry, and its settings. ``address`` is what clients reach it by, as ``host:port``.

    ``blobs`` is the content that all registries of a World share.
    """

    def __init__(self, scope: Scope, engine: Engine, ids: Ids, *, address: str, blobs: BlobStore | None = None) -> None:
        self.scope = scope
        self.engine = engine
        self.ids = ids
        self.address = address
        self.settings = RegistrySettings(scope.account)
        blobs = blobs or BlobStore()
        self.layers = Layers(engine, blobs)
        self.uploads = Uploads(engine, ids, blobs, self.layers)
        self.lifecycle = LifecycleRuns(engine)
        self._repositories: dict[str, Repository] = {}
        self._key_arns: dict[str, str] = {}

    @property
    def registry_id(self) -> str:
        """The id of the registry, which is that of the account."""
        return self.scope.account

    def endpoint(self) -> str:
        """The URL that clients log in to; all addresses of the registry come from here."""
        return f"http://{self.address}"

    def repository_uri(self, name: str) -> str:
        """What the images of a repository are pushed to and pulled from."""
        return f"{self.endpoint().partition('://')[2]}/{name}"

    def repositories(self) -> list[Repository]:
        """All repositories, in the order of their creation."""
        return list(self._repositories.values())

    def repository(self, name: str, registry_id: str | None = None) -> Repository:
        """The repository called ``name``; RepositoryNotFoundException when this registry has none, or is not meant."""
        registry_id = registry_id or self.registry_id
        repository = self.find_repository(name)
        if repository is None or registry_id != self.registry_id:
            raise REPOSITORY_NOT_FOUND(name=name, registry_id=registry_id)
        return repository

    def repository_to_push(self, name: str) -> Repository:
        """The repository that a push to the registry goes to; RepositoryNotFoundException when there is none."""
        return self.repository(name)

    def find_repository(self, name: str) -> Repository | None:
        """The repository called ``name``, if there is one."""
        return self._repositories.get(name)

    def repository_of_arn(self, text: str) -> Repository:
        """The repository that an ARN names.

        Raises InvalidParameterException for what is no ARN of a repository, RepositoryNotFoundException.
        """
        arn = parse_arn(text)
        kind, _, name = arn.resource.partition("/") if arn else ("", "", "")
        if arn is None or arn.service != "ecr" or kind != "repository" or not name:
            raise ARN_INVALID()
        if arn.region != self.scope.region:
            raise REPOSITORY_NOT_FOUND(name=name, registry_id=arn.account)
        return self.repository(name, arn.account)

    def create_repository(
        self,
        name: str,
        *,
        tag_mutability: TagMutability | None = None,
        scan_on_push: bool = False,
        encryption: Encryption | None = None,
        tags: Sequence[tuple[str, str]] = (),
    ) -> Repository:
        """Make an empty repository; the defaults are AWS's.

        Raises InvalidParameterException for a key that is not used, InvalidTagParameterException,
        TooManyTagsException, RepositoryAlreadyExistsException, LimitExceededException, KmsException.
        """
        encryption = encryption or Encryption()
        if encryption.type == "AES256" and encryption.kms_key is not None:
            raise KEY_FOR_AES256()
        repository_tags = checked_tags({}, tags)
        if name in self._repositories:
            raise REPOSITORY_EXISTS(name=name, registry_id=self.registry_id)
        self._check_quota()
        encryption = self._with_key_arn(encryption)
        repository = self._repositories[name] = Repository(
            registry_id=self.registry_id,
            name=name,
            arn=self.scope.arn("ecr", f"repository/{name}"),
            uri=self.repository_uri(name),
            created_at=self.engine.now,
            tag_mutability=tag_mutability or TagMutability(),
            scan_on_push=scan_on_push,
            encryption=encryption,
            tags=repository_tags,
        )
        return repository

    def delete_repository(self, name: str, registry_id: str | None = None, *, force: bool = False) -> Repository:
        """Remove a repository, with its images only when ``force`` is set.

        Raises RepositoryNotFoundException, RepositoryNotEmptyException.
        """
        repository = self.repository(name, registry_id)
        if repository.images and not force:
            raise REPOSITORY_NOT_EMPTY(name=name, registry_id=self.registry_id)
        self.uploads.cancel_all(repository)
        self.layers.drop_all(repository)
        self.lifecycle.forget(repository)
        return self._repositories.pop(name)

    def _check_quota(self) -> None:
        if len(self._repositories) >= MAXIMUM_REPOSITORIES:
            raise REPOSITORY_QUOTA(registry_id=self.registry_id, maximum=MAXIMUM_REPOSITORIES)

    def _with_key_arn(self, encryption: Encryption) -> Encryption:
        """AWS reports the key's ARN, whichever way the key was named."""
        if encryption.type == "AES256":
            return encryption
        key = encryption.kms_key or _MANAGED_KEY
        arn = parse_arn(key)
        name = arn.resource if arn is not None else key
        if not _KEY.fullmatch(name) or (arn is not None and arn.service != "kms"):
            raise _of_kms(KEY_NOT_FOUND(key=key))
        if arn is not None and arn.region != self.scope.region:
            raise _of_kms(KEY_OF_OTHER_REGION(region=arn.region))
        if arn is not None and arn.kind == "key":
            return encryption
        return Encryption(encryption.type, self._key_arn(name.removeprefix("key/")))

    def _key_arn(self, name: str) -> str:
        if not name.startswith("alias/"):
            return self.scope.arn("kms", f"key/{name}")
        key_arn = self._key_arns.get(name)
        if key_arn is None:
            key_arn = self._key_arns[name] = self.scope.arn("kms", f"key/{self.ids.uuid('kms-key')}")
        return key_arn


def _of_kms(error: AwsError) -> AwsError:
    """``error`` with the code of KMS's own: ECR asks KMS for the key, and tells what it said."""
    error.members["kmsError"] = "NotFoundException"
    return error
