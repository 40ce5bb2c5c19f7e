"""Search over made passages: against reading every text, and SQLite's full-text index on trigrams and on pairs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from anzenkarte.catalogue.model import EMPTY
from anzenkarte.catalogue.search.fold import fold
from anzenkarte.catalogue.search.index import SEPARATOR, Index
from anzenkarte.catalogue.search.passages import Passage
from anzenkarte.catalogue.search.query import Query, parse
from anzenkarte.catalogue.search.search import RANKED, Searcher
from anzenkarte.catalogue.search.walk import Field
from anzenkarte.kernel.text import Text
from benchmarks.dice import Dice
from benchmarks.generate import SEED
from benchmarks.measure import Result, Settings, Times, peak_mib, same

PER_COMPONENT: Final = 500  # passages for each component of the case the settings name: 100,000
BUILT_PER_SECOND: Final = 20_000
FIRST_HITS_MS: Final = 10.0
LONGEST_WORD: Final = 10
FIXED_WORDS: Final = ("認証", "鍵", "監査", "VPN", "e", "医療情報システム")
_CHAPTERS, _ITEMS = 18, 20
_SUBJECTS: Final = (
    *("医療情報システム", "電子カルテ", "ＶＰＮ装置", "サーバー", "端末", "利用者の認証", "暗号の鍵", "保守回線"),
    *("バックアップ", "委託先", "監査証跡", "アクセスログ", "無線LAN", "ﾊﾟｽﾜｰﾄﾞ", "個人情報", "オンライン診療"),
    *("クラウドサービス", "契約書", "責任分界", "証明書"),
)
_HOW: Final = (
    *("を定期的に点検し", "の一覧を作成し", "の責任者を定め", "を二要素で確かめ", "を別の場所に保管し"),
    *("の更新を手順に従って行い", "を契約で明らかにし", "を14日以内に報告し", "の権限を必要な範囲に限り"),
    "を第三者に確認させ",
)
_END: Final = (
    *("記録を残す。", "結果を院長に伝える。", "改善につなげる。", "写しを５年間保存する。", "事業者と共有する。"),
    *("不要になれば消去する。", "訓練で確かめる。", "異常があれば直ちに遮断する。"),
)


def passages(count: int, seed: int = SEED) -> list[Passage]:
    """Made passages of some 100 characters, in Japanese with words in Latin letters, full and half width."""
    dice = Dice(seed)
    return [_passage(number, dice) for number in range(count)]


def _passage(number: int, dice: Dice) -> Passage:
    edition, rest = divmod(number, _CHAPTERS * _ITEMS)
    chapter, item = divmod(rest, _ITEMS)
    name = f"made-{edition}/{chapter + 1}/{item + 1}"
    printed = f"{chapter + 1}{chr(0x2460 + item)}"
    title = dice.one(_SUBJECTS) + dice.one(("の管理", "の記録", "の確認", "について"))
    parts = [dice.one(_SUBJECTS) + dice.one(_HOW) for _ in range(2 + dice.below(4))]
    summary = "、".join(parts) + f"（様式{dice.below(10_000):04}）、" + dice.one(_END)
    fields = (
        Field("number", "", printed),
        Field("title", "ja", title),
        Field("summary", "ja", summary),
        Field("id", "", name),
    )
    return Passage(
        name, "item", f"made-{edition}", "made", "", EMPTY, printed, Text(title, title), "seen", EMPTY, fields
    )


def words_of(texts: Sequence[str], each: int, seed: int = SEED) -> list[str]:
    """Folded words of 1 to 10 characters: ``each`` of a length that stand somewhere, and some that hardly can."""
    dice = Dice(seed)
    found: list[str] = [fold(word) for word in FIXED_WORDS]
    for length in range(1, LONGEST_WORD + 1):
        for _ in range(each):
            field = dice.one(dice.one(texts).split(SEPARATOR)).ljust(length, "。")
            start = dice.below(len(field) - length + 1)
            found.append(field[start : start + length])
            found.append((field[start : start + length // 2] + dice.one(texts)[3:])[:length])
    plain = [
        word for word in dict.fromkeys(found) if word.strip() == word and '"' not in word and SEPARATOR not in word
    ]
    return [word for word in plain if len(_query(word).words[0].forms) == 1]


def _query(word: str) -> Query:
    return parse(f'"{word}"')


class Peer:
    """SQLite's full-text index in memory, the texts told to it as ``tokens`` makes them."""

    def __init__(self, texts: Sequence[str], tokenizer: str, tokens: Callable[[str], str]) -> None:
        start = time.process_time()
        self.base = sqlite3.connect(":memory:")
        self.base.execute(f'CREATE VIRTUAL TABLE held USING fts5(t, content="", tokenize="{tokenizer}")')
        rows = ((number, tokens(text)) for number, text in enumerate(texts))
        self.base.executemany("INSERT INTO held(rowid, t) VALUES (?, ?)", rows)
        self.base.commit()
        self.milliseconds = (time.process_time() - start) * 1000

    def find(self, asked: str, limit: int) -> list[int]:
        """The numbers of the first texts that match, ascending; all of them for a limit of -1."""
        sql = "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rowid LIMIT ?"
        return [number for (number,) in self.base.execute(sql, (asked, limit))]


def trigrams(texts: Sequence[str]) -> Peer:
    """The tokenizer that is made for substrings; it knows none of fewer than three characters."""
    return Peer(texts, "trigram case_sensitive 1", lambda text: text)


def bigrams(texts: Sequence[str]) -> Peer:
    """Character pairs made here, each a token of its own; the last character pairs with the separator."""
    return Peer(texts, "unicode61", lambda text: " ".join(_tokens(text + SEPARATOR)))


def _tokens(text: str) -> Iterator[str]:
    return (f"{ord(one):05x}{ord(other):05x}" for one, other in pairwise(text))


def as_trigrams(word: str) -> str:
    """A word as a phrase for the trigram index."""
    return '"' + word.replace('"', '""') + '"'


def as_bigrams(word: str) -> str:
    """A word as a phrase of pairs; a single character as the beginning of a pair."""
    return f"{ord(word):05x}*" if len(word) == 1 else '"' + " ".join(_tokens(word)) + '"'


def read_all(texts: Sequence[str], word: str) -> list[int]:
    """What reading every text finds."""
    return [number for number, text in enumerate(texts) if word in text]


@dataclass
class _Compared:
    """What every way found for the words."""

    hits: int = 0
    short: int = 0
    missed: int = 0


def searching(settings: Settings) -> Result:
    """Build, compare with reading everything, then time the first hits."""
    made = passages(settings.size.components * PER_COMPONENT)
    built = [_taken(lambda: Index.build([field.text for field in each.fields] for each in made))]
    start = time.process_time()
    searcher = Searcher.build(made)
    whole = (time.process_time() - start) * 1000
    texts = searcher.index.texts
    words = words_of(texts, 4 + settings.repeats)
    peers = {"trigram": trigrams(texts), "bigram": bigrams(texts)}
    compared = _compare(searcher, words, peers)
    queries = [(word, _query(word)) for word in words]
    ours = tuple(
        _percentile([_taken(lambda query=query: searcher.find(query)) for _, query in queries])  # type: ignore[misc] # a default keeps each query
        for _ in range(3)
    )
    return Result(
        "search",
        f"first {RANKED} hits with highlights, {len(made)} passages, words of 1 to {LONGEST_WORD}; processor time",
        "for every word exactly the passages that reading all of them finds; pairs in SQLite find the same",
        {
            "passages": len(made),
            "characters": sum(map(len, texts)),
            "words": len(words),
            "passages found": compared.hits,
            "words of 1 or 2 characters": compared.short,
            "of these SQLite's trigrams find nothing for": compared.missed,
        },
        (
            Times("95th percentile, first hits", ours, FIRST_HITS_MS),
            *_peer_times(texts, words, peers),
            Times("index built", tuple(built), len(made) / BUILT_PER_SECOND * 1000),
            Times("index, numbers and filters built", (whole,)),
            Times("SQLite trigrams built", (peers["trigram"].milliseconds,)),
            Times("SQLite bigrams built", (peers["bigram"].milliseconds,)),
        ),
        notes=(f"{len(made) / built[0] * 1000:.0f} passages indexed a second", f"peak memory {peak_mib():.0f} MiB"),
    )


def _compare(searcher: Searcher, words: Sequence[str], peers: dict[str, Peer]) -> _Compared:
    found = _Compared()
    texts = searcher.index.texts
    for word in words:
        truth = read_all(texts, word)
        same(f"search finds what reading everything finds: {word!r}", list(searcher.places(_query(word))), truth)
        same(f"SQLite on pairs finds it too: {word!r}", peers["bigram"].find(as_bigrams(word), -1), truth)
        by_trigrams = peers["trigram"].find(as_trigrams(word), -1)
        found.hits += len(truth)
        if len(word) > 2:
            same(f"SQLite on trigrams finds it too: {word!r}", by_trigrams, truth)
        elif truth:
            found.short += 1
            found.missed += not by_trigrams
    return found


def _peer_times(texts: Sequence[str], words: Sequence[str], peers: dict[str, Peer]) -> Iterator[Times]:
    """The same percentile for the peers: numbers of the first texts only, no highlights."""
    pairs, triples = peers["bigram"], peers["trigram"]
    taken = [_taken(lambda word=word: pairs.find(as_bigrams(word), RANKED)) for word in words]  # type: ignore[misc] # as above
    yield Times("the same, SQLite bigrams, no highlights", (_percentile(taken),))
    longer = [word for word in words if len(word) > 2]
    taken = [_taken(lambda word=word: triples.find(as_trigrams(word), RANKED)) for word in longer]  # type: ignore[misc] # as above
    yield Times("the same, SQLite trigrams, words of 3 and more", (_percentile(taken),))
    scanned = words[:: max(1, len(words) // 40)]
    taken = [
        _taken(lambda word=word: list(islice((text for text in texts if word in text), RANKED)))  # type: ignore[misc] # as above
        for word in scanned
    ]
    yield Times("the same, reading every text", (_percentile(taken),))


def _percentile(samples: Sequence[float], percent: int = 95) -> float:
    return sorted(samples)[(len(samples) - 1) * percent // 100]


def _taken(run: Callable[[], object]) -> float:
    """Milliseconds of processor time, which is time on a machine with nothing else to do: no way here waits."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000
