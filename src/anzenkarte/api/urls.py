"""The API: routers, door, problems, and the OpenAPI document that tells of them."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from anzenkarte import __version__
from anzenkarte.api import assessed, documents, general
from anzenkarte.api.door import Door
from anzenkarte.api.problems import MEDIA, TYPES, install
from anzenkarte.api.schemas import ProblemOut

_TITLE = "Anzen Karte"


class _Api(NinjaAPI):
    """Ninja's API whose document names every problem an operation may answer with."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """OpenAPI 3.1, with problem+json for all statuses of the closed list."""
        schema = super().get_openapi_schema(**kwargs)
        parts = schema.setdefault("components", {}).setdefault("schemas", {})
        model = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        parts.update(model.pop("$defs", {}))
        model["properties"]["type"] = {"enum": sorted(TYPES)}
        parts["ProblemOut"] = model
        answer = {
            "description": "A problem",
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].update(dict.fromkeys(sorted(set(TYPES.values())), answer))
        return schema


api = _Api(
    title=_TITLE,
    version=__version__,
    description="The same actions as the desks. Every error is a problem of a closed list.",
    auth=Door(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
api.add_router("", general.router)
api.add_router("/documents", documents.router)
api.add_router("/documents", assessed.router)
install(api)
