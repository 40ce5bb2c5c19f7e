"""``form list|fill|attach|read|lint``: forms filled from a karte, read back into it, and checked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from anzenkarte import __version__
from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.cli.language import language, say
from anzenkarte.cli.work.inputs import day, progress, read_karte, refuse_sample
from anzenkarte.cli.work.reader import readable, reader_of
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.documents.content.tree import Column, Stamp
from anzenkarte.documents.render.xlsx import Entry, Sheet, render_xlsx
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.forms.cells import LIMITS
from anzenkarte.forms.fill import FilledForm, editions_asked, fill_all, open_questions
from anzenkarte.forms.grid import coverage_text, grids
from anzenkarte.forms.lint import lint_against, lint_evidence, lint_read
from anzenkarte.forms.read import ReadForm, form_of, read_form
from anzenkarte.forms.statements import added_to, dated_in, fragment, statements_of
from anzenkarte.forms.template import attach, attached, fill_in_place, with_official
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.document import Document, file_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang

ALL = "all"


def _tongue(lang: str) -> Lang:
    return "ja" if choice("--lang", lang, LANGS) == "ja" else "en"


def _form(catalogue: Catalogue, name: str) -> Form:
    form = catalogue.forms.get(name)
    if form is None:
        known = list(catalogue.forms)
        near = get_close_matches(name, known, n=3, cutoff=0.4) or known[:5]
        raise InputError(Problem.at("form.unknown", {"form": name, "near": near}))
    return with_official(form, attached(form))


def _assessed(catalogue: Catalogue, karte: str, on: date, editions: str, name: str) -> Assessment:
    """The case under the editions asked, and under all that any form looks at."""
    return _over(read_karte(karte, catalogue), catalogue, on, editions, name)


def _over(documents: Sequence[Document], catalogue: Catalogue, on: date, editions: str, name: str) -> Assessment:
    asked = catalogue.resolve([part.strip() for part in editions.split(",") if part.strip()], on)
    more = catalogue.resolve(list(editions_asked(catalogue)), on)
    case = choose(documents, catalogue.vocabulary, name)
    return run(case, catalogue, on, (*asked, *(edition for edition in more if edition not in asked)))


class _Basis:
    """What each form is filled from: a vendor's only from what its reader may see, the others from the whole case."""

    def __init__(
        self, catalogue: Catalogue, karte: str, on: date, asked: tuple[str, str], reading: tuple[str, Path | None]
    ) -> None:
        self.catalogue = catalogue
        self.documents = read_karte(karte, catalogue)
        self.on = on
        self.editions, self.document = asked
        self.reader, self.policy = reading
        self.general = False
        self._held: dict[bool, Assessment] = {}

    def of(self, form: Form) -> Assessment:
        """The assessment that a form is filled from; made once for all forms of the same kind."""
        narrow = form.audience == "vendor" or bool(self.reader) or self.policy is not None
        if narrow not in self._held:
            documents: Sequence[Document] = self.documents
            if narrow:
                reader = reader_of(documents, self.document, self.reader)
                self.general = reader == CUSTOMERS
                vocabulary = self.catalogue.vocabulary
                documents = readable(documents, vocabulary, self.policy, reader, self.on.isoformat())
            self._held[narrow] = _over(documents, self.catalogue, self.on, self.editions, self.document)
        return self._held[narrow]

    def tell(self) -> None:
        """Say it when a form was filled without anything of an engagement, because nobody named its reader."""
        if self.general and any(one.kind != "service" for one in self.documents):
            print(
                say(
                    "事業者の様式には、導入票と施設票の内容を使っていません。"
                    "読み手を --reader で指定すると、その相手の分を使います。",
                    "Vendor forms use nothing of any engagement or institution; name the form's reader with --reader.",
                ),
                file=sys.stderr,
            )


def list_forms(form: str, lang: str) -> None:
    """Print every form with its coverage."""
    checked(form)
    tongue = _tongue(lang)
    forms = open_catalogue().forms.values()
    if form == "json":
        print(
            as_json(
                [
                    {
                        "id": one.id,
                        "title": one.title.json(),
                        "audience": one.audience,
                        "lines": len(one.lines),
                        "asks": one.asks,
                        "confidence": one.confidence,
                        "coverage": one.coverage.json(),
                    }
                    for one in forms
                ]
            )
        )
        return
    rows = [[one.id, one.title.to(tongue), one.audience, coverage_text(one, tongue)] for one in forms]
    print(render(["ID", say("様式", "form"), say("記入者", "filled by"), say("収録の程度", "coverage")], rows, form))


def fill_forms(
    name: str,
    karte: str,
    on: str,
    asked_for: tuple[str, str],
    reading: tuple[str, Path | None],
    out: Path | None,
    form: str,
    lang: str,
) -> None:
    """Fill one form or all of them, write workbooks, print what was answered and what to ask first.

    ``asked_for`` are editions and document, ``reading`` the form's reader and the policy of what he may see.
    """
    checked(form)
    tongue = _tongue(lang)
    catalogue = open_catalogue()
    asked = day(on)
    if name == ALL and out is None and form != "json":
        raise InputError(Problem.at("form.all-needs-folder"))
    names = list(catalogue.forms) if name == ALL else [name]
    forms = [_form(catalogue, one) for one in names]
    with progress("様式に記入しています", "Filling"):
        basis = _Basis(catalogue, karte, asked, asked_for, reading)
        filled = [fill_all([one], basis.of(one))[0] for one in forms]
        if out is not None:
            for one in filled:
                path = out / f"{one.form.id}.xlsx" if name == ALL else out
                write_file(path, workbook(one, basis.of(one.form), tongue))
    basis.tell()
    if form == "json":
        print(as_json({"forms": [_json(one) for one in filled], "open": _open(filled)}))
        return
    rows = [
        [one.form.id, one.form.title.to(language()), str(len(one.answers) - len(one.open)), str(len(one.open))]
        for one in filled
    ]
    print(render(["ID", say("様式", "form"), say("回答", "answered"), say("未回答", "open")], rows, form))
    for question in open_questions(filled)[:20]:
        print(f"{len(question.lines):4d}  {question.ask.question.to(language())}  {question.ask.subject}".rstrip())


def workbook(filled: FilledForm, assessment: Assessment, lang: Lang) -> bytes:
    """The filled form as xlsx: in the user's own template where one is attached, else in our sheets."""
    template = attached(filled.form)
    if template is not None:
        return fill_in_place(template, filled, lang)
    revisions = [(document.name, document.revision) for document in assessment.case.documents]
    on = assessment.on.isoformat()
    sheets = [
        Sheet(
            grid.name,
            tuple(Column(heading) for heading in grid.headings),
            grid.rows,
            tuple(Entry(entry.row, entry.column, entry.words) for entry in grid.entries),
            grid.least,
        )
        for grid in grids(filled, lang, on, revisions)
    ]
    hashes = tuple((label, revision[:19]) for label, revision in revisions)
    stamp = Stamp(on, assessment.on, (filled.form.edition,), hashes, None, f"anzenkarte {__version__}")
    return render_xlsx(sheets, stamp, filled.form.title.to(lang), lang)


def _json(filled: FilledForm) -> dict[str, object]:
    return {
        "form": filled.form.id,
        "coverage": filled.form.coverage.json(),
        "answers": [
            {
                "line": answer.line.id,
                "number": answer.line.number,
                "value": answer.value.json() if answer.line.answer == "text" else answer.value.en or None,
                "explanation": answer.explanation.json(),
                "planned_on": answer.planned_on,
                "checked_on": answer.checked_on,
                "grounds": [ground.json() for ground in answer.grounds],
                "against": [ground.json() for ground in answer.against],
            }
            for answer in filled.answers
        ],
    }


def _open(filled: Sequence[FilledForm]) -> list[dict[str, object]]:
    return [
        {"id": one.ask.id, "subject": one.ask.subject, "question": one.ask.question.json(), "lines": list(one.lines)}
        for one in open_questions(filled)
    ]


def attach_template(name: str, file: Path) -> None:
    """Keep a workbook as a form's template and say what of it was recognised."""
    form = open_catalogue().forms.get(name) or _form(open_catalogue(), name)
    layout = attach(form, file).layout
    held, more = len(layout.cells), len(layout.more)
    print(
        say(
            f"{form.id}：{held} 項目の回答欄を見つけました。当方にない項目 {more} 件は質問として加えます。",
            f"{form.id}: answer cells of {held} lines found; {more} rows we do not hold are added as questions.",
        )
    )


def _read(catalogue: Catalogue, file: Path, name: str) -> ReadForm:
    data = read_bytes(file, str(file), LIMITS.zip.archive)
    form = _form(catalogue, name) if name else form_of(data, str(file), catalogue.forms)
    if form is None:
        raise InputError(Problem.at("form.which", file=str(file)))
    return read_form(data, str(file), with_official(form, attached(form)) if not name else form)


def read_back(file: Path, name: str, into: Path | None, by: str, karte: str, on: str, document: str, form: str) -> int:
    """Print or add the statements; 1 where a row needs an answer from a person or contradicts the documents."""
    checked(form)
    catalogue = open_catalogue()
    asked = day(on)
    read = _read(catalogue, file, name)
    against: tuple[Problem, ...] = ()
    compared = karte or (str(into) if into is not None else "")
    if into is not None and not by:
        raise InputError(Problem.at("form.needs-party"))
    if into is not None:
        refuse_sample(into)
    if compared:
        assessment = _assessed(catalogue, compared, asked, "", document)
        against = lint_against(str(file), read, fill_all([read.form], assessment)[0])
    statements = statements_of(read, by, asked.isoformat(), file.name)
    if into is not None:
        documents = read_karte(str(into), catalogue)
        target = _target(documents, by, document)
        changed = added_to(target, statements, dated_in(read))
        write_file(into, file_text([changed if one is target else one for one in documents]).encode())
        print(
            say(
                f"{len(statements)} 件の回答を {target.name} に加えました。",
                f"{len(statements)} answers added to {target.name}.",
            )
        )
    elif form == "json":
        print(as_json({"form": read.form.id, "statements": statements}))
    else:
        print(fragment(statements), end="")
    _show(catalogue, (*read.problems, *against))
    return 1 if read.problems or against else 0


def _target(documents: list[Document], by: str, name: str) -> Document:
    """The document the statements go into: the one named, else the first that knows the party."""
    named = [one for one in documents if one.name == name] if name else documents
    for one in named:
        if one.entity("party", by) is not None:
            return one
    known = tuple(sorted({party for one in named for party in one.entities.get("party", {})}))
    params = {"party": by, "document": name or ", ".join(one.name for one in documents), "known": known}
    raise InputError(Problem.at("form.unknown-party", params))


def lint_files(files: list[Path], name: str, karte: str, on: str, document: str, form: str) -> int:
    """Print everything wrong in the forms; 1 where there is something."""
    checked(form)
    catalogue = open_catalogue()
    asked = day(on)
    reads = [(str(file), _read(catalogue, file, name)) for file in files]
    found = list(lint_read(reads, asked))
    if karte:
        assessment = _assessed(catalogue, karte, asked, "", document)
        for file, read in reads:
            filled = fill_all([read.form], assessment)[0]
            found += [*lint_against(file, read, filled), *lint_evidence(filled, assessment.facts, asked, file)]
    if form == "json":
        listed = sorted(set(found))
        print(as_json([{"code": p.code, "file": p.file, "cell": p.path, **dict(p.params)} for p in listed]))
    else:
        _show(catalogue, found)
    if not found and form != "json":
        print(say("誤りはありません。", "No problem found."))
    return 1 if found else 0


def _show(catalogue: Catalogue, problems: Sequence[Problem]) -> None:
    for problem in sorted(set(problems)):
        print(catalogue.messages.problem(problem, language()), file=sys.stderr)
