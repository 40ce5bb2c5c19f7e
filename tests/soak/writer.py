"""A program that changes one document over the API and remembers every change that was acknowledged."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from threading import Event

_SECONDS = 60


class Lost(Exception):  # noqa: N818 - a finding, told as one
    """Something acknowledged is gone, or something is there by half."""


@dataclass(frozen=True)
class State:
    """A document as its writer knows it: the draft's word (None without one), the head's, how many revisions."""

    draft: str | None
    head: str | None
    revisions: int


@dataclass
class Writer:
    """Works until the server is gone; ``fault`` is what should not have been answered."""

    token: str
    document: str
    kind: str
    name: str
    rng: Random
    state: State = State(None, None, 0)
    instead: State | None = None
    begun: list[str] = field(default_factory=list)
    number: int = 0
    acknowledged: Counter[str] = field(default_factory=lambda: Counter(edit=0, publish=0, discard=0, begin=0))
    under_way: int = 0
    done_under_way: int = 0
    fault: str = ""

    def work(self, port: int, stop: Event) -> None:
        """Request after request; the one that is cut off leaves ``instead``: what it would have made."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        try:
            while not stop.is_set() and not self.fault:
                self._one(connection)
        except (OSError, http.client.HTTPException):
            self.under_way += 1
        finally:
            connection.close()

    def _one(self, connection: http.client.HTTPConnection) -> None:
        self.number += 1
        word = f"{self.name} {self.number}"
        chosen = self.rng.choices(("edit", "publish", "discard", "begin"), (8, 5, 1, 1))[0]
        at = f"/documents/{self.document}"
        if chosen == "begin":
            body = {"kind": "service", "name": f"soak-{self.document[:8]}-{self.number}"}
            answer = self._ask(connection, "POST", "/documents", body, 201)
            self.begun.append(json.loads(answer)["id"])
        elif chosen == "publish" and self.state.draft is not None:
            self.instead = State(None, self.state.draft, self.state.revisions + 1)
            self._ask(connection, "POST", f"{at}/publish", {"reason": "soak"}, 201)
        elif chosen == "discard" and self.state.draft is not None:
            self.instead = replace(self.state, draft=None)
            self._ask(connection, "DELETE", f"{at}/draft", None, 204)
        else:
            chosen = "edit"
            self.instead = replace(self.state, draft=word)
            change = {"kind": self.kind, "id": self.name, "field": "note", "value": word}
            self._ask(connection, "PATCH", f"{at}/draft", {"operations": [change]}, 200)
        if self.instead is not None:
            self.state, self.instead = self.instead, None
        self.acknowledged[chosen] += 1

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: object, expected: int
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        connection.request(method, f"/api/v1{path}", data, headers)
        answer = connection.getresponse()
        read = answer.read()
        if answer.status != expected:
            self.fault = f"{method} {path}: {answer.status} {read[:300].decode(errors='replace')}"
            raise http.client.HTTPException(self.fault)
        return read

    def look(self, port: int) -> None:
        """Take the document as it stands."""
        self.state = self._seen(port)

    def _seen(self, port: int) -> State:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        at = f"/documents/{self.document}"
        try:
            draft = json.loads(self._ask(connection, "GET", f"{at}/draft", None, 200))
            content = json.loads(self._ask(connection, "GET", f"{at}/content", None, 200))
            revisions = json.loads(self._ask(connection, "GET", f"{at}/revisions?limit=1", None, 200))
            for one in self.begun:
                self._ask(connection, "GET", f"/documents/{one}/draft", None, 200)
        except http.client.HTTPException as error:
            raise Lost(str(error)) from error
        finally:
            connection.close()
        drafted = None if draft["changed"] is None else draft["content"][self.kind].get("note")
        return State(drafted, content[self.kind].get("note"), revisions["items"][0]["number"])

    def check(self, port: int, kill: int) -> None:
        """After a restart: as acknowledged, or as the request under way would have made it. Raises Lost."""
        seen = self._seen(port)
        if seen not in (self.state, self.instead):
            raise Lost(f"kill {kill + 1}, {self.name}: {seen}, but acknowledged was {self.state} (or {self.instead})")
        self.done_under_way += seen == self.instead
        self.state, self.instead = seen, None
        self.begun = self.begun[-3:]
