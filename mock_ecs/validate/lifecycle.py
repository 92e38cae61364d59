"""The file of ``mock-ecs lifecycle``: a lifecycle policy, which has to be without faults."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.files import Source
from mock_ecs.validate.kinds import kind_called
from mock_ecs.validate.reading import decoded, read_documents
from mock_ecs.validate.report import lines
from mock_ecs.validate.run import exit_code, outcome
from mock_ecs.validate.shapes import requests_in

KIND = "lifecycle-policy"


@dataclass(frozen=True, slots=True)
class _Read(Source):
    """A source that was read already, since standard input can be read only once."""

    data: bytes = b""

    def read(self) -> bytes:
        return self.data


def policy_text(file: str) -> tuple[str | None, int]:
    """The text of the policy in ``file`` (``-`` is standard input), and 0; or None and the exit code.

    What is wrong with it is printed to standard error. Raises ValueError for a file that has no policy, or several.
    """
    kind = kind_called(KIND)
    try:
        data = Source(file).read()
    except Unusable as error:
        raise ValueError(f"{file} {error.message}") from None
    found = outcome(_Read(file, data=data), kind)
    for line in lines([found], "text", quiet=True):
        click.echo(line, err=True)
    code = exit_code([found])
    if code:
        return None, code
    documents = read_documents(decoded(data), file)
    requests = [request for document in documents for request in requests_in(document.value, kind)]
    if len(requests) != 1:
        raise ValueError(f"{file} has {len(requests)} lifecycle policies; one is wanted")
    return requests[0].text or json.dumps(requests[0].value), 0
