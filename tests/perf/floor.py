"""The floor: one constant answer on the WSGI server that mock-ecs is served with."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import waitress

ANSWER = json.dumps({"clusters": [{"clusterName": "bench", "status": "ACTIVE"}], "failures": []}).encode()
HEADERS = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(ANSWER)))]


def constant(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read the request and give the answer."""
    environ["wsgi.input"].read()
    start_response("200 OK", HEADERS)
    return [ANSWER]


if __name__ == "__main__":
    waitress.serve(constant, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
