"""What the tests of hostile users share: a refusal is plain, told in both languages, logged, and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.scope import unscoped

LOGS = ("anzenkarte.security", "anzenkarte.web", "anzenkarte.handovers")
_INSIDE = re.compile(r"Traceback|File \"|Exception|django\.|anzenkarte\.workspace|/work/|site-packages")
_OWN_TIME = ("sessions.Session", "usersessions.UserSession")


def everything() -> dict[str, int]:
    """How many rows every table holds; the chains' entries are among them, and every action leaves one."""
    with unscoped():
        models = [model for model in apps.get_models() if model._meta.managed and model._meta.label not in _OWN_TIME]
        return {model._meta.label: model._default_manager.count() for model in models}


def text_of(answer: Any) -> str:
    """The page, or the page a form led back to."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "json" in answer.get("content-type", ""):
        return json.dumps(json.loads(body), ensure_ascii=False)
    return str(body.decode("utf-8", errors="replace"))


@dataclass
class Attacked:
    """A person at a party, and everything that is watched while something is tried."""

    world: World
    client: Client
    user: User
    party: str
    log: pytest.LogCaptureFixture
    private: list[str] = field(default_factory=list)

    @property
    def own(self) -> UUID:
        """The organisation."""
        return self.world.organisations[self.party].id

    @property
    def base(self) -> str:
        """Where its pages begin."""
        return f"/o/{self.own}/"

    def refused(
        self, send: Callable[[], Any], status: int | Iterable[int], ja: str = "", en: str = "", logged: bool = True
    ) -> None:
        """Try it in both languages; each time a plain sentence with these words, a line in the log, nothing changed."""
        known = {status} if isinstance(status, int) else set(status)
        for language, words in (("ja", ja), ("en", en)):
            self.user.language = language
            self.user.save(update_fields=("language",))
            before = everything()
            self.log.clear()
            answer = send()
            assert answer.status_code in known, f"{answer.status_code}: {text_of(answer)[:2000]}"
            text = text_of(answer)
            assert _INSIDE.search(text) is None, _INSIDE.search(text)
            assert words in text, text[-3000:]
            assert everything() == before
            lines = [record.getMessage() for record in self.log.records if record.name in LOGS]
            assert lines or not logged
            told = " ".join(lines)
            for private in (self.user.email, *self.private):
                assert private not in told, told
