"""ATOP's member-level variables: what is derived, on what evidence, and what is not derived and why.

The codebook of ATOP could not be read beyond its opening. What a value means is therefore marked by its
evidence: ``S`` stated by a source that was read; ``D`` forced by a regularity that holds without exception
(or with exceptions that are told) in the published rows of version 4.01; ``M`` from general knowledge of
the data set, taken only where the meaning of a 0/1 flag is plain from its name; two letters where both hold.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ATOP_NOT_DERIVABLE", "ATOP_VARIABLES", "FLAGS", "PARTS", "Variable"]

_DATA = "https://atop.rice.edu/data"
_ALLEY = "https://github.com/joshuaalley/arms-allies"
_QOG = "https://datafinder.qog.gu.se/variable/atop_consult"
_ROWS = f"the rows of version 4.01, as kept in {_ALLEY}"
_FLAG = {0: "no", 1: "yes"}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of ATOP that is derived from a treaty file.

    Attributes
    ----------
    name
        As in the published files.
    group
        obligation, condition, form, duration, ending, related or institution.
    meaning
        What it says of one member on one day.
    values
        The values that can be derived, with their labels; months for the two lengths, where it is empty.
    evidence
        How the meaning of the values is known: S, D, M, or two of them.
    rule
        The query on the structure of the treaty file.
    source
        Where the evidence stands.
    """

    name: str
    group: str
    meaning: str
    values: dict[int, str]
    evidence: str
    rule: str
    source: str

    def json(self) -> dict[str, object]:
        """Give the row as JSON; values are keyed by their text."""
        return {
            "group": self.group,
            "meaning": self.meaning,
            "values": {str(value): label for value, label in self.values.items()},
            "evidence": self.evidence,
            "rule": self.rule,
            "source": self.source,
        }


def _flag(name: str, group: str, meaning: str, evidence: str, rule: str, source: str) -> Variable:
    return Variable(name, group, meaning, _FLAG, evidence, rule, source)


def _part(name: str, of: str, meaning: str, rule: str, evidence: str = "M") -> Variable:
    return _flag(name, "condition", f"{of} conditional on {meaning}", evidence, rule, _ROWS)


_ATTACKER = "needs an attacker who is a named state, a former enemy or an outsider"
_ZONE = "needs a place that is more or less than the whole territory of a partner"
_DEMAND = "needs the fact demand_refused"
_UNPROVOKED = "needs the fact unprovoked"

#: The five main obligations, in ATOP's order.
FLAGS = ("defense", "offense", "neutral", "nonagg", "consul")
#: The conditions of each obligation, as far as the format can say them.
PARTS: dict[str, tuple[str, ...]] = {
    "defcon": ("defcoadv", "defcoloc", "defcodem", "defconpr"),
    "offcon": ("offcoadv", "offcoloc", "offcodem"),
    "neucon": ("neucoadv", "neucoloc", "neucodem", "neuconpr", "neucoatt"),
    "concon": ("concoadv", "concoloc", "concoreq"),
    "conditio": ("defcon", "offcon", "neucon", "concon", "olimob"),
}

ATOP_VARIABLES: tuple[Variable, ...] = (
    _flag(
        "bilat",
        "form",
        "two members",
        "M",
        "two states are party on the day, by signature",
        _DATA,
    ),
    _flag(
        "estmode",
        "form",
        "the alliance needed ratification; 0 where it was in force on signature",
        "S",
        "the basic instrument says so, or entered into force after the day of signature",
        "Leeds and Anac 2005, replication script",
    ),
    Variable(
        "pubsecr",
        "form",
        "whether the text was public",
        {0: "public", 1: "partly secret", 2: "wholly secret"},
        "D",
        "publicity of the instruments signed until the day; 2 only where all of them are secret",
        _ROWS,
    ),
    Variable(
        "speclgth",
        "duration",
        "for how long the alliance is concluded",
        {0: "not said", 1: "fixed term", 2: "until an event", 3: "indefinite"},
        "D",
        "duration of the basic instrument, or of the latest one that amends it and has a duration; years in "
        "which nobody may leave are a fixed term where none is set",
        _ROWS,
    ),
    Variable("length", "duration", "the fixed term, in months", {}, "D", "months of that duration", _ROWS),
    Variable(
        "renounce",
        "duration",
        "whether a member may leave while the alliance runs",
        {0: "no provision", 1: "allowed", 3: "only under conditions"},
        "S/D",
        "power to withdraw from the basic instrument, or from others where that has none: 1 with notice "
        "alone, 3 where it is locked for years or needs more facts, 0 where the lock is as long as the "
        "fixed term",
        f"replication script of Kent; {_ROWS}",
    ),
    Variable(
        "proren",
        "duration",
        "whether the alliance can be renewed",
        {0: "no provision", 1: "by agreement", 2: "by itself"},
        "D/M",
        "renewal of that duration",
        _ROWS,
    ),
    Variable("renewlgt", "duration", "the renewal, in months", {}, "D/M", "months of the renewal", _ROWS),
    Variable(
        "term",
        "ending",
        "how the phase of the alliance ended for the member",
        {
            0: "in effect",
            1: "fulfilled or expired",
            2: "broken or dissolved before its term",
            3: "renegotiated",
        },
        "D/M",
        "3 where the next phase begins with the signature of an instrument; in the last phase, how the spell "
        "of the state ended, whenever that was",
        _ROWS,
    ),
    Variable(
        "termmode",
        "ending",
        "by what it ended for the member",
        {0: "in effect", 1: "lapsed at its term", 2: "replaced by agreement", 3: "the member left"},
        "D",
        "2 where the next phase begins with the signature of an instrument; in the last phase, how the spell "
        "of the state ended, whenever that was",
        _ROWS,
    ),
    _flag(
        "defense",
        "obligation",
        "active military support if a partner is attacked",
        "S/M",
        "obligation to assist by military or any means, on a trigger with a term of kind attack, not only "
        "on the state's own territory",
        _DATA,
    ),
    _flag(
        "offense",
        "obligation",
        "active support also without an attack on a partner",
        "M",
        "obligation to attack jointly",
        _DATA,
    ),
    _flag(
        "neutral",
        "obligation",
        "to stay out of a partner's conflict and not to help its adversary",
        "M",
        "obligation to remain neutral",
        _DATA,
    ),
    _flag(
        "nonagg",
        "obligation",
        "no use of force against each other",
        "D",
        "prohibition to use or threaten force towards members or any state",
        _ROWS,
    ),
    _flag(
        "consul",
        "obligation",
        "consultation in crises that may become militarised, to coordinate policy",
        "S",
        "obligation to consult, by the state or in an organ, on a trigger with a term of kind threat or "
        "attack or a member's opinion that there is one; a general promise does not count",
        _QOG,
    ),
    _flag(
        "active",
        "obligation",
        "some member owes active military support",
        "D",
        "defense or offense of any member",
        _ROWS,
    ),
    _flag(
        "conditio",
        "condition",
        "some obligation is conditional",
        "D",
        "any of defcon, offcon, neucon, concon, olimob",
        _ROWS,
    ),
    *(
        _flag(name, "condition", f"{what} is conditional", "D", f"any of {', '.join(PARTS[name])}", _ROWS)
        for name, what in (
            ("defcon", "defence"),
            ("offcon", "offence"),
            ("neucon", "neutrality"),
            ("concon", "consultation"),
        )
    ),
    _part("defcoadv", "defence", "a named adversary or a class of adversaries", _ATTACKER),
    _part("defcoloc", "defence", "a location", _ZONE, "D"),
    _part("defcodem", "defence", "a demand having been refused", _DEMAND),
    _part("defconpr", "defence", "the attack being unprovoked", _UNPROVOKED),
    _part("offcoadv", "offence", "a named adversary or a class of adversaries", _ATTACKER),
    _part("offcoloc", "offence", "a location", _ZONE),
    _part("offcodem", "offence", "a demand having been refused", _DEMAND),
    _part("neucoadv", "neutrality", "a named adversary or a class of adversaries", _ATTACKER),
    _part("neucoloc", "neutrality", "a location", _ZONE),
    _part("neucodem", "neutrality", "a demand having been refused", _DEMAND),
    _part("neuconpr", "neutrality", "the attack being unprovoked", _UNPROVOKED),
    _part("neucoatt", "neutrality", "the partner having been attacked", "needs a term of kind attack"),
    _part("concoadv", "consultation", "a named adversary or a class of adversaries", _ATTACKER),
    _part("concoloc", "consultation", "a location", _ZONE),
    _part("concoreq", "consultation", "a request", "needs a request"),
    _flag(
        "olimob",
        "condition",
        "other limits to the obligations; help only on request is one, since no other variable says it",
        "D/M",
        "defence, offence or neutrality needs a request, an opinion of a member, a decision, years, or a "
        "fact that is neither the attack nor one of the conditions above",
        _ROWS,
    ),
    _flag(
        "asymm",
        "obligation",
        "the obligations differ between members",
        "D",
        "the five main obligations are not the same for all parties to an instrument",
        f"{_ROWS}: so in 762 of 799 phases",
    ),
    _flag("dipaid", "related", "diplomatic aid", "M", "obligation to give diplomatic aid", _ROWS),
    _flag("terrres", "related", "open territory or resources", "M", "obligation to open territory", _ROWS),
    _flag(
        "noothall",
        "related",
        "no conflicting alliances",
        "D",
        "prohibition to join a hostile alliance or to conclude an incompatible treaty",
        _ROWS,
    ),
    Variable(
        "conwtin",
        "related",
        "peaceful settlement of conflicts",
        {0: "no promise", 1: "between members", 3: "between members and with outsiders"},
        "D/M",
        "obligation to settle peacefully: 3 towards any state, 1 towards members",
        _ROWS,
    ),
    Variable(
        "milcon",
        "institution",
        "contact between the armed forces",
        {0: "none", 2: "in peace"},
        "S",
        "obligation to plan defence together or to train together, or a military organ that meets; "
        "contact in war (1) and a common defence policy (3) have no structure of their own",
        _ALLEY,
    ),
    _flag("intcom", "institution", "integrated command", "S", "norm to integrate the command", _ALLEY),
    Variable(
        "organ1",
        "institution",
        "the organisation made by the alliance",
        {0: "none", 2: "a named council or committee", 3: "an organisation with a bureaucracy"},
        "S/D",
        "3 where an organ is permanent, 2 where there is one; regular meetings without an organ (1) have no "
        "structure of their own",
        "Leeds and Anac 2005, replication script",
    ),
    _flag(
        "contrib",
        "institution",
        "fixed contributions",
        "M",
        "obligation to keep named forces at disposal, or to pay a share",
        _ROWS,
    ),
    Variable(
        "reflnun",
        "related",
        "reference to the League of Nations or the United Nations",
        {0: "none", 1: "the League of Nations", 2: "the United Nations"},
        "M",
        "references of the instruments signed until the day",
        _ROWS,
    ),
    _flag(
        "refothio",
        "related",
        "reference to another organisation",
        "M",
        "references of the instruments signed until the day",
        _ROWS,
    ),
    _flag(
        "nomicoop",
        "related",
        "cooperation other than military",
        "M",
        "obligation to work together in the economy, in culture or in science",
        _ROWS,
    ),
    _flag(
        "interv",
        "related",
        "no intervention in domestic affairs; the published values 2 to 4 are not labelled",
        "M",
        "prohibition to interfere, or norm to respect sovereignty",
        _ROWS,
    ),
)

_NUMBERS = "an identifier, not a content of the text"
_DATES = "told as entry, exit and phases"
_LABELS = "the labels of its values were not read"
_FORMAT = "the format has no key for it"
_WARS = "needs a list of wars"

#: Published member-level variables that are not derived, with the reason.
ATOP_NOT_DERIVABLE: dict[str, str] = {
    **dict.fromkeys(("atopid", "cowid", "cow4id", "member"), _NUMBERS),
    "cowsys": "of the state system, not of the text",
    **dict.fromkeys(("yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"), _DATES),
    "ineffect": "depends on where the coding period ends",
    **dict.fromkeys(("phase", "maxphase"), _DATES),
    **dict.fromkeys(("wartime", "cowwar"), _WARS),
    "secrart": _LABELS,
    **dict.fromkeys(("proadd", "futmem", "termcaus"), _LABELS),
    **dict.fromkeys(
        (
            "defcocon",
            "defconum",
            "offcocon",
            "offconum",
            "neucocon",
            "neuconum",
            "concocon",
        ),
        _FORMAT,
    ),
    "obvary": _LABELS,
    **dict.fromkeys(("notaiden", "seppeace", "thirdcom", "specthrt", "statthr1", "statthr2"), _LABELS),
    "medarb": _LABELS,
    "milaid": "only values 3 and 4 are labelled, and together",
    **dict.fromkeys(("subord", "orgpurp1", "organ2", "orgpurp2", "base", "armred"), _LABELS),
    **dict.fromkeys(("acqterr", "divgains", "demwith"), _FORMAT),
    **dict.fromkeys(("natrefal", "compag", "conres", "agprois", "conmen", "ecaid"), _LABELS),
    **dict.fromkeys(("source", "new4", "rev4", "version"), "housekeeping of the data set"),
}
