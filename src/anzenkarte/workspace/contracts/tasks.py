"""Background work of this app: contract texts are read and looked through."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.contracts.finder import candidates
from anzenkarte.workspace.contracts.models import ContractText
from anzenkarte.workspace.contracts.reading import read
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.organisations.acting import refuse
from anzenkarte.workspace.scope import scope


@task()
def read_text(organisation: str, text: str) -> None:
    """Read a handed-in text and keep its candidates; what cannot be read says why."""
    with scope(UUID(organisation)):
        row = ContractText.objects.filter(id=UUID(text), state="waiting").first()
        if row is None:
            return
        try:
            stretches = read(_kept(row.sha256))
            row.sentences = [one.json() for one in candidates(stretches)]
            row.pages, row.state = max(stretch.page for stretch in stretches), "read"
        except InputError as error:
            row.state, row.problem = "failed", error.problems[0].code
        row.save(update_fields=("sentences", "pages", "state", "problem"))


def _kept(sha256: str) -> bytes:
    try:
        return get(sha256)
    except OSError as error:
        raise refuse("contract.gone") from error
