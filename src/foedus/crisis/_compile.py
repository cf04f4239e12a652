"""From a case and its levers to arrays: the only place that knows the names of levers, norms and cities."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foedus import atlas, council, forces, unrest
from foedus.crisis._case import Case
from foedus.crisis._kernel import Problem, Script
from foedus.crisis._legal import LawTable
from foedus.crisis._levers import Setting

__all__ = ["compile_problem"]


def compile_problem(case: Case, law: LawTable, setting: Mapping[str, Setting]) -> Problem:
    """Join law, council, forces, unrest and levers into one problem.

    Parameters
    ----------
    law
        From `law_table`, for the same case and the same table of numbers.
    setting
        Every lever with its value, from `read_levers`.
    """
    account = law.accounts.index(str(setting["account"]))
    return Problem(
        cities=_cities(case),
        members=_members(case, law),
        lift=_lift(case, setting),
        script=_script(case, setting),
        legal=np.ascontiguousarray(law.legal[account]),
        gate=np.ascontiguousarray(law.gate[account]),
    )


def _cities(case: Case) -> unrest.Cities:
    from foedus.clock import parse_zone

    rows = []
    for city in case.file.cities:
        span, place = city.emergency, atlas.city(case.file.target, city.name)
        rows.append(
            unrest.CityRow(
                name=city.name,
                lat=place.lat,
                lon=place.lon,
                population=float(place.population),
                grievance=city.grievance,
                clock_ahead=(parse_zone(place.zone) - case.offset) / 60.0,
                emergency_from=case.hour(span.start) if span else np.inf,
                emergency_to=case.hour(span.end) if span else np.inf,
            )
        )
    return unrest.build(rows)


def _members(case: Case, law: LawTable) -> council.Members:
    rows = [
        council.MemberCoding(
            state=m.state,
            threat=dict(m.threat),
            affinity=m.affinity,
            sponsor=m.sponsor,
            exposure=m.exposure,
            cost=m.cost,
            entanglement=m.entanglement,
            requester=m.state == case.file.target,
        )
        for m in case.file.council.members
    ]
    urgency = {stage: case.file.council.urgency[stage] for stage in law.stages}
    return council.build(rows, urgency=urgency)


def _lift(case: Case, setting: Mapping[str, Setting]) -> forces.Lift:
    withheld, capacity = setting["not_contributing"], float(setting["airfield_capacity"])
    senders = [
        forces.Sender(s.state)
        if s.state == withheld
        else forces.Sender(
            state=s.state,
            pool=float(s.pool),
            lead=s.lead,
            vehicles_per_person=s.vehicles_per_person,
            route=s.route,
            route_out=s.route_out,
            air_km=_air_km(case, s.base, s.field),
            road_km=s.road_km,
            authorise=(s.authorise_low, s.authorise_high),
        )
        for s in case.file.forces.senders
    ]
    airfields = [
        forces.Airfield(a.id, a.parking * capacity, (case.hour(a.earliest), case.hour(a.latest)))
        for a in case.file.forces.airfields
    ]
    return forces.build(senders, airfields)


def _air_km(case: Case, base: str | None, field: str | None) -> float | None:
    """Great-circle kilometres from a sender's base to its airfield of arrival, to the kilometre."""
    if base is None:
        return None
    arrival = field or case.file.forces.airfields[0].id
    return float(round(atlas.distance_km(atlas.airfield(base), atlas.airfield(arrival))))


def _script(case: Case, setting: Mapping[str, Setting]) -> Script:
    file = case.file
    names = case.city_names
    request, force = setting["request"], setting["force"]
    if isinstance(request, float):
        earliest = latest = request
    else:
        earliest, latest = case.hour(file.request.earliest), case.hour(file.request.latest)
    return Script(
        channel=_channel(case, setting),
        shock=float(setting["price_shock"]),
        seeds=np.array(
            [[np.floor(case.hour(s.at)), names.index(s.city), s.persons] for s in file.seeds], np.float64
        ),
        requested=request != "never",
        earliest=earliest,
        latest=latest,
        rule=list(council.RULES).index(str(setting["rule"])),
        objector=_place(case, setting["objector"]),
        absent=_place(case, setting["absent"]),
        sends=force != "none",
        size=force if isinstance(force, float) else -1.0,
        shift=float(setting["force_shift"]),
        calm_violent=float(file.thresholds.calm_violent),
        stage_violent=float(file.thresholds.stage_violent),
        crowd=float(file.thresholds.crowd),
    )


def _place(case: Case, state: Setting) -> int:
    """Give the place of a member; -1 for none."""
    return case.states.index(str(state)) if state != "none" else -1


def _channel(case: Case, setting: Mapping[str, Setting]) -> NDArray[np.float64]:
    """The schedule, hour by hour; an hour in which something begins counts by its share."""
    table = np.zeros((case.hours, len(unrest.CHANNELS)))
    column = {name: i for i, name in enumerate(unrest.CHANNELS)}

    def fill(name: str, start: float, end: float, value: float) -> None:
        hours = np.arange(case.hours)
        share = np.clip(np.minimum(hours + 1, end) - np.maximum(hours, start), 0.0, 1.0)
        table[:, column[name]] = np.where(
            share > 0, table[:, column[name]] * (1 - share) + value * share, table[:, column[name]]
        )

    for step in case.file.schedule.severity:
        fill("severity", case.hour(step.at), np.inf, step.value)
    fill("shutdown", float(setting["shutdown_from"]), float(setting["shutdown_to"]), 1.0)
    fill("announced", float(setting["announced_hour"]), np.inf, float(setting["announced_strength"]))
    fill("delivered", float(setting["delivered_hour"]), np.inf, float(setting["delivered_strength"]))
    fill("dialogue", float(setting["dialogue_from"]), np.inf, float(setting["dialogue"]))
    if setting["release"] != "none":
        fill("release", float(setting["release"]), np.inf, 1.0)
    return table
