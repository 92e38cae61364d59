"""The rules on the expressions of placement constraints, which have to be of the cluster query language.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding, Refusal
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.placement.query import QueryError, parse_query


def expression_findings(document: Document, refusal: Refusal) -> Iterator[Finding]:
    """A finding of ``refusal`` for each memberOf constraint whose expression cannot be read."""
    for index, constraint in enumerate(document.get("placementConstraints", ())):
        expression = constraint.get("expression", "")
        if constraint.get("type") != "memberOf":
            continue
        try:
            parse_query(expression)
        except QueryError as error:
            path = ("placementConstraints", index, "expression")
            yield refusal.at(path, expression=expression, why=error)
