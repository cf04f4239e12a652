"""A brief: two sourced pages on an organisation, a state or a case, and an annex with the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from foedus import __version__, atlas
from foedus.errors import InputError, UnknownName
from foedus.evidence import TIERS
from foedus.files import listing
from foedus.report._brief_cited import Note, Origin
from foedus.report._brief_settle import settle
from foedus.report._brief_words import bullets, day, paragraph
from foedus.report._outline import Link, Outline, Section, Strong, Text, text

__all__ = ["brief", "things"]

_ABOUT = (
    "Every number, date and name rests on a numbered note with its source and standing: confirmed, reported, "
    "claimed; contested where live claims differ; grade A read in the source named, B told by others, "
    "C general knowledge. Missing is said. Claims are told as known now. Encoding of law, not legal advice."
)
_ANNEX = (
    "The annex has full tables, dissent, contested assertions with who holds and who denies them, "
    "every common error with its correction, sources and notes."
)
_ALONE = "Printed without its annex; the command without the last word prints both."


def things() -> dict[str, str]:
    """What a brief can be asked of: ids, each with what it is (``organisation``, ``state``, ``case``)."""
    found = dict.fromkeys(atlas.organisations(), "organisation")
    found |= dict.fromkeys(atlas.states(), "state")
    return found | dict.fromkeys(listing("case"), "case")


def _resolve(thing: str) -> tuple[str, str]:
    known = things()
    names = {name.casefold(): name for name in known}
    names |= {state.name.casefold(): iso3 for iso3, state in atlas.states().items()}
    found = names.get(thing.strip().casefold())
    if found is None and any(row.state == thing.strip().upper() for row in atlas.codes()):
        iso3 = thing.strip().upper()
        told = (
            f"the library has no profile of {iso3}, and so no brief; see foedus state show {iso3} --on DATE"
        )
        raise InputError(told)
    if found is None:
        raise UnknownName("organisation, state or case", thing, known)
    return found, known[found]


def brief(thing: str, on: date | None = None, *, short: bool = False) -> Outline:
    """Make the brief of an organisation, a state or a case.

    Parameters
    ----------
    thing
        Id of an organisation or case, ISO3 code or English name of a state; capitals do not matter.
    on
        The day of which it speaks; without it today, and for a case the day of its request. In the brief
        of a case the day chooses the law alone: the record is told as it is known now.
    short
        The two pages alone, without the annex, with the notes that they need.

    Returns
    -------
    Outline
        What `pages`, `html` and `markdown` render; its `notes` say what each piece rests on.

    Raises
    ------
    UnknownName
        If there is no such thing; the message offers the nearest.
    InputError
        If it is a state of which the library has no profile.
    """
    name, kind = _resolve(thing)
    if kind == "case":
        from foedus.report._brief_case import case_sections, load_record

        case = load_record(name)
        when = on or case.situation.on
        title, told = case.situation.title, case_sections(case, when)
    elif kind == "organisation":
        from foedus.report._brief_organisation import organisation_sections

        when = on or date.today()
        title, told = organisation_sections(name, when)
    else:
        from foedus.report._brief_state import state_sections

        when = on or date.today()
        title, told = state_sections(name, when)
    body = tuple(section for section in told if not section.annex)
    rest = tuple(section for section in told if section.annex)
    if rest:
        body += (Section("rest", "The rest", (paragraph(_ALONE if short else _ANNEX),)),)
    about, sections, notes = settle(text(_ABOUT), body if short else (*body, *rest))
    command = f"foedus brief {name}" + (f" --on {on.isoformat()}" if on else "")
    command += " --short" if short else ""
    return Outline(
        title=title,
        kicker=f"Brief of the {kind}; {'law as of' if kind == 'case' else 'as of'} {day(when)}",
        about=about,
        marks=(("on", when.isoformat()), ("Foedus", __version__)),
        sections=sections if short else (*sections, _sources(notes)),
        command=command,
        notes=notes,
    )


def _sources(notes: Iterable[Note]) -> Section:
    """Every source that a note names, nearest to the thing first."""
    found: dict[tuple[str, str], Origin] = {}
    for note in notes:
        for origin in note.basis.origins:
            found.setdefault((origin.id, origin.url), origin)
    ordered = sorted(found.values(), key=lambda o: (TIERS[o.tier].step if o.tier else 9, o.tier, o.id, o.url))
    items: list[Text] = []
    for origin in ordered:
        title = Link(origin.title, origin.url) if origin.url.startswith("http") else origin.title
        told = [part for part in (origin.publisher, origin.published) if part]
        kind = origin.tier.replace("-", " ") or "kind not recorded"
        items.append(text(Strong(origin.id or origin.title), ": ", title, f". {'; '.join([*told, kind])}"))
    told_all = bullets(items) if items else paragraph("Sources: not recorded.")
    return Section("sources", "Sources", (told_all,), annex=True)
