"""What ECR holds for one account in one region: its private registry."""

from __future__ import annotations

from collections.abc import Sequence

from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    LimitExceededException,
    RepositoryAlreadyExistsException,
    RepositoryNotEmptyException,
    RepositoryNotFoundException,
)
from mock_ecs.ecr.repositories import Encryption, Repository, TagMutability, checked_tags
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

MAXIMUM_REPOSITORIES = 100_000
_MANAGED_KEY = "alias/aws/ecr"


class EcrState:
    """The repositories of one registry. ``address`` is what clients reach it by, as ``host:port``."""

    def __init__(self, scope: Scope, engine: Engine, ids: Ids, *, address: str) -> None:
        self.scope = scope
        self.engine = engine
        self.ids = ids
        self.address = address
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
        repository = self._repositories.get(name)
        if repository is None or registry_id != self.registry_id:
            raise RepositoryNotFoundException(name, registry_id)
        return repository

    def repository_of_arn(self, text: str) -> Repository:
        """The repository that an ARN names.

        Raises InvalidParameterException for what is no ARN of a repository, RepositoryNotFoundException.
        """
        arn = parse_arn(text)
        kind, _, name = arn.resource.partition("/") if arn else ("", "", "")
        if arn is None or arn.service != "ecr" or kind != "repository" or not name:
            raise InvalidParameterException("resourceArn", "Invalid ARN")
        if arn.region != self.scope.region:
            raise RepositoryNotFoundException(name, arn.account)
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

        Raises InvalidTagParameterException, TooManyTagsException, RepositoryAlreadyExistsException,
        LimitExceededException.
        """
        repository_tags = checked_tags({}, tags)
        if name in self._repositories:
            raise RepositoryAlreadyExistsException(name, self.registry_id)
        self._check_quota()
        repository = self._repositories[name] = Repository(
            registry_id=self.registry_id,
            name=name,
            arn=self.scope.arn("ecr", f"repository/{name}"),
            uri=self.repository_uri(name),
            created_at=self.engine.now,
            tag_mutability=tag_mutability or TagMutability(),
            scan_on_push=scan_on_push,
            encryption=self._with_key_arn(encryption or Encryption()),
            tags=repository_tags,
        )
        return repository

    def delete_repository(self, name: str, registry_id: str | None = None, *, force: bool = False) -> Repository:
        """Remove a repository, with its images only when ``force`` is set.

        Raises RepositoryNotFoundException, RepositoryNotEmptyException.
        """
        repository = self.repository(name, registry_id)
        if repository.images and not force:
            raise RepositoryNotEmptyException(name, self.registry_id)
        return self._repositories.pop(name)

    def _check_quota(self) -> None:
        if len(self._repositories) >= MAXIMUM_REPOSITORIES:
            raise LimitExceededException(
                f"The registry with id '{self.registry_id}' already has the maximum allowed number of repositories"
                f" which is '{MAXIMUM_REPOSITORIES}'"
            )

    def _with_key_arn(self, encryption: Encryption) -> Encryption:
        """AWS reports the key's ARN, whichever way the key was named."""
        if encryption.type == "AES256":
            return encryption
        key = encryption.kms_key or _MANAGED_KEY
        arn = parse_arn(key)
        if arn is not None and arn.kind == "key":
            return encryption
        name = arn.resource if arn is not None else key
        return Encryption(encryption.type, self._key_arn(name))

    def _key_arn(self, name: str) -> str:
        if not name.startswith("alias/"):
            return self.scope.arn("kms", f"key/{name}")
        key_arn = self._key_arns.get(name)
        if key_arn is None:
            key_arn = self._key_arns[name] = self.scope.arn("kms", f"key/{self.ids.uuid('kms-key')}")
        return key_arn
