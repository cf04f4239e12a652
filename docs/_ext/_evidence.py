"""Parts of the pages that are made from sources, claims and facts."""

from __future__ import annotations

from functools import cache

from _markdown import code, link, plain, table

from foedus import evidence
from foedus.files import find, listing

__all__ = [
    "contention",
    "contentions",
    "denied",
    "facts",
    "finding",
    "publishers",
    "sources",
    "sources_under",
]


def finding(case: str, name: str) -> str:
    finding = evidence.load(find("case", case)).finding(name)
    fact = finding.fact
    rows = [("**chosen**", claim, "") for claim in finding.chosen]
    rows += [("kept", claim, f"*{ground}*: {plain(reason)}") for claim, ground, reason in finding.dissent]
    told = [
        (mark, plain(fact.said(claim)), plain(claim.holder), link(claim.source.id, claim.source.url), why)
        for mark, claim, why in rows
    ]
    answer = "none; it stays open" if finding.value is None else plain(fact.told(finding.value))
    lines = [f"**{plain(fact.question)}** ({code(f'{case}/{fact.id}')})", "", f"- Answer: {answer}"]
    if finding.interval is not None:
        lines.append(f"- Interval over all live claims of the thing: {plain(fact.told(finding.interval))}")
    lines += [
        f"- Ground: *{finding.ground}*. {plain(evidence.GROUNDS[finding.ground])}",
        f"- Why: {plain(finding.why)}",
    ]
    return "\n".join(lines) + "\n\n" + table(("", "says", "who", "where", "why not"), told)


def contention(case: str, name: str) -> str:
    one = evidence.load(find("case", case)).contention(name)
    rows = [
        (
            evidence.STANCES[voice.stance] + (f" ({plain(voice.of)})" if voice.of else ""),
            plain(voice.holder),
            plain(voice.gist) or "as stated",
            link(voice.source.id, voice.source.url),
        )
        for voice in one.voices
    ]
    return f"**{plain(one.statement)}** ({code(f'{case}/{name}')}, {one.kind})\n\n" + table(
        ("stance", "who", "what exactly", "where"), rows
    )


def contentions(case: str) -> str:
    known = evidence.load(find("case", case)).contentions
    rows = [(code(one.id), one.kind, plain(one.statement), str(len(one.voices))) for one in known.values()]
    return table(("contention", "kind", "statement", "voices"), rows)


def facts(case: str) -> str:
    known = evidence.load(find("case", case))
    rows = [
        (code(f.fact.id), plain(f.fact.question), f.fact.unit, f.ground, str(len(f.chosen) + len(f.dissent)))
        for f in known.findings
    ]
    return table(("fact", "asks", "unit", "decided on", "claims"), rows)


@cache
def _leanings() -> dict[str, evidence.Leaning]:
    """Give what leans on each source, in all cases."""
    cases = [evidence.load(place) for place in listing("case").values() if (place / "claims.yaml").is_file()]
    return evidence.leanings(evidence.register(), cases)


def sources(home: str) -> str:
    """Give the sources of a file of the library, with what leans on each."""
    known, leaning = evidence.register(), _leanings()
    rows = []
    for name, source in known.sources.items():
        if known.homes[name] != home:
            continue
        lean = leaning[name]
        rows.append(
            (
                link(name, source.url),
                plain(source.title),
                plain(source.publisher),
                source.tier,
                plain(source.published),
                str(len(lean.claims)),
                str(lean.overruled),
                str(len(lean.events) + len(lean.voices) + len(lean.rests)),
            )
        )
    return table(
        ("source", "title", "publisher", "kind", "published", "claims", "overruled", "other uses"), rows
    )


def sources_under(folder: str) -> str:
    """Give the sources of every file of a folder of the library, one table each."""
    homes = sorted({home for home in evidence.register().homes.values() if home.startswith(f"{folder}/")})
    return "\n".join(
        f"### {home.removeprefix(f'{folder}/').removesuffix('.yaml')}\n\n{sources(home)}" for home in homes
    )


def denied() -> str:
    rows = [
        (code(one.id), ", ".join(map(code, one.hosts)), one.kind, plain(one.reason))
        for one in evidence.register().denials.values()
    ]
    return table(("entry", "hosts", "kind", "reason"), rows)


def publishers() -> str:
    rows = [
        (plain(one.name), ", ".join(map(code, one.hosts)), plain(one.owner), one.affiliation, one.state)
        for one in evidence.register().publishers.values()
    ]
    return table(("publisher", "hosts", "owner", "affiliation", "state"), rows)
