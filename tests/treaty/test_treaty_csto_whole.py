"""The whole of the Organisation's law: each researched provision is a norm, or is listed with a reason.

The letters say what a provision does: O commands, F forbids, P permits, W empowers, D defines.
"""

from __future__ import annotations

from collections import Counter

import pytest

from foedus.treaty import Treaty
from foedus.treaty._trials import try_treaty

#: Provision, letter, and the norms that say it; or, for what is no norm, its place in ``not_encoded``.
RESEARCHED: tuple[tuple[str, str, tuple[str, ...] | str], ...] = (
    ("Treaty 1, no force", "F", ("treaty-1.force",)),
    ("Treaty 1, peaceful settlement", "O", ("treaty-1.settle",)),
    ("Treaty 1, alliances", "F", ("treaty-1.alliances",)),
    ("Treaty 1, wider system", "O", ("treaty-1.wider-system",)),
    ("Treaty 2, positions", "O", ("treaty-2.coordinate",)),
    ("Treaty 2, threat", "O", ("treaty-2.consult-1992", "treaty-2.consult", "treaty-2.help")),
    ("Treaty 3", "W", "Treaty 3"),
    ("Treaty 4, one for all", "D", ("treaty-4.deem-1992", "treaty-4.deem")),
    ("Treaty 4, help", "O", ("treaty-4.assist-1992", "treaty-4.assist", "treaty-4.judge-own")),
    ("Treaty 4, report", "O", ("treaty-4.report",)),
    ("Treaty 4, Charter of the United Nations", "O", ("treaty-4.report",)),
    ("Treaty 5", "W", ("treaty-5.coordinate",)),
    ("Treaty 6, decision", "W", ("treaty-6.deploy-1992", "treaty-6.deploy")),
    ("Treaty 6, abroad", "F", ("treaty-6.abroad",)),
    ("Treaty 7", "O", ("treaty-7.facilities",)),
    ("Treaty 8, other treaties", "D", ("treaty-8.other-treaties",)),
    ("Treaty 8, incompatible", "F", ("treaty-8.incompatible",)),
    ("Treaty 9, interpretation", "O", ("treaty-9.interpret",)),
    ("Treaty 9, amendment", "W", ("treaty-9.amend",)),
    ("Treaty 10", "P", ("treaty-10.accede",)),
    ("Treaty 11, duration", "D", ("treaty-11.prolong-1992", "treaty-11.prolong")),
    ("Treaty 11, withdrawal", "P", ("treaty-11.withdraw",)),
    ("Treaty 11, ratification", "D", "Treaty 11, ratification"),
    ("Charter 1", "D", "Charter 1"),
    ("Charter 2", "O", ("charter-2.binding",)),
    ("Charter 3", "D", ("charter-3.political-means",)),
    ("Charter 4", "W", ("charter-4.cooperate",)),
    ("Charter 5", "O", ("charter-5.non-interference", "charter-5.independence")),
    ("Charter 6", "D", ("charter-6.other-treaties",)),
    ("Charter 7, forces", "O", ("charter-7.forces",)),
    ("Charter 7, bases", "F", ("charter-7.bases",)),
    ("Charter 8", "O", ("charter-8.threats-2002", "charter-8.threats")),
    ("Charter 9", "O", ("charter-9.foreign-policy",)),
    ("Charter 10", "O", "Charter 10"),
    ("Charter 11", "D", "Charter 11"),
    ("Charter 12, consensus", "W", ("charter-12.consensus",)),
    ("Charter 12, one vote", "D", "Charter 12, one vote"),
    ("Charter 12, binding", "O", ("charter-12.binding",)),
    ("Charter 12, limited format", "W", ("charter-12.limited",)),
    ("Charter 13, highest organ", "W", ("charter-13.direct",)),
    ("Charter 13, composition", "D", "Charter 13, composition"),
    ("Charter 13, bodies", "W", "Charter 13, bodies"),
    ("Charter 13, chair", "D", "Charter 13, chair"),
    ("Charter 14", "D", ("charter-14.foreign",)),
    ("Charter 15", "D", ("charter-15.defence",)),
    ("Charter 16", "D", ("charter-16.security",)),
    ("Charter 16, Permanent Council", "W", ("charter-16.permanent",)),
    ("Charter 17", "D", "Charter 17"),
    ("Charter 18", "D", "Charter 18"),
    ("Charter 19, joining", "P", ("charter-19.join",)),
    ("Charter 19, withdrawal", "P", ("charter-19.withdraw",)),
    ("Charter 20, suspension", "W", ("charter-20.suspend",)),
    ("Charter 20, exclusion", "W", ("charter-20.exclude",)),
    ("Charter 20, freeze", "D", "Charter 20, freeze"),
    ("Charter 21, status", "W", ("charter-21.observer-2002", "charter-21.observer")),
    ("Charter 21, rights of observers", "P", "Charter 21, rights of observers"),
    ("Charter 21, who may observe", "D", ("charter-21.observer",)),
    ("Charter 21, who may be partner", "D", ("charter-21.partner",)),
    ("Charter 22", "D", "Charter 22"),
    ("Charter 23", "D", "Charter 23"),
    ("Charter 24, shares", "O", ("charter-24.pay",)),
    ("Charter 24, arrears", "W", ("charter-24.suspend-vote",)),
    ("Charter 25", "P", "Charter 25"),
    ("Charter 26", "D", "Charter 26"),
    ("Charter 27", "W", ("charter-27.amend",)),
    ("Charter 28", "D", "Charter 28"),
    ("Charter 29", "D", "Charter 29"),
    ("Regulation on the organs, help", "W", ("treaty-4.judge-council-1992", "treaty-4.judge-council")),
    ("Regulation on the organs, consultations", "O", ("organs-5.consult",)),
    ("Regulation on the organs, measures", "W", ("organs-5.measures",)),
    ("Regulation on the organs, sessions", "D", "Regulation on the organs, sessions"),
    ("Forces and means, response", "O", ("fma-2.respond", "fma-2.deem")),
    ("Forces and means, composition", "D", ("fma-forces.contribute",)),
    ("Status of formations", "F", ("status-2000.consent", "status-2010.consent")),
    ("Rapid reaction, tasks", "D", ("crrf.deploy",)),
    ("Rapid reaction, deployment", "W", ("crrf.deploy",)),
    ("Rapid deployment, decision", "W", ("crdf-3.deploy",)),
    ("Decisions, steps", "D", "Regulation on decisions 2010, 1"),
    ("Crises, steps", "D", "Regulation on crises 2010, 1"),
    ("Peacekeeping, definition", "D", ("pka-1.definition",)),
    ("Peacekeeping, at home", "W", ("pka-3.mission", "pka-3.report")),
    ("Peacekeeping, abroad", "W", ("pka-3.abroad",)),
    ("Peacekeeping, contingents", "O", ("pka-4.contingents",)),
    ("Peacekeeping, own decision", "P", ("pka-4.voluntary",)),
    ("Peacekeeping, forming", "D", ("pka-forming.force",)),
    ("Peacekeeping, coordinating state", "P", "Peacekeeping protocol 2021"),
    ("Supplies, preferences", "P", ("mtc-2.supply",)),
    ("Supplies, passing on", "F", "Military-technical cooperation 6"),
    ("Supplies, threat of aggression", "O", ("mtc-10.aid",)),
    ("Assistance, goods", "O", ("mta-1.aid",)),
    ("Assistance, re-export", "F", "Mechanism of military-technical assistance, re-export"),
)

#: Norms beyond those: versions of a wording, and instruments that the research named without a norm.
BESIDE = {
    "treaty-4.judge-own-1992",
    "status-2000.deploy",
    "forces-1.groupings",
    "command-2007.integrate",
    "infrastructure-2004.use",
}

#: Listed as not encoded beyond those.
LISTED_BESIDE = {
    "Charter 27, reservations and disputes",
    "Rapid reaction agreement, other tasks",
    "Regulations on crises and decisions 2023",
    "Agreement on legal status 2002",
    "Agreement on jurisdiction 2021",
    "Protocol of 1993",
}

MODALITIES = {
    "O": {"obligation", "prohibition"},
    "F": {"prohibition"},
    "P": {"permission", "power"},
    "W": {"power"},
    "D": {"constitutive", "obligation", "power"},
}


def test_counts_by_letter_and_text() -> None:
    assert len(RESEARCHED) == 91
    assert len({provision for provision, _, _ in RESEARCHED}) == 91
    assert Counter(letter for _, letter, _ in RESEARCHED) == {"D": 31, "O": 22, "W": 21, "P": 9, "F": 8}
    texts = Counter(provision.split(",")[0].split()[0] for provision, _, _ in RESEARCHED)
    assert (texts["Treaty"], texts["Charter"]) == (23, 44)
    said = [where for _, _, where in RESEARCHED if not isinstance(where, str)]
    assert (len(said), 91 - len(said)) == (66, 25)


def test_each_provision_is_a_norm_or_listed_with_a_reason(csto: Treaty) -> None:
    norms = {norm.id for norm in csto.norms}
    listed = {entry.provision: entry for entry in csto.file.not_encoded}
    for provision, _, where in RESEARCHED:
        if isinstance(where, str):
            assert where in listed, provision
            assert listed[where].reason, provision
        else:
            assert set(where) <= norms, provision


def test_nothing_stands_in_the_file_that_the_table_does_not_know(csto: Treaty) -> None:
    told = {name for _, _, where in RESEARCHED if not isinstance(where, str) for name in where}
    assert {norm.id for norm in csto.norms} == told | BESIDE
    listed = [entry.provision for entry in csto.file.not_encoded]
    assert len(listed) == len(set(listed))
    assert set(listed) == {where for _, _, where in RESEARCHED if isinstance(where, str)} | LISTED_BESIDE


@pytest.mark.parametrize(("provision", "letter", "where"), RESEARCHED, ids=[row[0] for row in RESEARCHED])
def test_what_a_provision_does_is_kept(
    csto: Treaty, provision: str, letter: str, where: tuple[str, ...] | str
) -> None:
    if not isinstance(where, str):
        assert csto.norm(where[0]).modality in MODALITIES[letter], provision


def test_every_instrument_tells_how_it_came_into_force(csto: Treaty) -> None:
    for instrument in csto.instruments:
        if instrument.id != "treaty-protocol-1993":
            assert instrument.ratification is not None, instrument.id
    assert csto.instruments[0].id == "treaty-1992"
    used = {norm.provision.instrument for norm in csto.norms}
    assert {"crrf-2009", "crdf-2006", "status-2010", "fma-2010", "mtc-2000", "mta-2007", "pka-2007"} <= used


def test_what_absence_does_is_said_only_where_the_text_says_it(csto: Treaty) -> None:
    blocks = {procedure.id: procedure.absence_blocks for procedure in csto.file.procedures}
    assert blocks["csc-consensus"] is None, "contested: Minsk 2023"
    assert blocks["csc-minus-one"] is None
    assert blocks["csc-limited"] is blocks["bases-no-objection"] is False
    assert csto.procedure("csc-limited").non_voters_bound is False


def test_the_charter_of_the_united_nations_prevails(csto: Treaty) -> None:
    assert set(csto.file.outside) == {"general/un-charter-103", "general/un-charter-53"}
    for norm in csto.norms:
        if norm.action.kind == "deploy_forces":
            assert "general/un-charter-103" in norm.yields_to, norm.id


def test_the_agreements_that_uzbekistan_did_not_sign_bind_the_six(csto: Treaty) -> None:
    six = ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    for name, day in (("crrf-2009", "2010-09-10"), ("fma-2010", "2012-06-13")):
        assert csto.own_roll(name) == name
        assert csto.members(day, name) == csto.members("2012-12-18", name) == six
        assert "UZB" in csto.members(day), "a member of the Organisation, and not of the agreement"
    for norm in ("fma-2.deem", "fma-2.respond", "fma-forces.contribute"):
        assert (csto.norm(norm).provision.instrument, csto.norm(norm).bearer) == ("fma-2010", "members")
    assert csto.norm("crrf.deploy").provision.instrument == "crrf-2009"


def test_a_jurists_tests_pass() -> None:
    verdicts = try_treaty("csto")
    assert len(verdicts) >= 18
    assert [(verdict.name, verdict.failures) for verdict in verdicts if verdict.failures] == []
