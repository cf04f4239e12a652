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
    "AREAS",
    "KINDS",
    "Act",
    "Area",
    "Basis",
    "Bearer",
    "Counterparty",
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
    WithJsonSchema(
        {"type": ["string", "integer"], "description": "a year, a month or a day, such as 2013-09"}
    ),
]
Words = Annotated[
    list[str],
    BeforeValidator(_words),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Id = Annotated[
    str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*$"})
]
State = Annotated[str, BeforeValidator(_state), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
#: Who bears a norm: a role, or named states.
#: Parties are the members and those whose membership is suspended: bound and protected, without a voice.
Bearer = (
    Literal["members", "other_members", "parties", "other_parties", "target", "organ", "any_state"]
    | list[State]
)
#: Towards whom it is borne.
Counterparty = Literal["target", "members", "any_state", "attacker"] | list[State]

#: How well a provision was verified: A its text or an official paraphrase was read, B confirmed by
#: others, C from general knowledge of the published text.
Grade = Literal["A", "B", "C"]
Modality = Literal["obligation", "prohibition", "permission", "power", "constitutive"]
Basis = Literal["text", "decision", "rules", "practice"]
Effect = Literal["defeats", "suspends", "limits"]
Status = Literal["signatory", "member", "suspended", "observer", "partner", "associate"]
Rule = Literal[
    "consensus",
    "no_objection",
    "unanimity",
    "three_quarters",
    "two_thirds",
    "majority",
    "each_member",
    "not_stated",
]

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
    "detention": "the state took many people into custody",
    "blackout": "the state cut or restricted communications at home",
    "emergency": "a state of emergency was declared",
    "nuclear_ship_visit": "a warship that may carry nuclear arms asked to call at a member's port",
    "aircraft_attack": "aircraft were seized or used as a weapon",
    "naval_incident": "ships or aircraft of states clashed at sea",
    "blockade": "a coast, a strait or a land border was closed by force",
    "annexation": "a state declared territory of another its own",
    "nuclear_test": "a nuclear or missile test was held",
    "epidemic": "a disease spread across borders",
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
    "detention",
    "blackout",
    "emergency",
    "nuclear_ship_visit",
    "aircraft_attack",
    "naval_incident",
    "blockade",
    "annexation",
    "nuclear_test",
    "epidemic",
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
    "threaten_force": "threaten force, short of using it",
    "remain_neutral": "stay out of a conflict of the other and give its adversary no help",
    "attack_jointly": "take part in a war that was not begun by an attack on a member",
    "make_no_separate_peace": "make no peace or armistice with the adversary without the other",
    "open_territory": "let the other use territory, ports, airspace or resources",
    "station_forces": "keep troops or bases on another member's territory",
    "invite_forces": "ask foreign troops onto the own territory, or agree to their coming",
    "accept_forces": "accept forces that the organ has decided to send",
    "develop_capacity": "keep up and develop the capacity to resist attack",
    "give_military_aid": "give arms, equipment or money for defence",
    "train_forces": "train the other's forces, or exercise together",
    "integrate_command": "put forces under one joint command",
    "plan_defence": "plan and prepare the common defence together in peace",
    "exchange_intelligence": "share information on threats",
    "contribute_forces": "keep named forces or contingents at the disposal of the system",
    "pay_share": "pay a share of the common costs",
    "cooperate_economically": "work together in the economy, in culture or in science",
    "give_diplomatic_aid": "give diplomatic support",
    "submit_to_settlement": "bring disputes to the mediation or judgment that the treaty provides",
    "respect_sovereignty": "respect independence and territory and stay out of domestic affairs",
    "deny_territory": "let nobody use the territory against another member",
    "host_subversion": "harbour, arm, train or finance people who act against another member",
    "not_help_enemy": "give no help to a state that attacks the other",
    "invite_state": "invite a further state to join",
    "accede": "join the treaty or the organisation",
    "revise": "review or amend the treaty",
    "break_relations": "break diplomatic relations",
    "authorise_force": "authorise the use of force",
    "enforce": "take enforcement action against a state",
    "intervene": "intervene in a member by decision of the organ",
    "restore_order": "restore constitutional order or peace inside a member",
    "condemn_takeover": "condemn or refuse to recognise a government that came by unlawful change",
    "use_good_offices": "offer good offices, inquiry or reconciliation",
    "cease_measures": "end measures once the Security Council has acted",
    "self_defence": "use force in individual or collective self-defence",
    "recognise_government": "treat those who ask as the government that may speak for the state",
    "support_armed_groups": "send, direct, arm or train armed groups against another state",
    "derogate": "set rights aside in an emergency, as far as the law lets",
    "notify_derogation": "tell the other parties which rights are set aside and why",
    "deprive_of_life": "take life arbitrarily",
    "use_lethal_force": "use firearms or other lethal force against people",
    "warn_before_force": "warn, and give time to heed, before firearms are used",
    "torture": "torture, or treat cruelly, inhumanly or degradingly",
    "detain_arbitrarily": "arrest or hold people arbitrarily",
    "treat_detainees_humanely": "treat those held humanely and account for them",
    "bring_before_judge": "bring those held promptly before a judge",
    "restrict_assembly": "restrict or break up peaceful assembly",
    "restrict_expression": "restrict the freedom to seek, receive and give information",
    "investigate": "investigate deaths, torture and ill-treatment, and give remedy",
    "give_medical_help": "see that the injured get help",
    "facilitate_assembly": "let people assemble, and protect those who do",
    "surrender_nuclear_entry": "let nuclear-armed or nuclear-powered ships and aircraft in",
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
    "threaten_force",
    "remain_neutral",
    "attack_jointly",
    "make_no_separate_peace",
    "open_territory",
    "station_forces",
    "invite_forces",
    "accept_forces",
    "develop_capacity",
    "give_military_aid",
    "train_forces",
    "integrate_command",
    "plan_defence",
    "exchange_intelligence",
    "contribute_forces",
    "pay_share",
    "cooperate_economically",
    "give_diplomatic_aid",
    "submit_to_settlement",
    "respect_sovereignty",
    "deny_territory",
    "host_subversion",
    "not_help_enemy",
    "invite_state",
    "accede",
    "revise",
    "break_relations",
    "authorise_force",
    "enforce",
    "intervene",
    "restore_order",
    "condemn_takeover",
    "use_good_offices",
    "cease_measures",
    "self_defence",
    "recognise_government",
    "support_armed_groups",
    "derogate",
    "notify_derogation",
    "deprive_of_life",
    "use_lethal_force",
    "warn_before_force",
    "torture",
    "detain_arbitrarily",
    "treat_detainees_humanely",
    "bring_before_judge",
    "restrict_assembly",
    "restrict_expression",
    "investigate",
    "give_medical_help",
    "facilitate_assembly",
    "surrender_nuclear_entry",
]

#: Where it happened, as treaties cut up the world. A place lies in several of these at once.
AREAS: dict[str, str] = {
    "europe": "Europe",
    "north-america": "North America",
    "north-atlantic": "the North Atlantic area north of the Tropic of Cancer, with its islands",
    "mediterranean": "the Mediterranean Sea",
    "algeria": "the Algerian departments of France, until 1962",
    "western-hemisphere": "the region drawn in Article 4 of the Rio Treaty, from pole to pole",
    "caribbean": "the Caribbean",
    "pacific": "the Pacific Ocean, its islands, and what lies on its rim",
    "south-pacific": "the island states of the South Pacific",
    "far-east": "the Far East",
    "central-asia": "Central Asia",
    "caucasus": "the South Caucasus",
    "middle-east": "the Arab East and the Gulf",
    "north-africa": "North Africa",
    "west-africa": "West Africa",
    "central-africa": "Central Africa",
    "east-africa": "East Africa and the Horn",
    "southern-africa": "Southern Africa",
    "high-seas": "the high seas",
}
Area = Literal[
    "europe",
    "north-america",
    "north-atlantic",
    "mediterranean",
    "algeria",
    "western-hemisphere",
    "caribbean",
    "pacific",
    "south-pacific",
    "far-east",
    "central-asia",
    "caucasus",
    "middle-east",
    "north-africa",
    "west-africa",
    "central-africa",
    "east-africa",
    "southern-africa",
    "high-seas",
]
