"""Ninja fitted to the house: bodies read by the strict reader; a document of what every operation needs and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from anzenkarte.api.problems import MEDIA, TYPES
from anzenkarte.api.schemas.common import ProblemOut
from anzenkarte.formats.strict_json import load


class Strict(Parser):
    """Bodies as files are read: no duplicate keys, no floats, no control characters, nothing nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value of a JSON body; InputError for anything the house's files could not hold."""
        return load(request.body, "body").data


class Api(NinjaAPI):
    """Ninja's API with stable names of operations, their scopes, and every problem they may answer with."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: it stays when modules move."""
        return str(operation.view_func.__name__)

    def operations(self) -> Iterator[Operation]:
        """Every operation."""
        for router in self._get_bound_routers():
            for place in router.path_operations.values():
                yield from place.operations

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """OpenAPI 3.1, with problem+json for all statuses of the closed list."""
        schema = super().get_openapi_schema(**kwargs)
        parts = schema.setdefault("components", {}).setdefault("schemas", {})
        model = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        parts.update(model.pop("$defs", {}))
        model["properties"]["type"] = {"enum": sorted(TYPES)}
        parts["ProblemOut"] = model
        views = {self.get_openapi_operation_id(one): one.view_func for one in self.operations()}
        for path in schema["paths"].values():
            for operation in path.values():
                _describe(operation, views[operation["operationId"]])
        return schema


def _describe(operation: dict[str, Any], view: Any) -> None:
    """Summary, scope, kinds of organisation and problems of one operation."""
    said = " ".join(str(operation["description"]).split())
    operation["summary"] = said.partition(". ")[0].rstrip(".")
    kinds = " or ".join(view.kinds)
    operation["description"] = f"{said} Scope: {view.asked_scope}. For: {kinds}."
    operation["security"] = [{"Door": [view.asked_scope]}]
    for type_, status in TYPES.items():
        operation["responses"][status] = {
            "description": type_,
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
