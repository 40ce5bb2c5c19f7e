"""Which terms a page explains: by the name of its address, the longest beginning that is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anzenkarte.web.shared.words import language
from anzenkarte.workspace.documents_store.store import catalogue

TERMS_OF: Final[dict[str, tuple[str, ...]]] = {
    "account": ("factor",),
    "account_": (),
    "audit": ("chain",),
    "contract": ("demarcation", "evidence"),
    "evidence": ("evidence", "fingerprint"),
    "exchange": ("bundle", "agreement", "binds", "fingerprint"),
    "grants": ("grant",),
    "inspection": ("inspection", "edition", "evidence"),
    "institution": ("finding", "demarcation"),
    "institution-clinic": (),
    "institution-conformity": ("verdict", "edition"),
    "institution-matrix": ("demarcation", "statement", "contradiction", "agreement"),
    "institution-settle": ("statement", "contradiction", "agreement"),
    "karte": ("service", "engagement", "draft", "verdict"),
    "member": ("binds",),
    "mfa": ("factor",),
    "supervisor": ("grant", "finding"),
    "tokens": ("token",),
    "vendor": ("service", "engagement"),
    "vendor-part": ("demarcation", "statement", "contradiction", "agreement"),
    "vendor-forms": ("mds", "edition"),
    "vendor-form": ("mds", "edition"),
    "vendor-risk": ("scenario",),
    "vendor-sbom": ("sbom",),
}


@dataclass(frozen=True)
class Term:
    """A term in the reader's language."""

    id: str
    word: str
    sentence: str
    source: str


def term(name: str) -> Term:
    """A term by its id; raises KeyError for one that has no words."""
    texts = catalogue().messages
    word, sentence, source = (texts[f"term.{name}.{part}"].to(language()) for part in ("word", "sentence", "source"))
    return Term(name, word, sentence, source)


def terms_of(address: str) -> list[Term]:
    """The terms of the page with this name of address."""
    found = max((start for start in TERMS_OF if address.startswith(start)), key=len, default="")
    return [term(name) for name in TERMS_OF.get(found, ())]
