"""The URLs of the logos that public repositories show.

https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-catalog-data.html
"""

from __future__ import annotations

from hashlib import sha256

from mock_ecs.ecr.public import PublicRegistries, PublicRepository

PATH = "/_mock_ecs/logos"
"""Below which the logos lie: registry id, hash, repository."""


def logo_url(address: str, repository: PublicRepository) -> str | None:
    """Where the logo of a repository can be had; None where it has none."""
    logo = repository.catalog_data.logo
    if not logo:
        return None
    return f"http://{address}{PATH}/{repository.registry_id}/{sha256(logo).hexdigest()}/{repository.name}"


def logo_at(registries: PublicRegistries, account: str, digest: str, name: str) -> bytes | None:
    """The logo at such a URL; None when the repository has another one, or none."""
    registry = registries.find(account)
    repository = registry.find_repository(name) if registry else None
    logo = repository.catalog_data.logo if repository else None
    return logo if logo and sha256(logo).hexdigest() == digest else None
