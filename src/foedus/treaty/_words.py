"""The closed vocabulary of ``treaty/1``: the words that a file may use, with what they mean."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from foedus.clock import parse_date
from foedus.treaty._dates import PartialDate, partial_date

__all__ = [
    "ACTS",
    "KINDS",
    "Act",
    "Basis",
    "Bearer",
    "Day",
    "Effect",
    "Grade",
    "Id",
    "Kind",
    "Modality",
    "Partial",
    "Rule",
    "State",
    "Status",
    "Words",
]

_STATE = re.compile(r"[A-Z]{3}\Z")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError(f"expected a date such as 2022-01-05, not {value!r}")
    return parse_date(value)


def _partial(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if not isinstance(value, (str, int)):
        raise ValueError(f"expected a year, a month or a date such as 2022-01, not {value!r}")
    return partial_date(str(value))


def _words(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _state(value: object) -> str:
    if not isinstance(value, str) or not _STATE.match(value):
        raise ValueError(f"{value!r} is not a state; expected three capital letters of ISO 3166, such as KAZ")
    return value


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        raise ValueError(f"{value!r} is not an id; expected small letters, digits, dots and hyphens")
    return value


Day = Annotated[date, BeforeValidator(_date)]
Partial = Annotated[
    PartialDate,
    BeforeValidator(_partial),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "a year, a month or a day, such as 2013-09"}),
]
Words = Annotated[list[str], BeforeValidator(_words)]
Id = Annotated[str, BeforeValidator(_id)]
State = Annotated[str, BeforeValidator(_state)]

#: How well a provision was verified: A its text or an official paraphrase was read, B confirmed by
#: others, C from general knowledge of the published text.
Grade = Literal["A", "B", "C"]
Modality = Literal["obligation", "prohibition", "permission", "power", "constitutive"]
Basis = Literal["text", "decision", "rules", "practice"]
Effect = Literal["defeats", "suspends", "limits"]
Status = Literal["signatory", "member", "suspended", "observer", "partner"]
Rule = Literal[
    "consensus", "no_objection", "unanimity", "two_thirds", "majority", "each_member", "not_stated"
]
Bearer = Literal["members", "other_members", "target", "organ"]

#: What may have happened, described and not judged: legal words are terms, never kinds.
KINDS: dict[str, str] = {
    "gathering": "people gathered on the street",
    "violence": "people used violence",
    "state_force": "the state used force at home",
    "takeover": "the holders of power changed outside the constitution's ways",
    "cross_border_fire": "fire crossed a border",
    "cross_border_entry": "armed people or troops crossed a border",
    "troop_build_up": "troops gathered near a border",
    "disaster": "a disaster of nature or technology struck",
    "cyber_operation": "an operation against computers or networks took place",
    "foreign_base": "troops or military sites of outside states are to be placed on a member's territory",
    "default": "a member is said not to do what it is bound to do",
}
Kind = Literal[
    "gathering",
    "violence",
    "state_force",
    "takeover",
    "cross_border_fire",
    "cross_border_entry",
    "troop_build_up",
    "disaster",
    "cyber_operation",
    "foreign_base",
    "default",
]

#: What a norm may command, forbid, allow or empower to do, and what a situation may raise.
ACTS: dict[str, str] = {
    "use_force": "use or threaten force between states",
    "settle_peacefully": "settle disputes by peaceful means",
    "join_hostile_alliance": "join an alliance or grouping, or an action, directed against a member",
    "conclude_incompatible_treaty": "conclude an agreement that cannot stand beside the treaty",
    "coordinate_policy": "consult and align positions",
    "consult": "start joint consultations at once",
    "help_against_threat": "work out and take measures of help against the threat",
    "deem_attack_on_all": "count what happened to one as done to all",
    "assist": "give the help that is needed, military help included",
    "judge_help": "judge what kind and how much help is needed",
    "report_to_security_council": "inform the United Nations Security Council",
    "deploy_forces": "decide to use the collective forces on a member's territory",
    "deploy_forces_abroad": "decide to use the collective forces outside the members' territory",
    "send_contingent": "send an own contingent",
    "count_as_peacekeeping": "count the operation as peacekeeping",
    "interfere": "interfere in matters of national jurisdiction",
    "decide": "take a decision of the organ",
    "decide_limited": "decide with only some of the members taking part",
    "comply": "carry out a decision of the organ",
    "host_foreign_base": "let troops or military sites of outside states onto the territory",
    "place_facilities": "place facilities of the collective system on a member's territory",
    "build_forces": "build joint forces and means",
    "suspend_member": "suspend a member's participation in the organs",
    "exclude_member": "exclude a member",
    "withdraw": "leave the treaty or the organisation",
    "prolong": "prolong the treaty",
    "keep_other_treaties": "leave rights and duties under other treaties as they are",
    "send_observers": "send a mission that observes and reports",
    "name_attacker": "say in the organ's name who attacked",
    "restrict_communications": "cut or restrict communications at home",
    "use_force_at_home": "use force against people at home",
    "impose_sanctions": "impose economic sanctions",
    "mediate": "mediate between members in dispute",
    "evacuate": "bring people out of danger",
}
Act = Literal[
    "use_force",
    "settle_peacefully",
    "join_hostile_alliance",
    "conclude_incompatible_treaty",
    "coordinate_policy",
    "consult",
    "help_against_threat",
    "deem_attack_on_all",
    "assist",
    "judge_help",
    "report_to_security_council",
    "deploy_forces",
    "deploy_forces_abroad",
    "send_contingent",
    "count_as_peacekeeping",
    "interfere",
    "decide",
    "decide_limited",
    "comply",
    "host_foreign_base",
    "place_facilities",
    "build_forces",
    "suspend_member",
    "exclude_member",
    "withdraw",
    "prolong",
    "keep_other_treaties",
    "send_observers",
    "name_attacker",
    "restrict_communications",
    "use_force_at_home",
    "impose_sanctions",
    "mediate",
    "evacuate",
]
