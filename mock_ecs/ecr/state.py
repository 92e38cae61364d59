"""What ECR holds for one account in one region: its private registry."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence

from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.backfill import Backfill
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.events import Events
from mock_ecs.ecr.layers import Layers
from mock_ecs.ecr.lifecycle_rules import read_policy
from mock_ecs.ecr.lifecycle_runs import LifecycleRuns
from mock_ecs.ecr.pull_through_cache import PullThroughCacheRules
from mock_ecs.ecr.pull_time_exclusions import PullTimeExclusions
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
from mock_ecs.ecr.repositories import Encryption, Image, Repository, TagMutability, Watcher, checked_tags
from mock_ecs.ecr.templates import CreationFailedError, Templates
from mock_ecs.ecr.timings import timings_of
from mock_ecs.ecr.uploads import Uploads
from mock_ecs.ports.scanning import ImageScanner
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

MAXIMUM_REPOSITORIES = 100_000
_MANAGED_KEY = "alias/aws/ecr"
_KEY = re.compile(r"alias/[a-zA-Z0-9/_-]+|(key/)?([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32})")


class EcrState:
    """The repositories of one registry, and its settings.

    ``address`` is what clients reach it by, as ``host:port``; ``blobs`` is the content that all registries of a World
    share; ``registries`` gives those of other accounts and regions. ``watchers`` hear of what becomes of images.
    ``scanner`` looks into images; without one they are all well. ``scans_begun`` has the times of the last basic scans.
    """

    def __init__(
        self,
        scope: Scope,
        engine: Engine,
        ids: Ids,
        *,
        address: str,
        profile: str = "fast",
        blobs: BlobStore | None = None,
        registries: Callable[[Scope], EcrState] | None = None,
    ) -> None:
        self.scope = scope
        self.engine = engine
        self.ids = ids
        self.address = address
        self.timings = timings_of(profile)
        self.registries = registries or (lambda _: self)
        self.settings = RegistrySettings(scope.account)
        self.templates = Templates(scope.account)
        self.pull_through_cache_rules = PullThroughCacheRules(scope.account)
        self.pull_time_exclusions = PullTimeExclusions()
        self.backfills: dict[str, Backfill] = {}
        self.watchers: list[Watcher] = []
        self.events = Events(scope, engine, ids)
        self.scanner: ImageScanner | None = None
        self.scans_begun: deque[float] = deque()
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
        """The repository that a push to the registry goes to, made by a template for CREATE_ON_PUSH if need be.

        RepositoryNotFoundException when there is none, nor a template that one can be made by.
        """
        if name in self._repositories:
            return self._repositories[name]
        try:
            return self.create_from_template(name, "CREATE_ON_PUSH") or self.repository(name)
        except CreationFailedError:
            return self.repository(name)

    def find_repository(self, name: str) -> Repository | None:
        """The repository called ``name``, if there is one."""
        return self._repositories.get(name)

    def holds(self, repository: Repository, image: Image) -> bool:
        """True when neither the image nor its repository was deleted meanwhile."""
        return self._repositories.get(repository.name) is repository and repository.images.get(image.digest) is image

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
            watchers=self.watchers,
        )
        return repository

    def create_from_template(self, name: str, purpose: str) -> Repository | None:
        """Make a repository by the creation template for ``name`` and ``purpose``; None when none applies.

        ``purpose`` is PULL_THROUGH_CACHE, REPLICATION or CREATE_ON_PUSH. Raises CreationFailedError when the template
        asks for what AWS needs a role for, and names none.
        """
        template = self.templates.template_for(name, purpose)
        if template is None:
            return None
        if template.needs_role and not template.custom_role_arn:
            raise CreationFailedError(f"The repository creation template {template.prefix} has no customRoleArn.")
        repository = self.create_repository(
            name, tag_mutability=template.tag_mutability, encryption=template.encryption, tags=template.resource_tags
        )
        policy = json_object(template.repository_policy)
        if policy is not None:
            repository.set_policy(policy)
        rules = json_object(template.lifecycle_policy)
        if rules is not None:
            self.lifecycle.put_policy(repository, read_policy(template.lifecycle_policy, rules))
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
