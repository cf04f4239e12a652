"""What leans on a source: claims, voices and events of cases; passages of treaties and profiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from foedus.errors import Span
from foedus.evidence._loading import RECORD, Evidence
from foedus.evidence._register import Register
from foedus.evidence._source import Source, address
from foedus.files import Document, listing, load_yaml

__all__ = ["Lean", "Leaning", "Rest", "leanings", "rests"]


class Lean(NamedTuple):
    """A claim that is told by a source.

    Attributes
    ----------
    case, fact, claim
        Ids.
    said
        What the claim says.
    chosen
        Whether it is among the claims that give the answer.
    ground
        The ground on which the fact was decided, or on which the claim lost.
    """

    case: str
    fact: str
    claim: str
    said: str
    chosen: bool
    ground: str


class Rest(NamedTuple):
    """A passage of a treaty, situation or profile with all the sources that it names.

    Attributes
    ----------
    label
        What rests: ``csto: norms treaty-4.assist``.
    sources
        Addresses or places of all its sources, as the file's ``sources`` block gives them.
    span
        Place of the passage.
    """

    label: str
    sources: tuple[str, ...]
    span: Span


#: Grounds on which a claim lost against a better one; a scope is no defeat.
_DEFEATS = ("withdrawn", "knowledge", "revision", "text", "tier", "assured", "specific", "agreement")


@dataclass(slots=True)
class Leaning:
    """What leans on one source.

    Attributes
    ----------
    source
        The source.
    claims
        Claims of facts, in the order of their cases and files.
    voices
        ``case/contention/voice`` of each voice that it carries.
    events
        ``case/event`` of each event of a record that cites it.
    rests
        Labels of the passages of treaties, situations and profiles that name it.
    """

    source: Source
    claims: list[Lean] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)

    @property
    def overruled(self) -> int:
        """How many of its claims lost against better ones."""
        return sum(not lean.chosen and lean.ground in _DEFEATS for lean in self.claims)

    @property
    def chosen(self) -> int:
        """How many of its claims give an answer."""
        return sum(lean.chosen for lean in self.claims)


def leanings(known: Register, cases: Iterable[Evidence]) -> dict[str, Leaning]:
    """Tell for every source of the register what leans on it.

    Parameters
    ----------
    known
        The register.
    cases
        The evidence of the cases to be looked through.

    Returns
    -------
    dict
        By id of the source; a source on which nothing leans has an empty `Leaning`.
    """
    found = {name: Leaning(source) for name, source in known.sources.items()}
    places: dict[str, list[str]] = defaultdict(list)
    for source in known.sources.values():
        for place in filter(None, (source.url, source.file, source.place)):
            places[address(place)].append(source.id)
    for evidence in cases:
        case = evidence.folder.name
        for source in evidence.sources.values():
            found.setdefault(source.id, Leaning(source))
        for finding in evidence.findings:
            fact = finding.fact
            for claim in finding.chosen:
                lean = Lean(case, fact.id, claim.id, fact.said(claim), True, finding.ground)
                found[claim.source.id].claims.append(lean)
            for claim, ground, _ in finding.dissent:
                lean = Lean(case, fact.id, claim.id, fact.said(claim), False, ground)
                found[claim.source.id].claims.append(lean)
        for contention in evidence.contentions.values():
            for voice in contention.voices:
                found[voice.source.id].voices.append(f"{case}/{contention.id}/{voice.id}")
        _events(evidence, found)
    for path in _passages():
        for rest in rests(path):
            for place in rest.sources:
                for name in places.get(address(place), ()):
                    found[name].rests.append(rest.label)
    return found


def _events(evidence: Evidence, found: dict[str, Leaning]) -> None:
    from foedus.chronicle import scan

    path = evidence.folder / RECORD
    if not path.is_file():
        return
    for _, event in scan(path)[0]:
        for name in event.sources:
            if name in found:
                found[name].events.append(f"{evidence.folder.name}/{event.id}")


def _passages() -> Iterator[Path]:
    yield from listing("treaty").values()
    for folder in listing("case").values():
        yield folder / "situation.yaml"
    library = Path(str(files("foedus"))) / "library"
    yield from sorted([*library.glob("atlas/states/*.yaml"), *library.glob("organisations/*.yaml")])


def rests(path: Path) -> list[Rest]:
    """List the passages of a treaty, situation or profile that name sources, each with all of them.

    Raises
    ------
    FileError
        If the file cannot be read.
    """
    document = load_yaml(path)
    data = document.data if isinstance(document.data, dict) else {}
    block = data.get("sources")
    known = {str(k): _place(v) for k, v in block.items()} if isinstance(block, dict) else {}
    name = str(data.get("id") or path.stem)
    found = []
    for key, value in data.items():
        if key != "sources":
            found += list(_walk(value, (key,), f"{name}: {key}", known, document))
    return found


def _place(described: Any) -> str:
    """Where a source of the file stands: its address alone, or the address in its description."""
    if isinstance(described, dict):
        return str(described.get("url") or described.get("file") or described.get("title") or "")
    return str(described)


def _walk(
    value: Any, at: tuple[str | int, ...], label: str, known: dict[str, str], document: Document
) -> Iterator[Rest]:
    if isinstance(value, dict):
        own = next((str(value[k]) for k in ("id", "state", "who") if value.get(k)), "")
        since = next((str(value[k]) for k in ("from", "when", "on") if value.get(k)), "")
        label = " ".join(filter(None, (label, own, since)))
        cited = value.get("source")
        if cited:
            names = [str(n).partition("#")[0] for n in (cited if isinstance(cited, list) else [cited])]
            yield Rest(label, tuple(dict.fromkeys(known.get(n, n) for n in names)), document.span(at))
        for key, inner in value.items():
            if key != "source":
                further = label if isinstance(inner, list) and key == "held_by" else f"{label} {key}"
                yield from _walk(inner, (*at, key), further, known, document)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _walk(inner, (*at, i), label, known, document)
