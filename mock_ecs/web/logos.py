"""The logos of public repositories, at the URLs that their catalog data has."""

from __future__ import annotations

from flask import Blueprint, Response

from mock_ecs.ecr.logos import PATH, logo_at
from mock_ecs.world import World

_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def logos_blueprint(world: World) -> Blueprint:
    """The route for the logos in ``world``; a logo that was replaced is gone."""
    routes = Blueprint("logos", __name__, url_prefix=PATH)

    @routes.get("/<account>/<digest>/<path:name>")
    def logo(account: str, digest: str, name: str) -> Response:
        with world.entered():
            data = logo_at(world.public_registries, account, digest, name)
        if data is None:
            return Response("There is no such logo.\n", 404, content_type="text/plain; charset=utf-8")
        kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "application/octet-stream")
        return Response(data, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    return routes
