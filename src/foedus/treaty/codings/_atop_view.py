"""What one state promises on one day, as sets of norms: the queries behind ATOP's obligations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property, partial

from foedus.treaty._schema import Condition, Instrument, Norm
from foedus.treaty.codings._atop_law import SignedLaw, mentions

__all__ = ["View"]

#: Facts that say that a state was attacked from outside.
_ATTACK_FACTS = frozenset(
    {
        "force_by_state",
        "force_on_forces_abroad",
        "sent_by_state",
        "directed_from_abroad",
        "entered_from_abroad",
        "sustained_from_outside",
        "cyber_effects_of_attack",
    }
)
#: Facts that describe an attack or a danger, and so are no further condition of a promise.
_DANGER_FACTS = _ATTACK_FACTS | {
    "armed_violence",
    "small_scale",
    "mass_casualties",
    "force_imminent",
    "trained_abroad",
    "armed_from_abroad",
    "financed_from_abroad",
    "sheltered_by_state",
    "outside_interference",
    "nuclear_use_or_threat",
    "non_armed_aggression",
    "endangers_state",
    "endangers_region",
    "endangers_world_peace",
    "territory_occupied",
    "organised_sides",
    "civil_war",
}
#: Facts of crises that may become militarised.
_CRISIS_FACTS = _ATTACK_FACTS | {
    "armed_violence",
    "force_imminent",
    "outside_interference",
    "nuclear_use_or_threat",
    "non_armed_aggression",
    "endangers_state",
    "endangers_region",
    "endangers_world_peace",
    "territory_occupied",
    "civil_war",
}
_ATTACK_EVENTS = frozenset({"cross_border_fire", "cross_border_entry", "aircraft_attack"})
_CRISIS_EVENTS = _ATTACK_EVENTS | {
    "troop_build_up",
    "naval_incident",
    "blockade",
    "annexation",
    "nuclear_test",
}
#: Common facts that limit a promise and have no variable of their own; what a treaty asks beyond the
#: common words is mostly where or how something happened, and is told by no variable.
_LIMIT_FACTS = frozenset(
    {
        "requested_by_head",
        "addressed_to_members",
        "consent_given",
        "request_before_entry",
        "constitutional_government",
        "effective_control",
        "recognised_abroad",
        "council_in_session",
        "decision_signed",
        "members_consulted",
        "security_council_decided",
        "within_un_charter",
        "peaceful_means_exhausted",
        "beyond_national_forces",
    }
)
_MILITARY = {"military", "any"}


class View:
    """The promises of a state on a day.

    Parameters
    ----------
    law
        The treaty by dates of signature.
    state
        ISO3 code of a party on that day.
    on
        The day.
    norms
        The norms that count that day.
    """

    def __init__(self, law: SignedLaw, state: str, on: date, norms: list[Norm]) -> None:
        self.law, self.state, self.on = law, state, on
        self._all = norms
        self._partners: dict[str, list[str]] = {}
        self.norms = [norm for norm in norms if self._binds(norm)]

    def _binds(self, norm: Norm) -> bool:
        bearer = norm.bearer
        if isinstance(bearer, list):
            return self.state in bearer
        return bearer != "organ" and self.state in self.law.parties(self.on, norm.provision.instrument)

    def of(self, *acts: str, modality: Iterable[str] = ("obligation",)) -> list[Norm]:
        """Norms that the state bears, with one of the acts and one of the modalities."""
        wanted = set(modality)
        return [n for n in self.norms if n.action.kind in acts and n.modality in wanted]

    @cached_property
    def base(self) -> Instrument:
        """The basic instrument."""
        return self.law.base(self.on, self.state)

    @cached_property
    def defense(self) -> list[Norm]:
        """Duties to help militarily a partner that is attacked, elsewhere than at the state's own home."""
        return [n for n in self._assists if not self._only_at_home(n) and self.partners(n)]

    @cached_property
    def offense(self) -> list[Norm]:
        """Duties to take part in a war that no attack on a partner began."""
        return self.of("attack_jointly")

    @cached_property
    def neutral(self) -> list[Norm]:
        """Duties to stay out of a partner's conflict."""
        return self.of("remain_neutral")

    @cached_property
    def nonagg(self) -> list[Norm]:
        """Prohibitions to use or threaten force against a partner."""
        found = self.of("use_force", "threaten_force", modality=("prohibition",))
        return [n for n in found if n.counterparty != "attacker" and self.partners(n)]

    @cached_property
    def consul(self) -> list[Norm]:
        """Duties to consult in crises; those of an organ are the members' own, for they meet in it."""
        organs = [
            n
            for n in self._all
            if n.bearer == "organ" and self.state in self.law.parties(self.on, n.provision.instrument)
        ]
        mine = {n.id for n in self.norms}
        return [
            n
            for n in self._all
            if (n.id in mine or n in organs)
            and n.modality == "obligation"
            and n.action.kind == "consult"
            and mentions(n.trigger, self._crisis)
        ]

    def flag(self, name: str) -> list[Norm]:
        """Norms behind one of the five main obligations."""
        found = getattr(self, name)
        assert isinstance(found, list)
        return found

    def partners(self, norm: Norm) -> list[str]:
        """Partners to whom a norm can come: parties beside the state that its target and its side allow."""
        if norm.id not in self._partners:
            self._partners[norm.id] = self._find_partners(norm)
        return self._partners[norm.id]

    def _find_partners(self, norm: Norm) -> list[str]:
        parties = self.law.parties(self.on, norm.provision.instrument)
        found = [s for s in parties if s != self.state]
        if isinstance(norm.counterparty, list):
            side = norm.counterparty
            found = [s for s in found if s in side]
        ask = self.law.requires
        return [s for s in found if not ask(norm, f"not {s}", partial(_excludes, partner=s))]

    def uncovered(self, norm: Norm, partner: str) -> bool:
        """Tell whether a norm needs a place and does more than name a partner's whole territory.

        A clause that draws a region limits the promise though all of the partner's land should lie in
        it: what happens to its forces elsewhere is left out.
        """

        def narrow(leaf: Condition, denied: bool) -> bool:
            if leaf.location is None or denied:
                return False
            zones = [self.law.treaty.file.zones[name] for name in leaf.location]
            drawn = any(
                z.areas and (z.territory_of is None or _covers(z.territory_of, partner)) for z in zones
            )
            return drawn or not any(not z.areas and _covers(z.territory_of, partner) for z in zones)

        return self.law.requires(norm, f"place of {partner}", narrow)

    def named_adversary(self, norm: Norm) -> bool:
        """Tell whether a norm needs an attacker of some name or class."""

        def test(leaf: Condition, denied: bool) -> bool:
            if denied:
                return leaf.attacker == "member"
            return (leaf.attacker is not None and leaf.attacker != "member") or (
                leaf.fact == "attacker_is_former_enemy"
            )

        return self.law.requires(norm, "adversary", test)

    def fact(self, norm: Norm, name: str) -> bool:
        """Tell whether a norm needs a fact."""
        return self.law.requires(norm, name, lambda leaf, denied: leaf.fact == name and not denied)

    def request(self, norm: Norm) -> bool:
        """Tell whether a norm needs a request."""
        return self.law.requires(
            norm, "request", lambda leaf, denied: leaf.request is not None and not denied
        )

    def attack(self, norm: Norm) -> bool:
        """Tell whether a norm needs an attack."""
        return self.law.requires(norm, "attack", lambda leaf, denied: not denied and self._attack(leaf))

    def limited(self, norm: Norm) -> bool:
        """Tell whether a norm needs what no other variable says: a request, an opinion, a decision, years."""

        def test(leaf: Condition, denied: bool) -> bool:
            keys = (leaf.request, leaf.considers, leaf.decision, leaf.years_in_force)
            return not denied and (leaf.fact in _LIMIT_FACTS or any(key is not None for key in keys))

        return self.law.requires(norm, "limit", test)

    def free(self, norm: Norm, partner: str) -> bool:
        """Tell whether a norm needs nothing but a threat to a partner, or an attack on it, wherever it is."""

        def test(leaf: Condition, denied: bool) -> bool:
            if leaf.term is not None or leaf.target is not None or leaf.always or leaf.location is not None:
                return False
            return denied or leaf.fact not in _DANGER_FACTS

        return not self.uncovered(norm, partner) and not self.law.requires(norm, "more", test)

    def near(self, name: str) -> list[str]:
        """Sentences on norms that come near one of the obligations and do not make it."""
        if name == "defense":
            said = [
                f"{n.id}: comes to bear on the territory of {self.state} alone"
                for n in self._assists
                if self._only_at_home(n)
            ]
            said += [
                f"{n.id}: help that no attack conditions"
                for n in self.of("assist")
                if not mentions(n.trigger, self._attack)
            ]
            said += [
                f"{n.id}: help by other than military means"
                for n in self.of("assist")
                if n.action.means and not _MILITARY & set(n.action.means)
            ]
            said += [
                f"{n.id}: a power of an organ and no duty of the members"
                for n in self._all
                if n.action.kind == "deploy_forces" and n.modality == "power"
            ]
            return said
        if name == "consul":
            general = [f"{n.id}: a general promise to align policy" for n in self.of("coordinate_policy")]
            bare = [n for n in self.of("consult") if n not in self.consul]
            return general + [f"{n.id}: no threat or attack among its conditions" for n in bare]
        if name == "neutral":
            return [
                f"{n.id}: a promise not to help an enemy, short of neutrality"
                for n in self.of("not_help_enemy")
            ]
        if name == "nonagg":
            return [
                f"{n.id}: a promise to settle disputes, without a ban on force"
                for n in self.of("settle_peacefully")
            ]
        return []

    @cached_property
    def _assists(self) -> list[Norm]:
        return [
            n
            for n in self.of("assist")
            if (not n.action.means or _MILITARY & set(n.action.means)) and mentions(n.trigger, self._attack)
        ]

    def _only_at_home(self, norm: Norm) -> bool:
        def home(leaf: Condition, denied: bool) -> bool:
            if leaf.location is None or denied:
                return False
            owners = [self.law.treaty.file.zones[name].territory_of for name in leaf.location]
            return all(isinstance(o, list) and set(o) <= {self.state} for o in owners)

        return self.law.requires(norm, f"home of {self.state}", home)

    def _attack(self, leaf: Condition) -> bool:
        return (
            (leaf.term is not None and self.law.term_kind(leaf.term) == "attack")
            or leaf.fact in _ATTACK_FACTS
            or bool(_ATTACK_EVENTS & set(leaf.event or ()))
        )

    def _crisis(self, leaf: Condition) -> bool:
        return (
            (leaf.term is not None and self.law.term_kind(leaf.term) in ("attack", "threat"))
            or leaf.considers is not None
            or leaf.fact in _CRISIS_FACTS
            or bool(_CRISIS_EVENTS & set(leaf.event or ()))
        )


def _covers(territory: str | list[str] | None, partner: str) -> bool:
    """Whether the territory of a zone is the whole one of a partner, which is a party itself."""
    return territory == "members" or (territory is not None and partner in territory)


def _excludes(leaf: Condition, denied: bool, partner: str) -> bool:
    if leaf.target is None:
        return False
    inside = leaf.target in ("member", "party") or partner in leaf.target
    return inside if denied else not inside
