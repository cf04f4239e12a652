"""The tables of the treaties: systems, instruments, rolls, practices, offices, organs, procedures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from foedus.tables import _treaty_norms as said
from foedus.tables import _treaty_words as words
from foedus.tables._codebook import FROM_TO, NOTE, STATE, Column, Row, Table
from foedus.tables._treaty_cells import (
    ARTICLE,
    INSTRUMENT,
    NOTED,
    YES_NO,
    day,
    each,
    listed,
    noted,
    span,
    yes,
)

if TYPE_CHECKING:
    from foedus.treaty import Treaty

__all__ = ["treaty_tables"]

_TREATY = Column("treaty", "Id of the treaty system")


def treaty_tables() -> tuple[Table, ...]:
    """Tables of all packaged treaties and of the companion files of general law."""
    from foedus.chronicle import KINDS
    from foedus.treaty import ACTS

    def made(
        name: str, title: str, columns: tuple[Column, ...], rows: Callable[[Treaty], list[Row]]
    ) -> Table:
        return Table(name, title, "library/treaties", (_TREATY, *columns), lambda: each(rows))

    return (
        made("treaties", "A treaty system, or a companion file of general law", _SYSTEM, _systems),
        made("instruments", "A treaty, protocol, charter, agreement or decision", _MADE, _instruments),
        made("spells", "A dated status of a state", _SPELL, _spells),
        made("practices", "What a state does without a change of status", _PRACTICE, _practices),
        made("offices", "A time in office", _OFFICE, _offices),
        made("organs", "An organ of a treaty system", _ORGAN, _organs),
        made("procedures", "How an organ decides", _PROCEDURE, _procedures),
        made("terms", "A legal word that is read in rival ways", said.WORD, said.terms),
        made("readings", "One reading of a term", said.READ, said.readings),
        made("held_readings", "Who held a reading", said.HELD, said.held),
        made("zones", "A part of the world that a treaty names", said.ZONE, said.zones),
        made("norms", "A norm of a treaty, in one version", said.norm_columns(ACTS), said.norms),
        made("exceptions", "What defeats, suspends or limits a norm", said.EXCEPTION, said.exceptions),
        made(
            "signs",
            "What an event of a chronicle establishes for a treaty",
            said.sign_columns(KINDS),
            said.signs,
        ),
        made("not_encoded", "A provision that is left out, with the reason", said.GAP, said.gaps),
    )


_SYSTEM = (
    Column("name", "Full name"),
    Column("short_name", "Short name"),
    Column("kind", "What the file is", values=words.KIND),
    Column("roll", "What is known of who is bound", values=words.ROLL),
    Column("atop", "Id in the Alliance Treaty Obligations and Provisions project"),
    Column("cow", "Id in the formal alliances of the Correlates of War"),
    Column("norms", "How many norms are encoded, of all versions", "integer", "norms"),
    NOTE,
)


def _systems(one: Treaty) -> list[Row]:
    file = one.file
    return [
        {
            "name": file.name,
            "short_name": file.short or None,
            "kind": file.kind,
            "roll": file.roll,
            "atop": file.external_ids.get("atop"),
            "cow": file.external_ids.get("cow"),
            "norms": len(one.norms),
            "note": file.note or None,
        }
    ]


_MADE = (
    INSTRUMENT,
    Column("title", "Title"),
    Column("kind", "What it is", values=words.INSTRUMENT),
    Column("signed", "Day of signature or adoption", unit="iso-date"),
    Column("in_force", "Day of entry into force", unit="iso-date"),
    Column("applied_from", "Day from which it was applied provisionally", unit="iso-date"),
    Column("ended", "First day on which it was no longer in force", unit="iso-date"),
    Column("amends", "Id of the instrument that it amends"),
    Column("ratification", "Whether it entered into force by ratification", "integer", YES_NO),
    Column("publicity", "Whether its text was public", values=words.PUBLICITY),
    Column("own_roll", "Whether it has a roll of its own in the table of spells", "integer", YES_NO),
    Column("roll", "Whether that roll is known in full", values=words.OWN_ROLL),
    Column("duration", "For how long it was concluded", values=words.DURATION),
    Column("duration_months", "Its first term, where that is fixed", "integer", "months"),
    Column("renewal", "How it goes on after that", values=words.RENEWAL),
    Column("renewal_months", "Term of a renewal", "integer", "months"),
    Column("refers_to", "Other law to which its text refers, separated by a space"),
    *NOTED,
)


def _instruments(one: Treaty) -> list[Row]:
    return [
        {
            "instrument": i.id,
            "title": i.title,
            "kind": i.kind,
            "signed": day(i.signed),
            "in_force": day(i.in_force),
            "applied_from": day(i.applied_from),
            "ended": day(i.ended),
            "amends": i.amends,
            "ratification": yes(i.ratification),
            "publicity": i.publicity,
            "own_roll": int(bool(one.own_roll(i.id))),
            "roll": i.roll,
            "duration": i.duration.kind if i.duration else None,
            "duration_months": i.duration.months if i.duration else None,
            "renewal": i.duration.renewal if i.duration else None,
            "renewal_months": i.duration.renewal_months if i.duration else None,
            "refers_to": listed(i.references),
            **noted(i),
        }
        for i in one.instruments
    ]


_SPELL = (
    STATE,
    Column("status", "Status of the state", values=words.STATUS),
    Column("instruments", "Instruments of which alone it is; empty: of the whole system"),
    *FROM_TO,
    Column("signed", "Day of signature", unit="iso-date"),
    Column("how_in", "How the status began", values=words.HOW_IN),
    Column("how_out", "How it ended", values=words.HOW_OUT),
    Column("also", "Other dates that sources give for the same step"),
    *NOTED,
)


def _spells(one: Treaty) -> list[Row]:
    return [
        {
            "state": s.state,
            "status": s.status,
            "instruments": listed(s.instruments),
            "from": day(s.start),
            "to": day(s.to),
            "signed": day(s.signed),
            "how_in": s.how_in,
            "how_out": s.how_out,
            "also": "; ".join(f"{when}: {what}" for when, what in s.also.items()) or None,
            **noted(s),
        }
        for s in one.spells
    ]


_PRACTICE = (STATE, *FROM_TO, Column("what", "What it does"), *NOTED)


def _practices(one: Treaty) -> list[Row]:
    return [{"state": p.state, **span(p), "what": p.what, **noted(p)} for p in one.file.practices]


_OFFICE = (
    Column("office", "The office", values={"chair": "the chair", "secretary_general": "Secretary-General"}),
    STATE,
    Column("person", "Who held it"),
    *FROM_TO,
    Column("acting", "Whether only acting", "integer", YES_NO),
    *NOTED,
)


def _offices(one: Treaty) -> list[Row]:
    chairs = [("chair", tenure) for tenure in one.rolls.chairs]
    return [
        {
            "office": office,
            "state": t.state,
            "person": t.person or None,
            "from": str(t.start),
            "to": str(t.to) if t.to else None,
            "acting": int(t.acting),
            **noted(t),
        }
        for office, t in (*chairs, *(("secretary_general", t) for t in one.rolls.secretaries))
    ]


_ORGAN = (
    Column("organ", "Id of the organ"),
    Column("name", "Name"),
    Column("composition", "Who sits in it"),
    Column("permanent", "Whether it has a standing staff of its own", "integer", YES_NO),
    Column("meets", "When it meets, by the text", values=words.MEETS),
    Column("military", "Whether it is made of armed forces, or commands them", "integer", YES_NO),
    INSTRUMENT,
    ARTICLE,
    *FROM_TO,
    *NOTED,
)


def _organs(one: Treaty) -> list[Row]:
    return [
        {
            "organ": o.id,
            "name": o.name,
            "composition": o.composition,
            "permanent": int(o.permanent),
            "meets": o.meets,
            "military": int(o.military),
            "instrument": o.instrument,
            "article": o.article or None,
            **span(o),
            **noted(o),
        }
        for o in one.file.organs
    ]


_PROCEDURE = (
    Column("procedure", "Id of the procedure"),
    Column("rule", "The rule", values=words.RULE),
    Column("basis", "On what the rule stands", values=words.BASIS),
    Column("objection_blocks", "Whether one objection blocks", "integer", YES_NO),
    Column("absence_blocks", "Whether one absence blocks", "integer", YES_NO),
    Column("counted", "Of whom a majority is counted", values=words.COUNTED),
    Column("non_voters_bound", "Whether those who did not vote are bound", "integer", YES_NO),
    Column("excludes", "Whose vote does not count, separated by a space"),
    Column("gist", "The procedure in own words"),
    INSTRUMENT,
    ARTICLE,
    *FROM_TO,
    *NOTED,
)


def _procedures(one: Treaty) -> list[Row]:
    return [
        {
            "procedure": p.id,
            "rule": p.rule,
            "basis": p.basis,
            "objection_blocks": int(p.objection_blocks),
            "absence_blocks": yes(p.absence_blocks),
            "counted": p.of,
            "non_voters_bound": yes(p.non_voters_bound),
            "excludes": listed(p.excludes),
            "gist": p.gist,
            "instrument": p.instrument,
            "article": p.article or None,
            **span(p),
            **noted(p),
        }
        for p in one.file.procedures
    ]
