"""The architecture as a drawing: zones by place or by the party's hand, parts, connections, flows, the outside."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from anzenkarte.documents.content.tree import Mark
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.architecture import Architecture, Edge, EdgeStyle, Node, NodeKind, Zone

_KINDS: Final[Mapping[str, NodeKind]] = {
    "vpn_device": "gateway",
    "network_device": "gateway",
    "terminal": "terminal",
    "mobile": "terminal",
    "storage": "store",
    "backup": "store",
    "database": "store",
}
_STYLES: Final[Mapping[str, EdgeStyle]] = {
    "leased_line": "closed",
    "ip_vpn": "closed",
    "lan": "closed",
    "wireless": "closed",
    "ipsec_vpn": "vpn",
    "ssl_vpn": "vpn",
    "tls": "internet",
    "internet": "internet",
    "mobile_router": "internet",
    "remote_desktop": "maintenance",
    "remote_tool": "maintenance",
}
_LIBRARY: Final = ("library", "operating_system")
_USED_BY_PEOPLE: Final = ("service_use", "remote_maintenance", "supplier")
_MOST: Final = 90


def marks_of(words: Words) -> dict[str, Mark]:
    """Subject → the most severe finding about it."""
    found: dict[str, Mark] = {}
    for finding in words.assessment.findings:  # the most severe come first
        found.setdefault(finding.subject, finding.severity)
    return found


def architecture(words: Words) -> Architecture:
    """The drawing of the case. Parts of a kind nobody draws (libraries) stand in the inventory only."""
    return _Drawing(words).architecture()


class _Drawing:
    """Collects zones, parts and lines; every id is the subject's own."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.marks = marks_of(words)
        self.zones: dict[str, Zone] = {}
        self.nodes: dict[str, Node] = {}
        self.edges: dict[Edge, None] = {}
        self._homes: dict[str, str] = {}

    def architecture(self) -> Architecture:
        """Everything that can be drawn."""
        words = self.words
        for component in words.case.subjects("component")[: 10 * _MOST]:
            kind = words.fact(component, "component.kind").value
            if str(kind) not in _LIBRARY and len(self.nodes) < _MOST:
                self.component(component, str(kind))
        for store in words.case.subjects("store"):
            self.store(store)
        for connection in words.case.subjects("connection"):
            self.connection(connection)
        for flow in words.case.subjects("flow"):
            self.flow(flow)
        title = words.say("architecture.title", name=words.name(words.subject_of_case()))
        return Architecture(title, tuple(self.zones.values()), tuple(self.nodes.values()), tuple(self.edges))

    # --- zones ------------------------------------------------------------------------------------------------

    def zone_of(self, component: str) -> str:
        """The frame a component stands in: its place, else the place of what it is part of, else its owner's hand."""
        for current in self.chain(component):
            place = self.words.fact(current, "component.place")
            if place.known:
                return self.place(str(place.value))
        for current in self.chain(component):
            owner = self.words.fact(current, "component.owner")
            if owner.known:
                return self.hand(str(owner.value))
        return self.document_hand(component)

    def chain(self, component: str) -> list[str]:
        """A component and what it is part of."""
        found = [component]
        while len(found) < 8:
            whole = self.words.fact(found[-1], "component.part_of")
            if not whole.known or str(whole.value) in found:
                break
            found.append(str(whole.value))
        return found

    def place(self, place: str) -> str:
        """The frame of a place, with its country and operator."""
        if place not in self.zones:
            more = [self.words.shown(place, "place.region") or self.words.shown(place, "place.country")]
            operator = self.words.fact(place, "place.operator")
            if operator.known:
                more.append(self.words.name(str(operator.value)))
            label = self.words.name(place) + self.words.note(self.words.join(part for part in more if part))
            self.zones[place] = Zone(place, label)
        return place

    def hand(self, party: str) -> str:
        """The frame of what a party holds, where no place is known."""
        if party not in self.zones:
            self.zones[party] = Zone(party, self.words.say("architecture.hand", party=self.words.name(party)))
        return party

    def document_hand(self, component: str) -> str:
        """Without place and owner: what an engagement or institution lists is the customer's, else the vendor's."""
        for part in self.words.case.parts(component):
            if part.document.kind in ("engagement", "institution"):
                customer = self.customer()
                return self.hand(customer) if customer else ""
        provider = self.provider()
        return self.hand(provider) if provider else ""

    def customer(self) -> str:
        """The institution of the case; empty for a service alone."""
        for kind, field in (("engagement", "engagement.customer"), ("institution", "institution.party")):
            for subject in self.words.case.subjects(kind):
                fact = self.words.fact(subject, field)
                if fact.known:
                    return str(fact.value)
        return ""

    def provider(self) -> str:
        """The vendor of the service; empty where the case has no service."""
        for service in self.words.case.subjects("service"):
            fact = self.words.fact(service, "service.provider")
            if fact.known:
                return str(fact.value)
        return ""

    # --- parts ------------------------------------------------------------------------------------------------

    def component(self, component: str, kind: str) -> None:
        """One component in its frame."""
        label = self.words.name(component)
        mark = self.marks.get(component, "")
        self.nodes[component] = Node(component, label, self.zone_of(component), _KINDS.get(kind, "component"), mark)

    def store(self, store: str) -> None:
        """The copies of a store where they rest; a store without copies beside its component."""
        copies = self.words.case.related(store, "store.copies").subjects
        component = self.words.fact(store, "store.component")
        for copy in copies:
            place = self.words.fact(copy, "copy.place")
            zone = self.place(str(place.value)) if place.known else ""
            self.nodes[copy] = Node(copy, self.words.name(copy), zone, "store", self.marks.get(copy, ""))
            self.line(str(component.value), copy, "", "flow")
        if not copies:
            zone = self.zone_of(str(component.value)) if component.known else ""
            self.nodes[store] = Node(store, self.words.name(store), zone, "store", self.marks.get(store, ""))
            self.line(str(component.value), store, "", "flow")

    def outside(self, party: str) -> str:
        """A party outside, as a part of its own."""
        id = f"outside/{party}"
        if id not in self.nodes:
            self.nodes[id] = Node(id, self.words.name(party), "", "outside")
        return id

    def connection(self, connection: str) -> None:
        """From the party outside over the terminating device to what the connection joins."""
        words = self.words
        kind = str(words.fact(connection, "connection.kind").value)
        style = _STYLES.get(kind, "flow")
        if words.fact(connection, "connection.purpose").value == "remote_maintenance":
            style = "maintenance"
        label = words.name(connection) + words.note(words.shown(connection, "connection.kind"))
        ends = words.fact(connection, "connection.endpoints").value
        joined = [end for end in ends if end in self.nodes] if isinstance(ends, tuple) else []
        device = words.fact(connection, "connection.device")
        party = words.fact(connection, "connection.outside_party")
        path: list[str] = []
        if party.known and (device.known or len(joined) < 2 or self.from_outside(connection)):
            path.append(self.outside(str(party.value)))
        if device.known and str(device.value) in self.nodes:
            path.append(str(device.value))
        inner = [end for end in joined if end not in path]
        if len(path) + len(inner) == 1 and words.fact(connection, "connection.from_outside").value is True:
            path.insert(0, self.somewhere())
        for first, second in pairwise(path):
            self.line(first, second, label, style)
        if path:
            for end in inner:
                self.line(path[-1], end, label if len(path) == 1 else "", style)
        else:
            for first, second in pairwise(inner):
                self.line(first, second, label, style)

    def from_outside(self, connection: str) -> bool:
        """Whether the outside party works through the connection, rather than holding one of its ends."""
        return self.words.fact(connection, "connection.purpose").value in _USED_BY_PEOPLE

    def somewhere(self) -> str:
        """Outside, where nobody wrote down who is there."""
        id = "outside/unknown"
        if id not in self.nodes:
            self.nodes[id] = Node(id, self.words.say("architecture.outside"), "", "outside", "unknown")
        return id

    def flow(self, flow: str) -> None:
        """Which information moves from where to where."""
        words = self.words
        ends = [words.fact(flow, f"flow.{end}") for end in ("source", "target")]
        receiver = words.fact(flow, "flow.receiver")
        source = str(ends[0].value) if ends[0].known else ""
        target = str(ends[1].value) if ends[1].known else ""
        if not target and receiver.known:
            target = self.outside(str(receiver.value))
        self.line(source, target, words.shown(flow, "flow.information"), "flow")

    def line(self, source: str, target: str, label: str, style: EdgeStyle) -> None:
        """A line between two parts that are both drawn."""
        if source in self.nodes and target in self.nodes and source != target:
            self.edges[Edge(source, target, label, style)] = None
