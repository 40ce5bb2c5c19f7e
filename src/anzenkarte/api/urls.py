"""The API: routers, door and problems put together."""

from __future__ import annotations

from anzenkarte import __version__
from anzenkarte.api import (
    agreements,
    assessed,
    contracts,
    documents,
    evidence,
    general,
    granted,
    handovers,
    inspections,
    lines,
    packs,
    standings,
)
from anzenkarte.api.describe import Api, Strict
from anzenkarte.api.door import Door
from anzenkarte.api.problems import install

_TITLE = "Anzen Karte"

api = Api(
    title=_TITLE,
    version=__version__,
    description="The same actions as the desks. Every error is a problem of a closed list. Nothing here binds a party.",
    auth=Door(),
    parser=Strict(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
api.add_router("", general.router)
api.add_router("/documents", documents.router)
api.add_router("/documents", assessed.router)
api.add_router("/evidence", evidence.router)
api.add_router("/contracts", contracts.router)
api.add_router("/handovers", handovers.router)
api.add_router("/handovers", lines.router)
api.add_router("/agreements", agreements.router)
api.add_router("/inspections", inspections.router)
api.add_router("/inspections", packs.router)
api.add_router("/standings", standings.router)
api.add_router("/granted", granted.router)
install(api)
