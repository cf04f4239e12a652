"""``foedus cite``: a source, claim, fact, treaty, norm, case or report as BibTeX or CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.errors import FileError, InputError, Span, UnknownName

if TYPE_CHECKING:
    from foedus.evidence import Claim, Evidence, Fact, Reference, Source

__all__ = ["cite"]

_AUTHORS = "The Foedus authors"
_NUMBERED = re.compile(r"\d|[IVX]+\Z|[A-Z](\.\d+)?\Z")


@click.command()
@click.argument("thing")
@click.option(
    "--format",
    "form",
    type=click.Choice(["bibtex", "csl"]),
    default="bibtex",
    show_default=True,
    help="BibTeX, or an array of CSL-JSON items.",
)
@click.option("--sources", "with_sources", is_flag=True, help="Also cite the sources on which THING rests.")
def cite(thing: str, form: str, with_sources: bool) -> int:
    """Cite THING.

    \b
    foedus                                this program
    csto                                  a treaty
    csto/treaty-4.assist[@2022-01-05]     a norm, by id or citation; nato/treaty-1949 an instrument
    kazakhstan-2022                       a case
    kazakhstan-2022/deaths                a fact, or a contention
    kazakhstan-2022/deaths/prosecutor-2023    a claim, or a voice
    hrw-killings, https://…               a source, by id or address
    out/kazakhstan-2022                   a report, by its folder
    """  # noqa: D301  (the sign tells click to keep the lines)
    found = _found(thing)
    shown = found if with_sources else found[:1]
    if form == "csl":
        click.echo(json.dumps([one.csl() for one in shown], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(one.bibtex() for one in shown), nl=False)
    return 0


def _found(thing: str) -> list[Reference]:
    """Find what is meant; the thing itself comes first, what it rests on after it."""
    from foedus.evidence import register
    from foedus.files import listing

    head, _, rest = thing.partition("/")
    if thing == "foedus":
        return [_program()]
    if "://" not in thing:
        if head in listing("treaty"):
            return _treaty(head, rest)
        if head in listing("case"):
            return _case(head, rest)
        if Path(thing).is_dir():
            return [_report(Path(thing))]
    known = register()
    try:
        return _sources([known.source(thing)])
    except UnknownName:
        names = ["foedus", *listing("treaty"), *listing("case"), *known.sources]
        raise UnknownName("thing to cite", thing, names) from None


def _version() -> str:
    import foedus

    return foedus.__version__


def _program() -> Reference:
    from foedus.evidence import Reference

    title = "Foedus: a laboratory for collective security"
    return Reference("foedus", "software", title, _AUTHORS, version=_version(), note="Apache-2.0")


def _sources(sources: list[Source]) -> list[Reference]:
    from foedus.evidence import reference, register

    known = register()
    return [reference(one, known.licence(one)) for one in sources]


def _own(name: str, title: str, container: str, note: str, kind: str = "dataset") -> Reference:
    from foedus.evidence import Reference

    return Reference(
        name, kind, title, _AUTHORS, container=container, version=_version(), locator=name, note=note
    )


def _treaty(name: str, part: str) -> list[Reference]:
    from foedus import treaty
    from foedus.evidence import TIERS, Reference, register

    one = treaty.load(name)
    known = register()

    def read_at(cited: list[str]) -> list[Source]:
        places = [one.file.sources[c.partition("#")[0]] for c in cited]
        found = [known.source(str(place)) for place in places if _is_known(str(place))]
        return sorted(found, key=lambda source: TIERS[source.tier].step)

    if part:
        wanted, _, day = part.partition("@")
        instruments = {i.id: i for i in one.instruments}
        if wanted in instruments:
            chosen = instruments[wanted]
            note = f"in force {chosen.in_force}" if chosen.in_force else ""
            title, signed, cited = chosen.title, str(chosen.signed), list(chosen.source)
        else:
            norm = next((n for n in one.norms if one.citation(n) == f"{name}/{part}"), None)
            norm = norm or one.norm(wanted)
            note = f"{one.citation(norm)}, as encoded in Foedus {_version()}, grade {norm.grade}"
            note += f", law of {day}" if day and not note.startswith(f"{name}/{part},") else ""
            own = instruments[norm.provision.instrument]
            title = f"{own.title}{_article(norm.provision.article)}: {norm.gist}"
            signed, cited = str(own.signed), list(norm.source)
    elif one.file.kind == "companion":
        cited = list(dict.fromkeys(key for part in one.instruments for key in part.source))
        return [_own(name, one.name, "", one.file.note), *_sources(read_at(cited))]
    else:
        first = one.instruments[0]
        title, signed, cited = first.title, str(first.signed), list(first.source)
        note = first.note
    sources = read_at(cited)
    url = next((s.url for s in sources if s.url), "")
    made = Reference(f"{name}/{part}" if part else name, "treaty", title, issued=signed, url=url, note=note)
    return [made, *_sources(sources)]


def _article(article: str) -> str:
    """Name an article, or several; nothing where it was not verified which it is."""
    if article in ("", "not verified"):
        return ""
    if not _NUMBERED.match(article):
        return f", {article}"
    several = any(word in article for word in (" and ", " to ", ","))
    return f", Article{'s' if several else ''} {article}"


def _is_known(place: str) -> bool:
    from foedus.evidence import register

    try:
        register().source(place)
    except UnknownName:
        return False
    return True


def _case(name: str, part: str) -> list[Reference]:
    from foedus.evidence import load
    from foedus.files import find

    folder = find("case", name)
    title = f"Foedus, record of the case {name}"
    if not part:
        known = load(folder).sources.values() if (folder / "claims.yaml").is_file() else ()
        return [_own(name, title, "", "Sources, claims and record of events"), *_sources(list(known))]
    if not (folder / "claims.yaml").is_file():
        raise InputError(f"the case {name!r} has no claims; cite the case itself")
    evidence = load(folder)
    first, _, second = part.partition("/")
    if first in evidence.contentions:
        return _contention(evidence, first, second, title)
    if first not in evidence.facts:
        raise UnknownName("fact", first, [*evidence.facts, *evidence.contentions])
    fact = evidence.facts[first]
    if second:
        claims = {claim.id: claim for claim in fact.claims}
        if second not in claims:
            raise UnknownName("claim", second, claims)
        return [_claim(name, fact, claims[second])]
    finding = evidence.finding(first)
    note = f"{fact.told(finding.value)}; ground: {finding.ground}"
    sources = list({claim.source.id: claim.source for claim in finding.chosen}.values())
    return [_own(f"{name}/{first}", fact.question, title, note), *_sources(sources)]


def _claim(case: str, fact: Fact, claim: Claim) -> Reference:
    made = _sources([claim.source])[0]
    told = f"{claim.holder}: {fact.said(claim)}"
    told += f" ({claim.caveat})" if claim.caveat else ""
    told += f", said {claim.stated}" if claim.stated else ""
    note = "; ".join(part for part in (told, made.note) if part)
    return replace(made, id=f"{case}/{fact.id}/{claim.id}", locator=claim.locator, note=note)


def _contention(evidence: Evidence, name: str, voice: str, title: str) -> list[Reference]:
    from foedus.evidence import STANCES

    case, one = evidence.folder.name, evidence.contention(name)
    if voice:
        voices = {v.id: v for v in one.voices}
        if voice not in voices:
            raise UnknownName("voice", voice, voices)
        heard = voices[voice]
        made = _sources([heard.source])[0]
        told = f"{heard.holder} {STANCES[heard.stance]}: {heard.gist or one.statement}"
        return [replace(made, id=f"{case}/{name}/{voice}", locator=heard.locator, note=told)]
    held = ", ".join(one.who("holds")) or "nobody on record"
    denied = ", ".join(one.who("denies")) or "nobody on record"
    made = _own(f"{case}/{name}", one.statement, title, f"not settled; held by {held}; denied by {denied}")
    return [made, *_sources(list({v.source.id: v.source for v in one.voices}.values()))]


def _report(folder: Path) -> Reference:
    path = folder / "summary.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        case, runs, seed = str(told["case"]), int(told["runs"]), int(told["seed"])
        levers = {str(k): str(v) for k, v in dict(told.get("levers", {})).items()}
    except OSError as error:
        said = f"cannot be read: {error.strerror}; expected the folder of a report"
        raise FileError(said, Span(str(path))) from None
    except (ValueError, KeyError, TypeError):
        raise FileError("is not the summary of a report", Span(str(path))) from None
    told_levers = "".join(f", {name} {value}" for name, value in sorted(levers.items()))
    note = f"{runs} runs, seed {seed}{told_levers}; foedus replay {case} --runs {runs} --seed {seed}"
    return replace(
        _own(f"report-{case}-{seed}-{runs}", f"Foedus report on {case}", "", note, "report"),
        publisher="Foedus",
        locator="",
    )
