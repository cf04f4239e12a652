"""The closed lists of words in the tables of the treaties, each word with what it means."""

from __future__ import annotations

__all__ = [
    "BASIS",
    "BEARER",
    "COUNTED",
    "COUNTERPARTY",
    "DISCRETION",
    "DURATION",
    "EFFECT",
    "HARM",
    "HOW",
    "HOW_IN",
    "HOW_OUT",
    "INSTRUMENT",
    "KIND",
    "LIMITS_TO",
    "MEETS",
    "MODALITY",
    "OWN_ROLL",
    "PUBLICITY",
    "RENEWAL",
    "ROLL",
    "RULE",
    "STATUS",
    "TERM",
    "WHO",
]

KIND = {
    "alliance": "a treaty system between states",
    "companion": "law that is asked beside the treaties",
}
ROLL = {
    "complete": "every state that was ever bound is on it",
    "partial": "of some states it is not known whether they are bound",
    "universal": "every state is bound",
}
OWN_ROLL = {
    "complete": "of every state it is known whether it is on it",
    "partial": "of some states it is not known whether they are on it",
}
INSTRUMENT = {
    "treaty": "treaty",
    "protocol": "protocol",
    "charter": "charter",
    "agreement": "agreement",
    "decision": "decision of an organ",
    "regulation": "regulation of an organ",
    "declaration": "declaration, which does not bind by itself",
    "custom": "custom",
}
PUBLICITY = {
    "public": "its text was public",
    "partly_secret": "a part of it was secret",
    "secret": "it was secret",
}
DURATION = {
    "not_stated": "the text does not say",
    "fixed": "for a fixed term",
    "until_event": "until something happens",
    "indefinite": "without end",
}
RENEWAL = {
    "none": "it is not renewed",
    "by_agreement": "the parties agree to renew it",
    "automatic": "it goes on unless somebody gives notice",
}
STATUS = {
    "signatory": "signed and not yet bound",
    "member": "bound as a member",
    "suspended": "membership suspended: bound as a party, without a voice",
    "observer": "observer",
    "partner": "partner",
    "associate": "associate, with part of the rights and duties of a member",
}
HOW_IN = {
    "signature": "by signature, and what followed it",
    "accession": "by accession",
    "succession": "by succession to another state",
    "restoration": "by restoration after a suspension",
    "decision": "by decision of an organ",
}
HOW_OUT = {
    "in_force": "it entered into force for the state",
    "did_not_prolong": "it did not prolong the treaty",
    "suspension": "it was suspended",
    "restoration": "it was restored",
    "withdrawal": "it withdrew",
    "exclusion": "it was excluded",
    "succession": "another state succeeded to it",
    "dissolution": "the system, or the state, came to an end",
    "replaced": "another instrument took its place",
}
MEETS = {"regularly": "at regular times", "when_needed": "when needed"}
RULE = {
    "consensus": "by consensus: an objection, or an absence, blocks",
    "no_objection": "if nobody objects",
    "unanimity": "all vote for it",
    "three_quarters": "three quarters vote for it",
    "two_thirds": "two thirds vote for it",
    "majority": "more than half vote for it",
    "each_member": "each member decides for itself",
    "not_stated": "the text does not say",
}
BASIS = {
    "text": "the text of the instrument",
    "decision": "a decision of an organ",
    "rules": "rules of procedure",
    "practice": "practice",
}
COUNTED = {"members": "of all members", "voting": "of those who vote"}
TERM = {"attack": "what an attack is", "threat": "what a threat is", "other": "anything else"}
HOW = {
    "statement": "by a statement",
    "vote": "by a vote",
    "request": "by a request",
    "decision": "by a decision",
    "treaty": "by another treaty",
    "practice": "by what was done",
    "scholarship": "in a scholarly work",
}
MODALITY = {
    "obligation": "must",
    "prohibition": "must not",
    "permission": "may",
    "power": "can decide or change the law",
    "constitutive": "counts as",
}
BEARER = {
    "members": "every member",
    "other_members": "every member but the state concerned",
    "parties": "every member, and those whose membership is suspended",
    "other_parties": "the same but the state concerned",
    "target": "the state to which it happens",
    "organ": "the organ that decides",
    "any_state": "every state",
    "states": "the states that are named",
}
COUNTERPARTY = {
    "target": "the state to which it happens",
    "members": "the members",
    "any_state": "every state",
    "attacker": "the attacker",
    "states": "the states that are named",
}
DISCRETION = {
    "none": "nobody: the norm says what is to be done",
    "own_judgement": "each by its own judgement",
    "constitutional_process": "each by its own constitutional process",
    "as_agreed": "as is agreed case by case",
    "contested": "that is contested",
}
EFFECT = {
    "defeats": "the norm does not hold",
    "suspends": "the norm stands and is not to be performed meanwhile",
    "limits": "the norm holds for fewer",
}
LIMITS_TO = {
    "voters": "those who voted for the decision",
    "target": "the state concerned",
    "none": "nobody",
}
HARM = {
    "life": "to life",
    "torture": "torture and ill-treatment",
    "liberty": "to liberty",
    "expression": "to expression and information",
    "assembly": "to assembly",
    "emergency": "rights set aside in an emergency",
    "states": "to another state",
}
WHO = {"target": "of the state concerned", "foreign": "of another state"}
