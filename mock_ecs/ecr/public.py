"""Public registries: one for each account, in us-east-1 alone, which everybody may pull from.

https://docs.aws.amazon.com/AmazonECR/latest/public/public-registries.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from string import ascii_lowercase, digits

from mock_ecs.aws.arn import parse_arn
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.layers import Layers
from mock_ecs.ecr.public_refusals import REGISTRY_NOT_FOUND
from mock_ecs.ecr.refusals.repositories import (
    ARN_INVALID,
    REPOSITORY_EXISTS,
    REPOSITORY_NOT_EMPTY,
    REPOSITORY_NOT_FOUND,
    REPOSITORY_QUOTA,
)
from mock_ecs.ecr.repositories import Encryption, Repository, TagMutability, checked_tags
from mock_ecs.ecr.uploads import Uploads
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

REGION = "us-east-1"
"""Where public registries are, whatever region their images are pulled from."""

HOST = "public.ecr.aws"
"""What AWS's own names of public images begin with."""

MAXIMUM_REPOSITORIES = 10_000
MAXIMUM_PARTS = 1_000
"""How many parts the upload of a layer may have; private registries take more."""

_ALIAS_LENGTH = 8


@dataclass(frozen=True, slots=True)
class CatalogData:
    """What the gallery tells of a repository; None is what was never said. ``logo`` is an image file."""

    description: str | None = None
    architectures: tuple[str, ...] | None = None
    operating_systems: tuple[str, ...] | None = None
    logo: bytes | None = None
    about_text: str | None = None
    usage_text: str | None = None


@dataclass(slots=True, eq=False)
class PublicRepository(Repository):
    """A repository that everybody may pull from. Its tags are mutable, always."""

    catalog_data: CatalogData = field(default_factory=CatalogData)

    def put_catalog_data(self, data: CatalogData) -> None:
        """Let the gallery tell what ``data`` has; what it does not have stays as it is."""
        given = {name: value for name, value in asdict(data).items() if value is not None}
        self.catalog_data = replace(self.catalog_data, **given)


class PublicRegistry:
    """The public registry of one account; :class:`PublicRegistries` makes it.

    ``alias`` is the first part of what its images are called. AWS gives it with the first repository; until then
    it is empty.
    """

    def __init__(self, registries: PublicRegistries, account: str) -> None:
        self.registry_id = account
        self.alias = ""
        self.display_name: str | None = None
        self.engine = registries.engine
        self.layers = Layers(registries.engine, registries.blobs)
        self.uploads = Uploads(registries.engine, registries.ids, registries.blobs, self.layers)
        self._registries = registries
        self._repositories: dict[str, PublicRepository] = {}

    @property
    def uri(self) -> str:
        """What stands before the names of its repositories; empty while there is no alias."""
        return f"{self._registries.address}/{self.alias}" if self.alias else ""

    def arn(self, resource: str) -> str:
        """The ARN of ``resource`` (``repository/app``), which has no region."""
        return f"arn:aws:ecr-public::{self.registry_id}:{resource}"

    def repositories(self) -> list[PublicRepository]:
        """All repositories, in the order of their creation."""
        return list(self._repositories.values())

    def find_repository(self, name: str) -> PublicRepository | None:
        """The repository called ``name``, if there is one."""
        return self._repositories.get(name)

    def repository(self, name: str, registry_id: str | None = None) -> PublicRepository:
        """The repository called ``name``; RepositoryNotFoundException when this registry has none, or is not meant."""
        registry_id = registry_id or self.registry_id
        repository = self.find_repository(name)
        if repository is None or registry_id != self.registry_id:
            raise REPOSITORY_NOT_FOUND(name=name, registry_id=registry_id)
        return repository

    def repository_to_push(self, name: str) -> PublicRepository:
        """The repository that a push goes to; RepositoryNotFoundException when there is none: no push makes one."""
        return self.repository(name)

    def repository_of_arn(self, text: str) -> PublicRepository:
        """The repository that an ARN names.

        Raises InvalidParameterException for what is no ARN of a public repository, RepositoryNotFoundException.
        """
        arn = parse_arn(text)
        name = "/".join(arn.path) if arn else ""
        if arn is None or arn.service != "ecr-public" or arn.kind != "repository" or not name:
            raise ARN_INVALID()
        return self.repository(name, arn.account)

    def create_repository(
        self, name: str, *, catalog_data: CatalogData | None = None, tags: Sequence[tuple[str, str]] = ()
    ) -> PublicRepository:
        """Make an empty repository; the first one gives the registry its alias.

        Raises InvalidTagParameterException, TooManyTagsException, RepositoryAlreadyExistsException,
        LimitExceededException.
        """
        repository_tags = checked_tags({}, tags)
        if name in self._repositories:
            raise REPOSITORY_EXISTS(name=name, registry_id=self.registry_id)
        if len(self._repositories) >= MAXIMUM_REPOSITORIES:
            raise REPOSITORY_QUOTA(registry_id=self.registry_id, maximum=MAXIMUM_REPOSITORIES)
        self.alias = self.alias or self._registries.new_alias(self)
        repository = self._repositories[name] = PublicRepository(
            registry_id=self.registry_id,
            name=name,
            arn=self.arn(f"repository/{name}"),
            uri=f"{self.uri}/{name}",
            created_at=self.engine.now,
            tag_mutability=TagMutability(),
            scan_on_push=False,
            encryption=Encryption(),
            tags=repository_tags,
            catalog_data=catalog_data or CatalogData(),
        )
        return repository

    def delete_repository(self, name: str, registry_id: str | None = None, *, force: bool = False) -> PublicRepository:
        """Remove a repository, with its images only when ``force`` is set.

        Raises RepositoryNotFoundException, RepositoryNotEmptyException.
        """
        repository = self.repository(name, registry_id)
        if repository.images and not force:
            raise REPOSITORY_NOT_EMPTY(name=name, registry_id=self.registry_id)
        self.uploads.cancel_all(repository)
        self.layers.drop_all(repository)
        return self._repositories.pop(name)


class PublicRegistries:
    """The public registries of all accounts of a World, which nobody's alias of is another's.

    ``address`` is what clients reach them by, as ``host:port``; ``blobs`` is the content that all registries share.
    """

    def __init__(self, engine: Engine, ids: Ids, *, address: str, blobs: BlobStore) -> None:
        self.engine = engine
        self.ids = ids
        self.address = address
        self.blobs = blobs
        self._by_account: dict[str, PublicRegistry] = {}
        self._by_alias: dict[str, PublicRegistry] = {}

    def of(self, account: str) -> PublicRegistry:
        """The registry of an account, made on first use."""
        registry = self._by_account.get(account)
        if registry is None:
            registry = self._by_account[account] = PublicRegistry(self, account)
        return registry

    def find(self, account: str) -> PublicRegistry | None:
        """The registry of an account, if somebody has used it."""
        return self._by_account.get(account)

    def named(self, id_or_alias: str) -> PublicRegistry:
        """The registry with this id or alias; RegistryNotFoundException when nobody has made it."""
        registry = self._by_account.get(id_or_alias) or self._by_alias.get(id_or_alias)
        if registry is None:
            raise REGISTRY_NOT_FOUND(registry_id=id_or_alias)
        return registry

    def with_alias(self, alias: str) -> PublicRegistry | None:
        """The registry with this alias, if there is one."""
        return self._by_alias.get(alias)

    def new_alias(self, registry: PublicRegistry) -> str:
        """An alias that no other registry has, as AWS gives them: ``k5n6o2s4``."""
        stream = self.ids.stream("registry-alias")
        while True:
            rest = stream.choices(ascii_lowercase + digits, k=_ALIAS_LENGTH - 1)
            alias = "".join((stream.choice(ascii_lowercase), *rest))
            if alias not in self._by_alias:
                self._by_alias[alias] = registry
                return alias
