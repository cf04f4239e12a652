"""The questions of a treaty in words, with the names of the situation put in."""

from __future__ import annotations

from datetime import date

from foedus.treaty._compile import Key, proposition
from foedus.treaty._schema import Condition
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

__all__ = ["condition_words", "sentence"]


def sentence(treaty: Treaty, situation: Situation, on: date, key: Key) -> str:
    """Say what a question asks, as a sentence that is true or not."""
    kind, name, rest = key
    if kind == "fact":
        return KINDS.get(name) or treaty.questions[name]
    target = situation.target or "the state concerned"
    own = f" of {rest}" if rest else ""
    if kind == "decision":
        if name in ACTS:
            return f"an organ has decided to {ACTS[name].removeprefix('decide to ')}"
        return f"it was decided under {name}"
    if kind == "request":
        return f"{target if name == 'target' else f'a member{own}'} asked for help"
    if kind == "considers":
        return f"{target if name == 'target' else f'a member{own}'} holds that there is a threat"
    if kind == "target":
        if name in ("member", "party"):
            return f"{target} is a {name}{own} on {on}"
        return f"it happens to {name.replace(' ', ' or ')}"
    if kind == "attacker":
        who = {"member": f"a member{own}", "outsider": f"no member{own}"}
        return f"the attacker is {who.get(name) or name.replace(' ', ' or ')}"
    if kind == "location":
        return "it happens here: " + "; or ".join(treaty.file.zones[zone].gist for zone in name.split())
    start = f"{rest} has" if rest and rest != treaty.instruments[0].id else "the treaty has"
    return f"{start} been in force for {name} years"


def condition_words(treaty: Treaty, condition: Condition | None, on: date, instrument: str = "") -> str:
    """Say a whole condition as one clause; a term goes by its own words, with how many readings it has."""
    if condition is None:
        return "at all times"
    inner = condition.all_ or condition.any_
    if inner:
        said = [condition_words(treaty, part, on, instrument) for part in inner]
        joined = (" and " if condition.all_ else " or ").join(said)
        return joined if len(said) == 1 or condition.all_ else f"({joined})"
    if condition.not_ is not None:
        return f"not: {condition_words(treaty, condition.not_, on, instrument)}"
    if condition.always is not None:
        return "at all times" if condition.always else "never"
    if condition.term is not None:
        term = treaty.term(condition.term)
        count = sum(reading.holds(on) for reading in term.readings)
        return f"{term.gist} [{count} reading{'s' * (count != 1)}]"
    if condition.event is not None:
        return " or ".join(KINDS[kind] for kind in condition.event)
    key = proposition(condition, treaty.own_roll(instrument), instrument)
    return sentence(treaty, Situation(on), on, key)
