"""Namespaces, services and instances of Cloud Map, as moto knows them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.networks import Namespace, ServiceRegistries

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids

_ID_LENGTH = 16


class MotoServiceRegistries:
    """Asks and tells moto's Cloud Map, whose state belongs to the process. Before its first use there is nothing.

    ``stand_ins`` makes up the services of a namespace that moto lacks.
    """

    def __init__(self, ids: Ids, stand_ins: ServiceRegistries) -> None:
        self._ids = ids
        self._stand_ins = stand_ins

    def namespace(self, scope: Scope, reference: str) -> Namespace | None:
        """The namespace by name or by ARN, or None when moto has none."""
        found = _namespace(scope, reference)
        return None if found is None else Namespace(found.arn, found.name)

    def create_namespace(self, scope: Scope, name: str) -> None:
        """Make a namespace of type HTTP in moto, which is loaded for it, unless there is one of this name."""
        if _namespace(scope, name) is None:
            module = import_module("moto.servicediscovery.models")
            backend = module.servicediscovery_backends[scope.account][scope.region]
            backend.create_http_namespace(name, self._ids.hex("namespace", 32), "", [])

    def service(self, scope: Scope, namespace: str, name: str) -> str:
        """The ARN of the service in the namespace; made in moto, with an id of the World's seed, where it lacks one."""
        backend, home = loaded_backend("servicediscovery", *scope), _namespace(scope, namespace)
        if backend is None or home is None:
            return self._stand_ins.service(scope, namespace, name)
        for known in backend.services.values():
            if known.namespace_id == home.id and known.name == name:
                return str(known.arn)
        made = backend.create_service(
            name=name,
            namespace_id=home.id,
            creator_request_id=self._ids.hex("registry_request", 32),
            description="",
            dns_config=None,
            health_check_config=None,
            health_check_custom_config=None,
            tags=[],
            service_type="HTTP",
        )
        self._rename(backend, made)
        return str(made.arn)

    def register(self, scope: Scope, registry: str, instance_id: str, attributes: Mapping[str, str]) -> None:
        """Let moto's service have the instance; nothing when moto has no such service."""
        backend, service = loaded_backend("servicediscovery", *scope), _service(scope, registry)
        if backend is not None and service is not None:
            request_id = self._ids.hex("registry_request", 32)
            backend.register_instance(service.id, instance_id, request_id, dict(attributes))

    def deregister(self, scope: Scope, registry: str, instance_id: str) -> None:
        """Take the instance out of moto's service; one that is gone already is no error."""
        backend, service = loaded_backend("servicediscovery", *scope), _service(scope, registry)
        known = () if service is None else service.instances
        if backend is not None and any(instance.instance_id == instance_id for instance in known):
            backend.deregister_instance(registry.rpartition("/")[2], instance_id)

    def _rename(self, backend: Any, made: Any) -> None:
        """Give moto's service an id that comes from the seed; another World may have drawn the same before."""
        del backend.services[made.id]
        while (identifier := "srv-" + self._ids.hex("registry", _ID_LENGTH)) in backend.services:
            pass
        made.id, made.arn = identifier, f"{made.arn.rpartition('/')[0]}/{identifier}"
        backend.services[identifier] = made


def _namespace(scope: Scope, reference: str) -> Any | None:
    backend = loaded_backend("servicediscovery", *scope)
    known = () if backend is None else backend.namespaces.values()
    return next((found for found in known if reference in (found.name, found.arn)), None)


def _service(scope: Scope, arn: str) -> Any | None:
    backend = loaded_backend("servicediscovery", *scope)
    return None if backend is None else backend.services.get(arn.rpartition("/")[2])
