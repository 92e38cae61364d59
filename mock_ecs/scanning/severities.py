"""How bad a vulnerability is, from what an advisory says of it, in ECR's words.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_ecs.ports.scanning import Cvss

_WORDS = {
    "critical": "CRITICAL",
    "high": "HIGH",
    "important": "HIGH",
    "moderate": "MEDIUM",
    "medium": "MEDIUM",
    "low": "LOW",
    "negligible": "INFORMATIONAL",
    "unimportant": "INFORMATIONAL",
    "informational": "INFORMATIONAL",
}


def severity_of(document: Mapping[str, Any], affected: Mapping[str, Any], scores: Sequence[Cvss]) -> str:
    """The severity of an OSV document for one of its packages: the distribution's word goes before the scores."""
    for word in _words(document, affected):
        severity = _WORDS.get(str(word).rstrip("*").strip().lower())
        if severity is not None:
            return severity
    return _of_score(scores[0]) if scores else "UNDEFINED"


def scores_of(document: Mapping[str, Any], affected: Mapping[str, Any]) -> tuple[Cvss, ...]:
    """The scores of CVSS that there are, of the newest version first; what is no vector is left out."""
    found = [_score(str(each.get("score", ""))) for each in _ratings(document, affected)]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.version, reverse=True))


def _words(document: Mapping[str, Any], affected: Mapping[str, Any]) -> Iterator[Any]:
    for place in ("ecosystem_specific", "database_specific"):
        specific = affected.get(place) or {}
        yield from (specific.get("severity"), specific.get("urgency"))
    specific = document.get("database_specific") or {}
    yield from (specific.get("severity"), specific.get("urgency"))
    yield from (each.get("score") for each in _ratings(document, affected))


def _ratings(document: Mapping[str, Any], affected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*(affected.get("severity") or document.get("severity") or ())]


def _score(vector: str) -> Cvss | None:
    """None for what is no vector of CVSS."""
    if not vector.startswith("CVSS:") and "/" not in vector:
        return None
    import cvss

    try:
        if vector.startswith("CVSS:4"):
            return Cvss("4.0", float(cvss.CVSS4(vector).base_score), vector)
        if vector.startswith("CVSS:"):
            return Cvss(vector[5:8], float(cvss.CVSS3(vector).base_score), vector)
        return Cvss("2.0", float(cvss.CVSS2(vector).base_score), vector)
    except cvss.CVSSError:
        return None


def _of_score(rating: Cvss) -> str:
    if rating.score == 0:
        return "INFORMATIONAL"
    if rating.score < 4:
        return "LOW"
    if rating.score < 7:
        return "MEDIUM"
    return "HIGH" if rating.score < 9 or rating.version == "2.0" else "CRITICAL"
