"""The kinds of documents that can be judged: how each is recognised, unwrapped and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Finding


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    ``rules`` is ``module:function``; the function takes the document and yields what is wrong with it, and takes the
    caller's account too where ``takes_account``, and what stands in ``more``. ``wrappers`` are the members under which
    AWS answers with one such document, or with a list; ``text`` is the member in which requests and answers hold it as
    JSON text. ``operation`` takes such a document: one of ECR where it is a ``text``, else of ECS. ``shown_as`` is the
    shape of the model in which it is answered: members that only this shape has can only be read.
    """

    name: str
    looks_like: Callable[[dict[str, Any]], bool]
    rules: str
    takes_account: bool = False
    more: tuple[Any, ...] = ()
    wrappers: tuple[str, ...] = ()
    text: str | None = None
    operation: str = ""
    shown_as: str = ""

    def findings(self, document: Any, account: str | None) -> Iterator[Finding]:
        """What ECS or ECR would find wrong with ``document``."""
        from mock_ecs.validate.rules import in_words_of_ecs, tag_findings

        try:
            found = list(self._judge(document, account))
        except AwsError as error:
            # A rule that cannot go on answers as the operation would.
            found = [Finding(type(error).__name__, error.message, (), "")]
        if self.text is not None or not self.operation:
            yield from found
            return
        yield from in_words_of_ecs(self.operation, document, found)
        yield from tag_findings(self.operation, document, found)

    def findings_of_text(self, text: str) -> Iterator[Finding]:
        """What ECR would find wrong with a document as text, whatever stands in it."""
        from mock_ecs.validate.rules import text_findings

        return text_findings(self.operation, str(self.text), text)

    def _judge(self, document: Any, account: str | None) -> Iterable[Finding]:
        module, _, function = self.rules.partition(":")
        judge: Callable[..., Iterable[Finding]] = getattr(import_module(module), function)
        return judge(document, *([account] if self.takes_account else []), *self.more)

    def read_only(self) -> frozenset[str]:
        """The members that AWS shows and does not take."""
        return _members_only_answered(self.shown_as, self.operation) if self.shown_as else frozenset()


@cache
def _members_only_answered(shape: str, operation: str) -> frozenset[str]:
    from mock_ecs.validate.rules import model_of

    model = model_of("ecs")
    asked = model.shapes[model.input_shape(operation)]["members"]
    return frozenset(model.shapes[shape]["members"]) - frozenset(asked)


def _is_task_definition(document: dict[str, Any]) -> bool:
    return "containerDefinitions" in document


def _is_daemon_task_definition(document: dict[str, Any]) -> bool:
    return "containerDefinitions" in document and "daemonTaskDefinitionArn" in document


_OF_SERVICES = (
    "serviceName",
    "taskDefinition",
    "desiredCount",
    "launchType",
    "capacityProviderStrategy",
    "networkConfiguration",
    "loadBalancers",
    "deploymentConfiguration",
    "deploymentController",
    "schedulingStrategy",
)


def _is_service(document: dict[str, Any]) -> bool:
    # One of these names alone is in many a file of settings.
    return not _is_task_definition(document) and sum(name in document for name in _OF_SERVICES) >= 2


def _is_service_update(document: dict[str, Any]) -> bool:
    # serverless.yml has a service too.
    names = (*_OF_SERVICES[1:], "forceNewDeployment")
    return isinstance(document.get("service"), str) and any(name in document for name in names)


def _is_launch(document: dict[str, Any]) -> bool:
    return "taskDefinition" in document and any(name in document for name in ("overrides", "count", "startedBy"))


def _is_start_task(document: dict[str, Any]) -> bool:
    return "taskDefinition" in document and "containerInstances" in document


def _rules_with(*names: str) -> Callable[[dict[str, Any]], bool]:
    def looks_like(document: dict[str, Any]) -> bool:
        rules = document.get("rules")
        return isinstance(rules, list) and any(
            isinstance(rule, dict) and any(name in rule for name in names) for rule in rules
        )

    return looks_like


def _is_scanning(document: dict[str, Any]) -> bool:
    return "scanType" in document or _rules_with("scanFrequency")(document)


_OF_THE_REGISTRY = ("ecr:ReplicateImage", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository")


def _is_registry_policy(document: dict[str, Any]) -> bool:
    return any(action in _OF_THE_REGISTRY for action in _actions(document))


def _is_repository_policy(document: dict[str, Any]) -> bool:
    statements = document.get("Statement")
    # A policy of a repository says who may; one of a role says what, and is IAM's to judge.
    speaks_of_who = any(
        isinstance(one, dict) and ("Principal" in one or "NotPrincipal" in one)
        for one in (statements if isinstance(statements, list) else [statements])
    )
    return speaks_of_who and any(action.startswith("ecr:") for action in _actions(document))


def _actions(document: dict[str, Any]) -> list[str]:
    statements = document.get("Statement")
    found: list[str] = []
    for one in statements if isinstance(statements, list) else [statements]:
        action = one.get("Action") if isinstance(one, dict) else None
        found += [name for name in (action if isinstance(action, list) else [action]) if isinstance(name, str)]
    return found


KINDS = (
    Kind(
        name="daemon-task-definition",
        looks_like=_is_daemon_task_definition,
        rules="mock_ecs.validate.rules:daemon_task_definition_findings",
        wrappers=("daemonTaskDefinition",),
        operation="RegisterDaemonTaskDefinition",
        shown_as="DaemonTaskDefinition",
    ),
    Kind(
        name="task-definition",
        looks_like=_is_task_definition,
        rules="mock_ecs.api.ecs.task_definition_rules:task_definition_findings",
        takes_account=True,
        wrappers=("taskDefinition",),
        operation="RegisterTaskDefinition",
        shown_as="TaskDefinition",
    ),
    Kind(
        name="start-task",
        looks_like=_is_start_task,
        rules="mock_ecs.api.ecs.launch_rules:start_task_findings",
        operation="StartTask",
    ),
    Kind(
        name="run-task",
        looks_like=_is_launch,
        rules="mock_ecs.api.ecs.launch_rules:run_task_findings",
        operation="RunTask",
    ),
    Kind(
        name="service-update",
        looks_like=_is_service_update,
        rules="mock_ecs.api.ecs.service_rules:update_findings",
        operation="UpdateService",
    ),
    Kind(
        name="service",
        looks_like=_is_service,
        rules="mock_ecs.api.ecs.service_rules:service_findings",
        wrappers=("services", "service"),
        operation="CreateService",
        shown_as="Service",
    ),
    Kind(
        name="lifecycle-policy",
        looks_like=_rules_with("rulePriority", "selection"),
        rules="mock_ecs.api.ecr.lifecycle_policy_rules:lifecycle_policy_findings",
        text="lifecyclePolicyText",
        operation="PutLifecyclePolicy",
    ),
    Kind(
        name="registry-policy",
        looks_like=_is_registry_policy,
        rules="mock_ecs.api.ecr.policy_rules:registry_policy_findings",
        text="policyText",
        operation="PutRegistryPolicy",
    ),
    Kind(
        name="repository-policy",
        looks_like=_is_repository_policy,
        rules="mock_ecs.api.ecr.policy_rules:repository_policy_findings",
        text="policyText",
        operation="SetRepositoryPolicy",
    ),
    Kind(
        name="replication",
        looks_like=_rules_with("destinations"),
        rules="mock_ecs.api.ecr.registry_rules:replication_findings",
        more=(None,),
        wrappers=("replicationConfiguration",),
    ),
    Kind(
        name="scanning",
        looks_like=_is_scanning,
        rules="mock_ecs.api.ecr.registry_rules:scanning_findings",
        wrappers=("scanningConfiguration",),
    ),
)
"""Every kind, those that are told from another by one more member before it."""

WORDS = "|".join(
    (
        *("containerDefinitions", "taskDefinition", "serviceName", "desiredCount", "deploymentConfiguration"),
        *("networkConfiguration", "loadBalancers", "rulePriority", "selection", "olicyText", "ecr:", "destinations"),
        *("scanType", "scanFrequency", "forceNewDeployment", "launchType"),
    )
)
"""A text in which none of these (a regular expression) stands is of no kind."""

SURE_WORDS = "containerDefinitions|rulePriority|lifecyclePolicyText"
"""A text in which one of these stands was meant to be of a kind, even where it cannot be parsed."""


def kind_called(name: str) -> Kind:
    """The kind with this name; KeyError when there is none."""
    return {kind.name: kind for kind in KINDS}[name]
