"""Parts of the pages that are made from treaties and cases."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from _markdown import code, link, plain, table

from foedus import treaty
from foedus.files import listing, load_yaml

__all__ = ["accounts", "law", "norms", "organs", "systems", "terms", "trials", "why"]


def law(name: str) -> str:
    """Give the whole page of a treaty."""
    one = treaty.load(name)
    kind = "A companion file: general law beside the treaties." if one.file.kind == "companion" else ""
    parts = [f"# {plain(one.name)}\n", f"{code(name)}. {kind} {plain(one.file.note)}\n"]
    parts += ["## Norms\n", norms(name)]
    if one.terms:
        parts += ["## Terms and their readings\n", terms(name)]
    if one.file.organs or one.file.procedures:
        parts += ["## Organs and procedures\n", organs(name)]
    if one.file.facts or one.file.zones:
        parts += ["## Questions and zones of its own\n", _own(one)]
    if one.file.signs:
        parts += ["## What an event of a chronicle establishes\n", _signs(one)]
    if one.file.outside:
        rows = [(code(other), plain(said)) for other, said in one.file.outside.items()]
        parts += ["## Norms outside that prevail\n", table(("norm", "is"), rows)]
    parts += ["## Parties\n", _parties(one)]
    if trials(name):
        parts += ["## Tests\n", trials(name)]
    parts += ["## Sources\n", table(("source", "is"), [_source(*pair) for pair in one.file.sources.items()])]
    return "\n".join(parts)


def _source(name: str, where: str) -> tuple[str, str]:
    return (link(name, where), "" if where.startswith(("http://", "https://")) else plain(where))


def norms(name: str) -> str:
    """Give the norms of a treaty under their instruments."""
    one = treaty.load(name)
    parts = []
    for instrument in one.instruments:
        told = [norm for norm in one.norms if norm.provision.instrument == instrument.id]
        force = (
            f"in force {instrument.in_force}" if instrument.in_force else "entry into force not established"
        )
        note = f"; {plain(instrument.note)}" if instrument.note else ""
        parts.append(f"### {plain(instrument.title)}\n")
        parts.append(
            f"{code(instrument.id)}: signed {instrument.signed}, {force}; grade {instrument.grade}{note}.\n"
        )
        rows = []
        for norm in told:
            organ = f", through {code(norm.decided_by.organ)}" if norm.decided_by else ""
            bearer = " ".join(norm.bearer) if isinstance(norm.bearer, list) else norm.bearer.replace("_", " ")
            says = f"*{norm.modality}* ({bearer}{organ}): {plain(norm.gist)}"
            valid = f"{norm.valid.from_ or '…'} – {norm.valid.to or '…'}"
            rows.append((f"{code(norm.id)} {code(one.citation(norm))}", says, valid, norm.grade))
        if rows:
            parts.append(table(("norm, citation", "says", "in force", "grade"), rows))
    return "\n".join(parts)


def terms(name: str) -> str:
    """Give the terms of a treaty, each with its readings and who holds them."""
    parts = []
    for term in treaty.load(name).terms:
        settled = f" Can be settled by {code(term.settled_by)}." if term.settled_by else ""
        parts.append(f"### {code(term.id)}\n\n{plain(term.gist)}.{settled}\n")
        rows = [
            (
                code(reading.id),
                plain(reading.gist),
                plain(
                    "; ".join(
                        f"{h.who} {h.when}" + (f" to {h.until}" if h.until else "") for h in reading.held_by
                    )
                )
                or "nobody on record",
            )
            for reading in term.readings
        ]
        parts.append(table(("reading", "takes the term to mean", "held by, since"), rows))
    return "\n".join(parts)


def organs(name: str) -> str:
    """Give the organs and procedures of a treaty."""
    file = treaty.load(name).file
    bodies = [(code(o.id), plain(o.name), plain(o.composition), o.grade) for o in file.organs]
    ways = [(code(p.id), plain(p.gist), p.rule.replace("_", " "), p.basis, p.grade) for p in file.procedures]
    told = table(("organ", "name", "who sits in it", "grade"), bodies) if bodies else ""
    if ways:
        told += "\n" + table(("procedure", "decides", "rule", "rests on", "grade"), ways)
    return told


def _own(one: treaty.Treaty) -> str:
    facts = [(code(fact), plain(said)) for fact, said in one.file.facts.items()]
    zones = [(code(zone), plain(place.gist)) for zone, place in one.file.zones.items()]
    told = table(("fact", "asks whether"), facts) if facts else ""
    return told + ("\n" + table(("zone", "is"), zones) if zones else "")


def _signs(one: treaty.Treaty) -> str:
    rows = []
    for sign in one.file.signs:
        gives = ", ".join(
            f"{code(fact)} {'yes' if holds else 'no'}" for fact, holds in sign.establishes.items()
        )
        rows.append((code(sign.kind), gives, treaty.HARMS[sign.harm], plain(sign.note)))
    return table(("kind of event", "establishes", "harm", "note"), rows)


def _parties(one: treaty.Treaty) -> str:
    """Give how many members there were after each change, and who came and went."""
    if one.file.roll == "universal":
        return "Binds every state; it has no roll.\n"
    days = sorted(
        {day for spell in one.spells if not spell.instruments for day in (spell.start, spell.to) if day}
    )
    rows, before = [], list[str]()
    for day in days:
        now = one.members(day)
        if now != before:
            came = " ".join(state for state in now if state not in before)
            went = " ".join(state for state in before if state not in now)
            rows.append((str(day), str(len(now)), came, went))
        before = now
    told = "Known for named states only: of others it is not known whether they are parties.\n\n"
    told = told if one.file.roll == "partial" else ""
    if not rows:
        return told + "No state is on record as bound.\n"
    told += table(("from", "members", "came", "went or was suspended"), rows)
    if one.rolls.own:
        names = ", ".join(code(name) for name in sorted(one.rolls.own))
        told += f"\nWith a roll of their own: {names}.\n"
    return told


def _days(one: treaty.Treaty) -> list[date]:
    """Give the days on which the roll of the system changes."""
    return sorted({day for s in one.spells if not s.instruments for day in (s.start, s.to) if day})


def trials(name: str) -> str:
    """Give the tests beside a treaty: name, day, what is expected, why."""
    home = listing("treaty")[name]
    path = home.with_name(f"{home.stem}.tests.yaml")
    if not path.is_file():
        return ""
    rows = [
        (plain(trial["name"]), str(trial["on"]), "; ".join(_expected(trial)), plain(trial.get("why", "")))
        for trial in load_yaml(path).data["tests"]
    ]
    return table(("test", "law of", "expects", "why"), rows)


def _expected(trial: dict[str, Any]) -> list[str]:
    found = [_is(norm, status) for norm, status in trial.get("expect", {}).items()]
    for state, seen in trial.get("seen_by", {}).items():
        found += [f"{_is(norm, status)} as {state} read it" for norm, status in seen.items()]
    for norm, states in trial.get("bearers", {}).items():
        found.append(f"{code(norm)} borne by {' '.join(states) or 'nobody'}")
    rolls = trial.get("members") or {}
    said = (("has", "members"), ("lacks", "no members"))
    return found + [f"{what}: {' '.join(rolls[key])}" for key, what in said if rolls.get(key)]


def _is(norm: str, status: str) -> str:
    return f"{code(norm)} {status.replace('_', ' ')}"


def systems() -> str:
    """Give all packaged systems: one table, and for each what it holds and what it leaves out."""
    found = [treaty.load(name) for name in listing("treaty")]
    found.sort(key=lambda one: one.file.kind)
    rows = []
    for one in found:
        grades = Counter(norm.grade for norm in one.norms)
        readings = sum(len(term.readings) for term in one.terms)
        rows.append(
            (
                f"[{code(one.id)}](law/{one.id}.md)",
                plain(one.file.short or one.name),
                _count(one),
                *(str(grades[grade] or "") for grade in "ABC"),
                f"{len(one.terms)} ({readings})",
                str(_tests(one.id)),
                str(len(one.file.not_encoded)),
            )
        )
    head = ("id", "system", "members", "A", "B", "C", "terms (readings)", "tests", "not encoded")
    return table(head, rows) + "\n" + "\n".join(_system(one) for one in found)


def _tests(name: str) -> int:
    home = listing("treaty")[name]
    path = home.with_name(f"{home.stem}.tests.yaml")
    return len(load_yaml(path).data["tests"]) if path.is_file() else 0


def _count(one: treaty.Treaty) -> str:
    """Give the number of members after the last change, or the last number that was not nought."""
    if one.file.roll == "universal":
        return "every state"
    told = [(day, len(one.members(day))) for day in _days(one)]
    if told and told[-1][1]:
        return str(told[-1][1])
    last = next((number for _, number in reversed(told) if number), 0)
    return f"{last} (until {told[-1][0]})" if last else "none"


def _system(one: treaty.Treaty) -> str:
    parts = [f"## {plain(one.name)}\n", f"{code(one.id)}: [norms, terms, parties, tests](law/{one.id}.md)\n"]
    texts = [
        (code(i.id), plain(i.title), str(i.signed), str(i.in_force or "not established"), i.grade)
        for i in one.instruments
    ]
    parts.append(table(("instrument", "title", "signed", "in force", "grade"), texts))
    if one.terms:
        words = [
            (
                code(term.id),
                ", ".join(code(reading.id) for reading in term.readings),
                plain(", ".join(sorted({h.who for r in term.readings for h in r.held_by})))
                or "nobody on record",
            )
            for term in one.terms
        ]
        parts.append(table(("term", "readings", "holders"), words))
    if one.file.not_encoded:
        left = [(plain(n.provision), plain(n.gist), plain(n.reason), n.grade) for n in one.file.not_encoded]
        parts.append(table(("not encoded", "says", "why it is left out", "grade"), left))
    return "\n".join(parts)


def accounts() -> str:
    """Give the accounts of all cases, with who holds them."""
    parts = []
    for name in listing("case"):
        case = treaty.load_situation(name)
        parts.append(f"### {plain(case.title)}\n\n{code(name)}, law of {case.on}. {plain(case.gist)}\n")
        rows = [
            (code(one.id), plain(one.gist), plain("; ".join(f"{h.who} {h.when}" for h in one.held_by)))
            for one in case.accounts
        ]
        parts.append(table(("account", "tells", "held by, since"), rows))
    return "\n".join(parts)


def why(name: str, case: str, account: str, norm: str) -> str:
    """Give what a norm comes to on an account, by readings."""
    answer = treaty.ask(treaty.load(name), treaty.load_situation(case).situation(account))
    position = next(one for one in answer.positions() if one.norm == norm)
    lines = position.summary()
    return (
        f"{code(norm)} on the account {code(account)}: **{position.status.replace('_', ' ')}** "
        f"({code(position.citation)}).\n\n" + "".join(f"- {plain(line)}\n" for line in lines)
    )
