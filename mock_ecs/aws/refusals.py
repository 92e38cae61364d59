"""Why AWS refuses a request: each reason once, with AWS's error, its words, and how to mend the request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mock_ecs.aws.errors import AwsError

Path = tuple[str | int, ...]
"""The way to a place in a document: names of members, and indexes of items."""

Source = Literal["deployment", "transcript", "documentation", "moto", "ours"]
"""Where AWS's words are known from.

``deployment``: recorded from a deployment at AWS. ``transcript``: a public transcript of a call to AWS.
``documentation``: AWS's guides, API reference or service model. ``moto``: what moto answers. ``ours``: AWS
refuses it, but its words are not known; these are our own.
"""


class Finding(NamedTuple):
    """One place where a document breaks a rule: the error by which AWS answers, and how to mend it.

    ``path`` leads to the place (to a member that is lacking, too), ``also`` to others that the rule compares it
    with. ``doubtful``: whether AWS refuses this at all is not known, so the request is accepted, with a warning.
    """

    code: str
    message: str
    path: Path
    mend: str
    doubtful: bool = False
    also: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason for which AWS refuses requests for ``operations``.

    ``message`` holds AWS's words, with ``{names}`` for what varies; None where the class of the error fixes them.
    ``when`` says the condition and ``mend`` the cure, each in a sentence of our own (``mend`` has the same names).
    """

    error: type[AwsError]
    message: str | None
    when: str
    mend: str
    operations: tuple[str, ...]
    source: Source
    doubtful: bool = False

    def __call__(self, **values: object) -> AwsError:
        """The error, to be raised."""
        return self.error.saying(self.words(**values))

    def at(self, path: Path, *also: Path, **values: object) -> Finding:
        """The finding that the document breaks this rule at ``path``."""
        mend = self.mend.format(**values)
        return Finding(self.error.__name__, self.words(**values), path, mend, self.doubtful, also)

    def words(self, **values: object) -> str:
        """The message with ``values`` filled in."""
        return self.template.format(**values)

    @property
    def template(self) -> str:
        """AWS's words with ``{names}``, wherever they stand."""
        return self.error().message if self.message is None else self.message


def refusals_in(namespaces: Iterable[object]) -> list[Refusal]:
    """The refusals that modules define, in the order in which they stand there."""
    return [value for module in namespaces for value in vars(module).values() if isinstance(value, Refusal)]
