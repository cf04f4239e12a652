"""The questions of a treaty in words, with the names of the situation put in."""

from __future__ import annotations

from datetime import date

from foedus.treaty._compile import Key
from foedus.treaty._situation import Situation
from foedus.treaty._treaty import Treaty
from foedus.treaty._words import ACTS, KINDS

__all__ = ["sentence"]


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
        if name == "member":
            return f"{target} is a member{own} on {on}"
        return f"it happens to {name.replace(' ', ' or ')}"
    if kind == "attacker":
        who = {"member": f"a member{own}", "outsider": f"no member{own}"}
        return f"the attacker is {who.get(name) or name.replace(' ', ' or ')}"
    if kind == "location":
        return "it happens here: " + "; or ".join(treaty.file.zones[zone].gist for zone in name.split())
    start = f"{rest} has" if rest and rest != treaty.instruments[0].id else "the treaty has"
    return f"{start} been in force for {name} years"
