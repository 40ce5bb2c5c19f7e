"""Runs every held certificate over the support lines of its scheme."""

from __future__ import annotations

from functools import partial

from anzenkarte.assess.certification.rules import judge
from anzenkarte.assess.results import EngineReport, Supported
from anzenkarte.assess.units import Context
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Finding, Severity

ENGINE = "certification"
_SEVERITY: dict[str, Severity] = {"not_valid": "action", "out_of_scope": "action", "unknown": "check"}


def run(context: Context) -> EngineReport:
    """All supports, and findings for certificates that do not carry what they seem to."""
    return context.units.group((ENGINE,), partial(_held, context))


def _held(context: Context) -> EngineReport:
    supports: list[Supported] = []
    findings: list[Finding] = []
    for certificate in context.facts.collection("certificate").subjects:
        part = context.units.get((ENGINE, certificate), partial(_unit, context, certificate))
        supports += part[0]
        findings += part[1]
    return EngineReport(
        ENGINE,
        supports=tuple(sorted(supports, key=lambda s: s.id)),
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
    )


def _unit(context: Context, certificate: str) -> tuple[tuple[Supported, ...], tuple[Finding, ...]]:
    named = context.facts.fact(certificate, "certificate.scheme")
    scheme = context.catalogue.schemes.get(str(named.value)) if named.known else None
    if scheme is None:
        read = FactRead(certificate, "certificate.scheme", named)
        return (), (_finding(certificate, "scheme-unknown", "note", (), (read,)),)
    lines = {(line.item, line.standing): line for line in scheme.supports}
    found = tuple(judge(context.facts, certificate, scheme.id, line) for line in lines.values())
    states = {s.state for s in found}
    findings = [
        _finding(certificate, f"certificate-{state}", _SEVERITY[state], tuple(s.item for s in found), found[0].facts)
        for state in sorted(states & set(_SEVERITY))
    ]
    return found, tuple(findings)


def _finding(
    certificate: str, rule: str, severity: Severity, cites: tuple[str, ...], facts: tuple[FactRead, ...]
) -> Finding:
    return Finding(
        id=f"{ENGINE}:{rule}@{certificate}",
        engine=ENGINE,
        rule=rule,
        subject=certificate,
        severity=severity,
        cites=tuple(dict.fromkeys(cites)),
        facts=facts,
        missing=tuple(read for read in facts if not read.fact.known) if severity == "check" else (),
    )
