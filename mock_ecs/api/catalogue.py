"""Which modules answer which service. Importing happens when asked, and nothing registers itself."""

from __future__ import annotations

from collections.abc import Mapping

from mock_ecs.api.faults import Explain
from mock_ecs.api.operation import Handler, handlers_of


def load() -> dict[str, tuple[Mapping[str, Handler], Explain]]:
    """By botocore's name of each service: its handlers by operation, and how it explains a broken constraint."""
    from mock_ecs.api.ecr import account_settings as ecr_account_settings
    from mock_ecs.api.ecr import (
        creation_templates,
        image_storage,
        images,
        layers,
        lifecycle_policies,
        lifecycle_previews,
        policies,
        pull_through_cache,
        pull_time_exclusions,
        registry,
        replication,
        repositories,
        scan_findings,
        scanning,
        signing,
    )
    from mock_ecs.api.ecr import faults as ecr_faults
    from mock_ecs.api.ecr import tags as ecr_tags
    from mock_ecs.api.ecr_public import catalog
    from mock_ecs.api.ecr_public import faults as ecr_public_faults
    from mock_ecs.api.ecr_public import images as public_images
    from mock_ecs.api.ecr_public import layers as public_layers
    from mock_ecs.api.ecr_public import repositories as public_repositories
    from mock_ecs.api.ecr_public import tags as public_tags
    from mock_ecs.api.ecs import (
        account_settings,
        agent,
        attributes,
        capacity_provider_operations,
        clusters,
        container_instances,
        execute_command,
        service_deployments,
        service_revisions,
        services,
        tags,
        task_definitions,
        task_protection,
        task_sets,
        tasks,
    )
    from mock_ecs.api.ecs import faults as ecs_faults

    ecs = (
        account_settings,
        agent,
        attributes,
        capacity_provider_operations,
        clusters,
        container_instances,
        execute_command,
        service_deployments,
        service_revisions,
        services,
        tags,
        task_definitions,
        task_protection,
        task_sets,
        tasks,
    )
    ecr = (
        ecr_account_settings,
        creation_templates,
        image_storage,
        images,
        layers,
        lifecycle_policies,
        lifecycle_previews,
        policies,
        pull_through_cache,
        pull_time_exclusions,
        registry,
        replication,
        repositories,
        scan_findings,
        scanning,
        signing,
        ecr_tags,
    )
    ecr_public = (catalog, public_images, public_layers, public_repositories, public_tags)
    return {
        "ecs": (handlers_of(ecs), ecs_faults.explain),
        "ecr": (handlers_of(ecr), ecr_faults.explain),
        "ecr-public": (handlers_of(ecr_public), ecr_public_faults.explain),
    }
