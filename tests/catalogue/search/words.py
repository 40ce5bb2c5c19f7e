"""Made texts and words for search: mixtures of Japanese and Latin letters in every width, kana and sign."""

from __future__ import annotations

from hypothesis import strategies as st

from anzenkarte.catalogue.model import EMPTY
from anzenkarte.catalogue.search.passages import Passage
from anzenkarte.catalogue.search.walk import Field
from anzenkarte.kernel.text import Text

#: Few enough that words recur; each of them folds with another, or is looked at together with a neighbour.
SIGNS = (
    "認証鍵医療國国かカｶがガがｶﾞぱﾊﾟーｰ−-サーバァアぁあabcAＢＣß 15５⑤⑭①Ⅳ㈱㍻(（)）.．、。「」\t〜～'’"
    '"\u3000\u200b\U000e0100'
)
texts = st.text(st.sampled_from(SIGNS), max_size=40)
anything = st.text(max_size=30)


def passage(name: str, *texts_ja: str, **more: str) -> Passage:
    """A passage with a title and further texts; ``more`` names number, edition, guideline, part, confidence, en."""
    edition = more.get("edition", "made-1")
    number = more.get("number", "")
    fields = [Field("number", "", number)] if number else []
    fields += [Field("title" if place == 0 else "summary", "ja", text) for place, text in enumerate(texts_ja)]
    if more.get("en"):
        fields.append(Field("summary", "en", more["en"]))
    fields.append(Field("id", "", name))
    title = texts_ja[0] if texts_ja else ""
    part = Text("運用編", "Operations")
    return Passage(
        name,
        "item",
        edition,
        more.get("guideline", "made"),
        more.get("part", ""),
        part,
        number,
        Text(title, title),
        more.get("confidence", "seen"),
        EMPTY,
        tuple(fields),
    )
