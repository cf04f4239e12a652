"""Everything that can be checked rests on something, and nothing contested is told as fact."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import chain

import pytest

from foedus import atlas, chronicle, evidence, treaty
from foedus.errors import UnknownName
from foedus.files import find, listing
from foedus.report import Basis, Cited, Outline, Section
from foedus.report._brief_topics import ABOUT, PROFILE, cases_with_claims
from foedus.report._outline import Paragraph, Text
from foedus.units import Quantity
from tests.brief.conftest import ASKED, made
from tests.brief.reading import bare, pieces, sentences, strays, whole

KAZ = "kazakhstan-2022"
_FAR = date(2022, 1, 5)
BRIEFS = [("csto", "2022-01-05"), ("KAZ", "2022-01-05"), (KAZ, "")]


def test_every_number_date_and_name_rests_on_something(told: Outline) -> None:
    assert strays(told) == []


@pytest.mark.parametrize("loose", ["238 died", "in Almaty", "said Stanislav Zas", "the Permanent Council"])
def test_a_loose_number_or_name_would_be_found(loose: str) -> None:
    told = made(*BRIEFS[0])
    more = Section("more", "More 2022", (Paragraph((loose,)),))
    assert strays(dataclasses.replace(told, sections=(*told.sections, more))) == [loose]


def test_every_cited_piece_has_a_note_with_source_and_standing(told: Outline) -> None:
    notes = {note.number: note.basis for note in told.notes}
    assert list(notes) == list(range(1, len(notes) + 1))
    used = set()
    for piece in pieces(told):
        basis = notes[piece.number]
        used.add(piece.number)
        assert (basis.kind, basis.id) == (piece.basis.kind, piece.basis.id)
        assert basis.origins, basis
        assert all(origin.title for origin in basis.origins)
        assert basis.standing or basis.kind == "state", basis
    assert used == set(notes)


def test_every_figure_shows_its_standing_where_it_stands(told: Outline) -> None:
    for words in sentences(told):
        cited = [part for part in words if isinstance(part, Cited)]
        shown = {part.number for part in cited if part.standing}
        for part in cited:
            if re.search(r"\d", part.words) and part.basis.kind != "state":
                assert part.number in shown, part


@cache
def record_of(case: str) -> evidence.Evidence:
    return evidence.load(case)


@cache
def events_of(case: str) -> dict[str, chronicle.Event]:
    return {event.id: event for event in chronicle.read(find("case", case) / "record.csv")}


@cache
def situation_of(case: str) -> treaty.SituationFile:
    return treaty.load_situation(case)


def _case_part(basis: Basis) -> object:
    case, _, rest = basis.id.partition("/")
    if basis.kind in ("situation", "questions", "request", "account"):
        situation = situation_of(case)
        if basis.kind == "account":
            return situation.account(rest)
        return situation.request if basis.kind == "request" else situation
    if basis.kind == "event":
        return events_of(case)[rest]
    known = record_of(case)
    if basis.kind == "contention":
        return known.contention(rest)
    fact, _, claim = rest.partition("/")
    if basis.kind == "finding":
        return known.finding(fact)
    assert basis.kind in ("claim", "misreport", "correction")
    return next(one for one in known.fact(fact).claims if one.id == claim)


def _treaty_part(basis: Basis) -> object:
    name, _, rest = basis.id.partition("/")
    one = treaty.load(name)
    first, _, second = rest.partition("/")
    found: dict[str, Callable[[], object]] = {
        "norm": lambda: one.norm(rest),
        "organ": lambda: one.organ(rest),
        "procedure": lambda: one.procedure(rest),
        "term": lambda: one.term(rest),
        "reading": lambda: next(r for r in one.term(first).readings if r.id == second),
        "instrument": lambda: next(part for part in one.instruments if part.id == rest),
        "practice": lambda: next(part for part in one.file.practices if f"{part.state}/{part.from_}" == rest),
        "chair": lambda: next(part for part in one.rolls.chairs if str(part.start) == rest),
        "secretary-general": lambda: next(p for p in one.rolls.secretaries if str(p.start) == rest),
        "spell": lambda: next(
            s
            for s in one.spells
            if "/".join([s.state, s.status, str(s.start or "start"), *s.instruments]) == rest
        ),
    }
    return found[basis.kind]()


CASE = {
    "situation", "questions", "request", "account", "event", "contention", "finding", "claim", "misreport",
    "correction",
}  # fmt: skip


@pytest.mark.parametrize("asked", ASKED, ids=lambda given: "-on-".join(filter(None, given)))
def test_what_a_piece_rests_on_is_in_the_library(asked: tuple[str, str]) -> None:
    states = {row.state for row in atlas.codes()} | set(atlas.states())
    for note in made(*asked).notes:
        basis = note.basis
        if basis.kind == "state":
            assert basis.id in states
        elif basis.kind in CASE:
            assert _case_part(basis) is not None
        elif basis.kind in ("profile", "organisation"):
            thing, part, *rest = basis.id.split("/")
            holder = (
                atlas.profile(thing, _FAR).facts if basis.kind == "profile" else atlas.organisation(thing)
            )
            assert holder, (part, rest)
        else:
            assert _treaty_part(basis) is not None


def _numbers(quantity: Quantity) -> set[str]:
    return {f"{bound:,.10g}" for bound in (quantity.low, quantity.high) if bound is not None}


def test_what_is_contested_is_told_with_its_interval_or_its_rivals(told: Outline) -> None:
    for words in sentences(told):
        for part in words:
            if not isinstance(part, Cited) or part.basis.kind not in ("finding", "correction"):
                continue
            finding = record_of(part.basis.id.split("/")[0]).finding(part.basis.id.split("/")[1])
            if not finding.contested and finding.value is not None:
                continue
            if part.basis.kind == "correction":
                assert any(p.basis.kind == "misreport" for p in words if isinstance(p, Cited))
                continue
            assert part.basis.standing == "contested"
            _assert_rivals(words, finding)


def _assert_rivals(words: Text, finding: evidence.Finding) -> None:
    cited = [part for part in words if isinstance(part, Cited)]
    said = " ".join(part.words for part in cited)
    if finding.interval is not None and finding.interval.unit not in ("1", "day"):
        assert all(bound in said for bound in _numbers(finding.interval)), said
    elif finding.interval is None:
        rivals = {
            part.claim.answer for part in finding.dissent if not part.claim.withdrawn and not part.claim.scope
        } - {claim.answer for claim in finding.chosen if finding.value is not None}
        told = {part.basis.id.split("/")[-1] for part in cited if part.basis.kind == "claim"}
        answers = {claim.answer for claim in finding.fact.claims if claim.id in told}
        assert rivals <= answers, finding.fact.id


def test_membership_with_a_contested_date_says_so() -> None:
    told = made("csto", "2022-01-05")
    spells = [n.basis for n in told.notes if n.basis.kind == "spell"]
    for basis in spells:
        if "/UZB/" in basis.id or "/GEO/" in basis.id:
            assert basis.standing.endswith("dates contested"), basis
        else:
            assert "contested" not in basis.standing
    assert "23 June 2006" in whole(told)
    assert "16 August 2006" in whole(told)


def test_a_profile_does_not_settle_what_the_record_leaves_open() -> None:
    open_ = {
        PROFILE[f.fact.id]
        for f in record_of(KAZ).findings
        if f.fact.id in PROFILE and (f.contested or f.value is None)
    }
    assert {"groups", "highest_point"} <= open_
    standings = {n.basis.id.split("/")[1]: n.basis.standing for n in made("KAZ", "2022-01-05").notes
                 if n.basis.kind == "profile" and "dissent" not in n.basis.id}  # fmt: skip
    for field in open_ & standings.keys():
        assert standings[field].endswith("contested")


def test_each_error_of_the_documents_is_told_with_its_correction_and_source() -> None:
    errors = [error for case in cases_with_claims() for error in record_of(case).misreported]
    assert errors
    listed: dict[str, list[Text]] = {}
    for asked in BRIEFS:
        section = next(s for s in made(*asked).sections if s.id == "misreported")
        for block in section.blocks:
            for item in getattr(block, "items", ()):
                for part in item:
                    if isinstance(part, Cited) and part.basis.kind == "misreport":
                        listed.setdefault(part.basis.id, []).append(item)
    notes = {(n.basis.kind, n.basis.id): n.basis for n in chain(*(made(*a).notes for a in BRIEFS))}
    for error in errors:
        items = listed[f"{KAZ}/{error.fact.id}/{error.claim.id}"]
        assert len(items) == 1, "an error is told once, in the brief to which it belongs"
        right = [p for p in items[0] if isinstance(p, Cited) and p.basis.kind == "correction"]
        assert any(piece.words == " ".join(error.correction.split()) for piece in right)
        sources = {origin.id for origin in notes["correction", right[0].basis.id].origins}
        assert {source.id for source in error.sources} <= sources


def test_the_errors_that_the_atlas_knows_are_told_too() -> None:
    csto = whole(made("csto", "2022-01-05"))
    for wrong in atlas.organisation("csto").file.misreported:
        assert wrong.says in csto
        assert wrong.right[1:] in csto
    kaz = whole(made("KAZ", "2022-01-05"))
    for fact in atlas.profile("KAZ", _FAR).facts.values():
        for entry in fact.entries:
            for other in entry.dissent:
                assert " ".join(other.says.split()) in kaz
                assert other.why[1:] in kaz


def test_every_contention_is_told_once_with_every_voice() -> None:
    known = record_of(KAZ).contentions
    for name, contention in known.items():
        thing = next((thing for thing, names in ABOUT.items() if name in names), KAZ)
        told = made(*next(asked for asked in BRIEFS if asked[0] == thing))
        item = next(
            words
            for words in sentences(told)
            if any(isinstance(p, Cited) and p.basis.id == f"{KAZ}/{name}" for p in words)
        )
        said = " ".join(p.words for p in item if isinstance(p, Cited))
        for voice in contention.voices:
            assert (voice.of or voice.holder) in said or voice.source.id in said
        basis = next(n.basis for n in told.notes if n.basis.id == f"{KAZ}/{name}")
        assert len(basis.origins) == len(contention.voices)
        if not {v.stance for v in contention.voices} & {"denies", "doubts"}:
            assert "not recorded" in bare(item)


def test_every_name_among_the_topics_is_in_the_library() -> None:
    known = {*record_of(KAZ).facts, *record_of(KAZ).contentions}
    for thing, names in ABOUT.items():
        assert thing in (*atlas.organisations(), *atlas.states())
        for name in names:
            if name not in known:
                raise UnknownName("fact", name, known)


def test_the_law_is_told_on_every_account_of_every_case() -> None:
    for name in listing("case"):
        situation = treaty.load_situation(name)
        table = next(s for s in made(name).sections if s.id == "law").blocks[0]
        rows = getattr(table, "rows", ())
        assert len(rows) == len(situation.accounts)
