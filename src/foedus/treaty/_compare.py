"""Two treaties beside each other, clause by clause, on one day.

The dimensions are those on which the field compares alliances: what sets the duty off, what is owed, who
judges it, who decides by what rule, how one gets out, whose bases stand where, what institutions there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from foedus.treaty._dates import as_date
from foedus.treaty._schema import Duration, Norm
from foedus.treaty._sentences import condition_words
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS

__all__ = ["DIMENSIONS", "Clause", "Comparison", "Dimension", "compare"]

_HELP = ("assist", "help_against_threat", "attack_jointly", "deem_attack_on_all", "judge_help")
_DEPLOY = (
    "deploy_forces",
    "deploy_forces_abroad",
    "authorise_force",
    "intervene",
    "restore_order",
    "enforce",
    "decide",
    "decide_limited",
    "impose_sanctions",
)

#: What is compared: id → question, and the acts that bear on it.
DIMENSIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "trigger": ("What sets the duty to help off?", _HELP),
    "duty": ("What is owed, by whom, with which means?", (*_HELP, "send_contingent", "give_military_aid")),
    "discretion": ("Who judges what help is given, and how freely?", (*_HELP, "send_contingent")),
    "consultation": ("When must the members consult?", ("consult", "coordinate_policy")),
    "decision": ("Which organ decides, by what rule, and does it bind?", (*_DEPLOY, "comply")),
    "force": (
        "What is said of force and of disputes?",
        ("use_force", "threaten_force", "settle_peacefully", "submit_to_settlement"),
    ),
    "inside": (
        "What of trouble inside a member?",
        (
            "interfere",
            "respect_sovereignty",
            "intervene",
            "restore_order",
            "condemn_takeover",
            "count_as_peacekeeping",
        ),
    ),
    "others": (
        "Which other ties are barred or kept?",
        (
            "join_hostile_alliance",
            "conclude_incompatible_treaty",
            "keep_other_treaties",
            "remain_neutral",
            "not_help_enemy",
        ),
    ),
    "exit": (
        "How long does it last, and how does one get out, or get put out?",
        ("withdraw", "prolong", "suspend_member", "exclude_member", "revise"),
    ),
    "bases": (
        "Whose bases and troops may stand where?",
        (
            "host_foreign_base",
            "station_forces",
            "place_facilities",
            "open_territory",
            "deny_territory",
            "accept_forces",
        ),
    ),
    "institutions": (
        "What standing bodies, forces, commands and money are there?",
        (
            "build_forces",
            "contribute_forces",
            "integrate_command",
            "plan_defence",
            "pay_share",
            "develop_capacity",
            "train_forces",
        ),
    ),
    "united-nations": (
        "How does it stand to the Security Council?",
        ("report_to_security_council", "cease_measures"),
    ),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One provision as it answers a question of the comparison; `norm` is empty for what is no norm."""

    norm: str
    citation: str
    says: str
    grade: str

    def json(self) -> dict[str, str]:
        """Give the clause as JSON."""
        return {"norm": self.norm, "citation": self.citation, "says": self.says, "grade": self.grade}


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question, and what each treaty says to it; an empty side is silent."""

    id: str
    question: str
    sides: tuple[tuple[Clause, ...], tuple[Clause, ...]]

    def json(self) -> dict[str, object]:
        """Give the dimension as JSON."""
        one, other = self.sides
        return {
            "id": self.id,
            "question": self.question,
            "a": [clause.json() for clause in one],
            "b": [clause.json() for clause in other],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two treaties on one day."""

    treaties: tuple[Treaty, Treaty]
    on: date
    dimensions: tuple[Dimension, ...]

    def json(self) -> dict[str, object]:
        """Give the comparison as JSON."""
        return {
            "a": self.treaties[0].id,
            "b": self.treaties[1].id,
            "on": self.on.isoformat(),
            "dimensions": [dimension.json() for dimension in self.dimensions],
        }


def compare(one: Treaty, other: Treaty, on: date | str) -> Comparison:
    """Set two treaties beside each other as they stood on a day."""
    day = as_date(on)
    found = [
        Dimension(name, question, (_side(one, day, name, acts), _side(other, day, name, acts)))
        for name, (question, acts) in DIMENSIONS.items()
    ]
    return Comparison((one, other), day, tuple(found))


def _side(treaty: Treaty, on: date, dimension: str, acts: tuple[str, ...]) -> tuple[Clause, ...]:
    tell = _TELLINGS.get(dimension, _gist)
    told = ((norm, tell(treaty, norm, on)) for norm in treaty.in_force(on) if norm.action.kind in acts)
    clauses = [Clause(norm.id, treaty.citation(norm), said, norm.grade) for norm, said in told if said]
    return (*clauses, *_EXTRA.get(dimension, _nothing)(treaty, on))


def _gist(treaty: Treaty, norm: Norm, on: date) -> str:
    return f"{norm.modality}: {norm.gist}"


def _trigger(treaty: Treaty, norm: Norm, on: date) -> str:
    if norm.action.kind == "judge_help":
        return ""
    return condition_words(treaty, norm.trigger, on, norm.provision.instrument)


def _duty(treaty: Treaty, norm: Norm, on: date) -> str:
    if norm.modality == "constitutive" or norm.action.kind == "judge_help":
        return f"{norm.modality}: {ACTS[norm.action.kind]}"
    bearer = " ".join(norm.bearer) if isinstance(norm.bearer, list) else norm.bearer.replace("_", " ")
    means = f" by {', '.join(norm.action.means)} means" if norm.action.means else ""
    timing = ", at once" if norm.action.timing else ""
    return f"{norm.modality} of {bearer}: {ACTS[norm.action.kind]}{means}{timing}"


def _discretion(treaty: Treaty, norm: Norm, on: date) -> str:
    degree = norm.action.discretion
    if norm.action.kind == "deem_attack_on_all" or degree is None:
        return ""
    words = {
        "none": "the text leaves no choice",
        "own_judgement": "each judges for itself",
        "constitutional_process": "each acts by its constitutional processes",
        "as_agreed": "as agreed in common",
        "contested": "who judges is contested",
    }
    return f"{words[degree]} ({ACTS[norm.action.kind]})"


def _decision(treaty: Treaty, norm: Norm, on: date) -> str:
    if norm.decided_by is None:
        return _gist(treaty, norm, on) if norm.action.kind in (*_DEPLOY, "comply") else ""
    said = f"{ACTS[norm.action.kind]}: {treaty.organ(norm.decided_by.organ).name}"
    if norm.decided_by.procedure:
        rule = treaty.procedure(norm.decided_by.procedure)
        said += f", {rule.gist} (basis: {rule.basis})"
    return said


def _nothing(treaty: Treaty, on: date) -> list[Clause]:
    return []


def _duration(treaty: Treaty, on: date) -> list[Clause]:
    found = []
    for text in treaty.instruments:
        if text.duration is None or not (text.in_force and text.in_force <= on):
            continue
        if text.ended is None or on < text.ended:
            said = f"{text.title}: {_for_how_long(text.duration)}"
            found.append(Clause("", f"{treaty.id}/{text.id}", said, text.grade))
    return found


def _for_how_long(duration: Duration) -> str:
    said = {
        "not_stated": "no duration stated",
        "fixed": f"for {duration.months} months",
        "until_event": "until an event that the text names",
        "indefinite": "without limit of time",
    }[duration.kind]
    if duration.renewal == "none":
        return said
    more = f" for {duration.renewal_months} months" if duration.renewal_months else ""
    return f"{said}, renewed {'by itself' if duration.renewal == 'automatic' else 'by agreement'}{more}"


def _bodies(treaty: Treaty, on: date) -> list[Clause]:
    found = []
    for organ in treaty.file.organs:
        if not organ.holds(on):
            continue
        marks = [
            word
            for word, is_so in (("standing staff", organ.permanent), ("military", organ.military))
            if is_so
        ]
        marks += [f"meets {organ.meets.replace('_', ' ')}"] if organ.meets else []
        said = f"{organ.name} ({organ.composition}{'; ' if marks else ''}{', '.join(marks)})"
        article = f"{organ.instrument}-{organ.article}" if organ.article else organ.instrument
        found.append(Clause("", f"{treaty.id}/{article}", said, organ.grade))
    return found


_TELLINGS: dict[str, Callable[[Treaty, Norm, date], str]] = {
    "trigger": _trigger,
    "duty": _duty,
    "discretion": _discretion,
    "decision": _decision,
}
_EXTRA: dict[str, Callable[[Treaty, date], list[Clause]]] = {"exit": _duration, "institutions": _bodies}
