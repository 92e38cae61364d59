"""The errors that only ECR Public has; all others are those of :mod:`mock_ecs.ecr.errors`.

https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from mock_ecs.aws.errors import AwsError


class RegistryNotFoundException(AwsError):
    """There is no public registry of that id or alias."""


class RepositoryCatalogDataNotFoundException(AwsError):
    """The gallery was told nothing of the repository."""


class UnsupportedCommandException(AwsError):
    """The operation is not to be had in that region."""
