"""``disclosure new|make|diff``: a policy to begin with, the papers for one recipient, and what changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.compile import LEVELS
from anzenkarte.cli.work.inputs import day, progress, read_karte
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.documents.disclosure import FILES, compile_disclosure
from anzenkarte.formats.atomic import write_directory, write_file
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.karte.disclosure.compare import compared
from anzenkarte.karte.disclosure.file import read_disclosure
from anzenkarte.karte.disclosure.policy import read_policy
from anzenkarte.karte.disclosure.start import starting_policy
from anzenkarte.karte.disclosure.view import Disclosure, disclose
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import LANGS, Lang
from anzenkarte.kernel.vocabulary import Vocabulary


def new_policy(karte: str, out: Path) -> None:
    """Write the first policy of a karte, and say how many decisions it holds."""
    catalogue = open_catalogue()
    documents = read_karte(karte, catalogue)
    write_file(out, starting_policy(documents, catalogue.vocabulary).encode())
    count = sum(len(list(document)) for document in documents)
    print(say(f"{count} 件の方針を {out} に書きました。", f"{count} decisions written to {out}."))


def make(
    karte: str,
    policy: Path,
    recipient: str,
    out: Path,
    level: str,
    asked: tuple[str, str, str],
    lang: str,
    form: str,
) -> None:
    """Write the papers and the file of one disclosure; ``asked`` are day, editions and document."""
    checked(form)
    word = choice("--level", level, LEVELS)
    read_at = next(known for known in LEVELS if known == word)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue, on = open_catalogue(), day(asked[0])
    documents = read_karte(karte, catalogue)
    decided = read_policy(load_one_file(policy), documents)
    found = disclose(documents, catalogue.vocabulary, decided, recipient, word, on.isoformat())
    editions = catalogue.resolve([part.strip() for part in asked[1].split(",") if part.strip()], on)
    with progress("開示書を作っています", "writing the disclosure"):
        case = choose(found.named, catalogue.vocabulary, asked[2])
        assessment = run(case, catalogue, on, editions)
        write_directory(out, compile_disclosure(found, assessment, read_at, tongue))
    print(_summary(found, catalogue.vocabulary, out, form))


def _summary(found: Disclosure, vocabulary: Vocabulary, out: Path, form: str) -> str:
    shown = Counter(entity.kind for document in found.documents for entity in document)
    gone = Counter(one.kind for one in found.withheld)
    if form == "json":
        return as_json(
            {
                "recipient": found.recipient.id,
                "level": found.level,
                "made_from": dict(found.made_from),
                "shown": dict(sorted(shown.items())),
                "withheld": dict(sorted(gone.items())),
                "undecided": list(found.undecided),
                "masked": list(found.masked),
                "out": str(out),
                "files": list(FILES),
            }
        )
    lang = language()
    rows = [[vocabulary.kinds[kind].label.to(lang), str(shown[kind]), str(gone[kind])] for kind in sorted(shown | gone)]
    columns = (say("種別", "kind"), say("開示", "shown"), say("非開示", "withheld"))
    parts = [render(columns, rows, form)]
    if found.undecided:
        parts.append(say("未決（開示していません）：", "Undecided, and therefore not shown:"))
        parts += [f"  {place}" for place in found.undecided]
    if found.masked:
        parts.append(say("開示の相手でない者の名を含むため伏せた項目：", "Fields withheld for naming somebody else:"))
        parts += [f"  {place}" for place in found.masked]
    unprovable = sum(1 for one in found.withheld if not one.digest)
    if unprovable:
        parts.append(
            say(
                f"開示しない {unprovable} 件に nonce がなく、後から証明できません。",
                f"{unprovable} withheld without a nonce: these cannot be proved later.",
            )
        )
    parts.append(say(f"開示書：{out}", f"Disclosure: {out}"))
    return "\n".join(parts)


def diff_files(old: Path, new: Path, lang: str) -> None:
    """Print what differs, one sentence a line."""
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    vocabulary = open_catalogue().vocabulary
    before, after = (read_disclosure(read_bytes(path, str(path)), vocabulary, str(path)) for path in (old, new))
    lines = compared(before, after, vocabulary, tongue)
    print("\n".join(lines) if lines else say("違いはありません。", "They do not differ."))
