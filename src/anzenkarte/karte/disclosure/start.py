"""A first policy for a karte: every entity with a cautious decision, and what each choice makes visible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from anzenkarte.karte.disclosure.audience import CUSTOMERS, PARTIES, name_of
from anzenkarte.karte.disclosure.policy import SCHEMA, Decision, Policy
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

_LEVELS: Final = {"account": "manager", "evidence": "manager", "advisory": "engineer", "risk_override": "engineer"}
_MISTAKEN: Final = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
_ABOUT: Final = (
    Text(
        "誰に、どの読み方の段階から見せるかを、一件ずつ決めます。",
        "Decides for each thing to whom it is shown, and from which reading level on.",
    ),
    Text(
        "level：clinic（要約から見せる）、manager（管理者向けから）、engineer（技術者向けだけ）",
        "level: clinic (shown from the summary on), manager (from the manager's paper on), engineer (only there)",
    ),
    Text(
        "to：public（誰にでも）、customers（利用者すべて）、parties（その票の当事者だけ）、当事者のID、[]（誰にも見せない）",
        "to: public (anybody), customers (every customer), parties (only the parties of that document), a party's id,"
        " [] (nobody)",
    ),
    Text(
        "導入票と施設票は、public や customers と書いても当事者のほかには渡りません。"
        "ほかの人に見せるには、一件ずつその人を書きます。",
        "Of an engagement or institution nothing reaches anybody but its parties, whatever public or customers says;"
        " to show others, name them at each thing.",
    ),
    Text(
        "行を消したもの、後から加えたものは「未決」となり、誰にも見せません。"
        "見せないものは件数だけ（nonceがあれば要約値も）伝わります。",
        "What has no line here is undecided and shown to nobody. Of what is withheld only the number is told, and its"
        " digest where it has a nonce.",
    ),
    Text(
        "note、origin、nonce、x- の項目は、見せると決めたものでも渡しません。",
        "Notes, origins, nonces and x- keys are never handed over, not even of what is shown.",
    ),
)
_VISIBLE: Final = {
    "service": Text("利用者ならどの医療機関等にも見せます", "shown to every institution that is a customer"),
    "engagement": Text("この導入の事業者と医療機関等にだけ見せます", "shown to this engagement's parties only"),
    "institution": Text("この医療機関等自身にだけ見せます", "shown to this institution itself only"),
}


def default(document: Document, kind: str) -> Decision:
    """The cautious decision about a kind of entity: a service's to its customers, others to the document's parties."""
    return Decision(_LEVELS.get(kind, "clinic"), (CUSTOMERS if document.kind == "service" else PARTIES,))


def default_policy(documents: Sequence[Document]) -> Policy:
    """The policy that :func:`starting_policy` writes, as a value."""
    return Policy(
        {
            (f"{document.kind}/{document.name}", entity.kind, entity.id): default(document, entity.kind)
            for document in documents
            for entity in document
        }
    )


def starting_policy(documents: Sequence[Document], vocabulary: Vocabulary) -> str:
    """The policy as YAML with comments in Japanese and English."""
    return "\n".join(_lines(documents, vocabulary)) + "\n"


def _lines(documents: Sequence[Document], vocabulary: Vocabulary) -> Iterator[str]:
    for text in _ABOUT:
        yield f"# {text.ja}"
        yield f"# {text.en}"
    yield f"schema: {SCHEMA}"
    yield "documents:"
    for document in documents:
        visible = _VISIBLE[document.kind]
        yield f"  # {visible.ja} / {visible.en}"
        yield f"  {document.kind}/{document.name}:"
        for kind, group in document.entities.items():
            label = vocabulary.kinds[kind].label
            yield f"    {kind}:  # {label.ja} / {label.en}"
            decision = default(document, kind)
            for entity in group.values():
                yield f"      {_quoted(entity.id)}: {_written(decision)}{_remark(entity)}"


def _written(decision: Decision) -> str:
    return f"{{level: {decision.level}, to: [{', '.join(decision.to)}]}}"


def _quoted(id: str) -> str:
    """Ids that YAML could take for a number or a word stand in quotes."""
    return (
        id
        if id[:1].isalpha() and id not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
        else f'"{id}"'
    )


def _remark(entity: Entity) -> str:
    name = name_of(entity)
    both = name.ja if name.ja == name.en else f"{name.ja} / {name.en}"
    line = " ".join(both.split())
    words = [line] if entity.fields.get("name") else []
    words += ["（nonceあり / has a nonce）"] if entity.fields.get("nonce") else []
    return f"  # {' '.join(words)}" if words else ""
