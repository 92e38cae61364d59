"""What ECS pulls from the registries of a World."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.addresses import ImageName, image_name
from mock_ecs.ecr.images import Failure, find_image, record_pull
from mock_ecs.ecr.public import HOST, PublicRegistry
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.upstream_images import pull_through
from mock_ecs.ports.neighbours import Images

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class RegistryImages:
    """Images of our own registries are there when they were pushed; ``usual`` answers for all others.

    A name is one of ours when its host is ``address`` (then it is of the task's account and region) or one of ECR's
    own. Below an alias, which ``public`` knows, a public registry begins, there and at public.ecr.aws. A repository
    that does not exist is left to ``usual`` unless ``references`` are strict; with ``off`` an image that is not in
    its repository is, too.
    """

    def __init__(
        self,
        registry: Callable[[Scope], EcrState | None],
        usual: Images,
        *,
        public: Callable[[str], PublicRegistry | None] = lambda alias: None,
        address: str,
        references: str,
    ) -> None:
        self._registry = registry
        self._usual = usual
        self._public = public
        self._references = references
        host, _, port = address.rpartition(":")
        self._addresses = {f"{name}:{port}" for name in LOOPBACK} if host in LOOPBACK else {address}

    def digest(self, scope: Scope, image: str) -> str | None:
        """The digest that ``image`` was pushed with; None when it is to be in a registry of ours, and is not."""
        if not self._is_ours(image):
            return self._usual.digest(scope, image)
        repository = self._repository(scope, image, pull=True)
        if repository is None:
            return None if self._references == "strict" else self._usual.digest(scope, image)
        found = _found(repository, image)
        if found is None and self._references == "off":
            return self._usual.digest(scope, image)
        return found.digest if found else None

    def has_repository(self, scope: Scope, image: str) -> bool:
        """False when the image is to be in a registry of ours, which has no such repository."""
        if not self._is_ours(image) or self._repository(scope, image) is not None:
            return True
        registry = self._registry(self._scope(scope, image))
        return (
            registry is not None
            and registry.pull_through_cache_rules.rule_for(image_name(image).repository) is not None
        )

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        """Note the pull of an image of ours, unless pulls in that role are left out."""
        repository = self._repository(scope, image) if self._is_ours(image) else None
        found = _found(repository, image) if repository else None
        registry = self._registry(self._scope(scope, image))
        if found is not None and registry is not None and not registry.pull_time_exclusions.covers(role):
            record_pull(found, registry.engine.now)

    def _is_ours(self, image: str) -> bool:
        name = image_name(image)
        return name.registry is not None or name.host in self._addresses or self._public_registry(name) is not None

    def _scope(self, scope: Scope, image: str) -> Scope:
        return image_name(image).registry or scope

    def _repository(self, scope: Scope, image: str, *, pull: bool = False) -> Repository | None:
        """The repository of the image; ``pull`` lets a rule of the cache bring the image there before."""
        name = image_name(image)
        public = self._public_registry(name)
        if public is not None:
            return public.find_repository(name.repository.partition("/")[2])
        registry = self._registry(self._scope(scope, image))
        if registry is None:
            return None
        if pull:
            with suppress(AwsError):
                pull_through(registry, name.repository, [name.image_id], account=scope.account)
        return registry.find_repository(name.repository)

    def _public_registry(self, name: ImageName) -> PublicRegistry | None:
        alias, slash, _ = name.repository.partition("/")
        return self._public(alias) if slash and (name.host == HOST or name.host in self._addresses) else None


def _found(repository: Repository, image: str) -> Image | None:
    """The image, unless it is in the archive, from which nothing can be pulled."""
    found = find_image(repository, image_name(image).image_id)
    return None if isinstance(found, Failure) or found.status != "ACTIVE" else found
