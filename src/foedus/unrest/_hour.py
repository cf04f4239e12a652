"""CITYNET: one hour of unrest in every city.

Persons are whole and are booked: for each city the sum of all compartments, the dead included,
equals the start plus the column ``entered``.

Order of the hour, city by city (``q`` severity, ``em`` emergency, ``off`` shutdown, ``s`` dialogue)

== ==================== =====================================================================
1  visible activity     a = (P + 3 V)/1000;  A += (a - A)/τ
2  officers             F = f·N·(1 + em/2)·(1 + loyalty·x) + R;  R follows need within 12 hours
3  saturation           Q = F/(F + ρV + 0.1P)
4  recruits of deaths   S gains (or, if ψ < 0, loses) ψ·B/24 persons
5  joining  S→P         rate λ·√g·h(t)·mood·(1 - exp(-γ(Λ - Λc)+))
6  escalation  P→V      rate e0 + e1·Q(1-q)(1-s)h·1{P>300} + e2·V/(P+V)
7  dispersal  P→S       rate disp·Q(1 - h/2)(1 - s/2)
8  going home P→W, V→U  rates w_p(1.5 - h) + b2(q + 0.3em);  w_v + b2·q·Q
9  detention  →D        V: a_v·F·Q/(F+V);  P: a_p·Q;  U: a_u·em
10 deaths, injuries     state forces, armed people, custody, loss of services
11 release  D→R         rate 1/hold; while all are being let go (r) 1/24
== ==================== =====================================================================

with Λ_i = (1-μ)·Σ_j W_ij A_j + μ·Σ_j A_j + ℓ·off·A_i,  W_ij = (1 + d_ij/d0)^-δ,  μ = μ0(1 - χ·off),
mood = exp(4 b1 q(1-q) - 10 b2 q² - θa·ca - θd·cd - θr·r + backlash·x),  x = X/(X + 1000) for X outsiders
present, and h(t) = 1/4 + 3/4·max(0, cos 2π(local hour - 18)/24). Rates act as 1 - exp(-rate).

Sources: activation and kernel after Bonnasse-Gahot et al. 2018 (Sci. Rep. 8:107); saturating arrest
after Davies et al. 2013 (Sci. Rep. 3:1303); inverted U after Steinert-Threlkeld, Joo and Chan.

Departs
-------
Bonnasse-Gahot et al. follow a rate of events per commune; here persons are counted, with exhaustion,
policing, detention and harm. Every signed effect may take either sign; a negative rate counts as zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.chance import binomials, poissons, spliced, stream
from foedus.unrest import _parameters as par
from foedus.unrest._state import (
    ACTIVITY,
    CUSTODY,
    ENTERED,
    EVER_DETAINED,
    INJURED,
    K_ARMED,
    K_SERVICES,
    K_STATE,
    MOURNED,
    RESERVE,
    UNARMED,
    Cities,
    D,
    Desk,
    P,
    R,
    S,
    U,
    V,
    W,
)
from foedus.unrest._steps import (
    AWAKE,
    CALM,
    DARK,
    EMERGENCY,
    FREED,
    HARSH,
    LETHAL,
    LOST,
    ONE,
    SEVERE,
    SPARSE,
    TIRED,
    by,
    by_more,
    cap,
    circumstances,
    decree,
    expose,
    forget,
    less,
    look,
    more,
    mourn,
    move,
    police,
    provoke,
    pull,
    seize,
    sway,
)

__all__ = ["hour"]

F8 = NDArray[np.float64]

_JOIN, _ESCALATE, _DISPERSE = stream("unrest.join"), stream("unrest.escalate"), stream("unrest.disperse")
_HOME_P, _HOME_V = stream("unrest.home.street"), stream("unrest.home.violent")
_DETAIN_P, _DETAIN_V = stream("unrest.detain.street"), stream("unrest.detain.violent")
_DETAIN_U, _RELEASE = stream("unrest.detain.sought"), stream("unrest.release")
_KILL_V, _KILL_P = stream("unrest.dead.violent"), stream("unrest.dead.unarmed")
_KILL_D, _KILL_ARMED = stream("unrest.dead.custody"), stream("unrest.dead.armed")
_KILL_SERVICES, _INJURE = stream("unrest.dead.services"), stream("unrest.injured")
_MOURNERS = stream("unrest.mourners")


@spliced
def hour(
    cities: Cities, theta: F8, effect: F8, kernel: F8, channel: F8, outsiders: F8,
    people: F8, field: F8, key: NDArray[np.uint64], t: int, desk: Desk,
) -> None:  # fmt: skip
    """Advance every city by the hour `t`; the order of events is the table at the head of this file.

    Parameters
    ----------
    theta : float64[parameter, replica], effect : float64[city, replica]
        As in `start`.
    kernel : float64[city, city, replica]
        As in `reach`.
    channel : float64[channel]
        The row of the schedule for this hour, in the order of ``CHANNELS``.
    outsiders : float64[replica]
        Persons of an outside force present.
    people, field
        The state, changed in place.
    key : uint64[replica]
        From `chance.keys`.
    desk
        Working space.
    """
    q, off, gentle = channel[0], channel[1], (1.0 - channel[0]) * (1.0 - channel[4])
    officers, policing, contact, rate, count, joined, up, left, here, nation, bench = desk
    susceptible, street, violent, sought, held = people[S], people[P], people[V], people[U], people[D]
    ever, entered, killed = people[EVER_DETAINED], people[ENTERED], people[K_STATE]
    activity, mourned, psi, one, all_ = (
        field[ACTIVITY],
        field[MOURNED],
        theta[par.PSI],
        here[ONE],
        bench.ones,
    )
    circumstances(cities, channel, t, here)
    decree(theta, channel, outsiders, nation)
    look(cities.population, theta, street, violent, activity, nation)
    police(
        cities.population, here[EMERGENCY], theta, street, violent, field[RESERVE], nation,
        officers, policing, contact,
    )  # fmt: skip
    mourn(psi, off, mourned, nation[CALM], rate)
    if poissons(key, _MOURNERS, t, rate, bench, count):
        sway(psi, susceptible, entered, people[W], count, rate)

    pull(cities.grievance, here[AWAKE], theta, effect, kernel, off, activity, nation, rate)
    if binomials(key, _JOIN, t, susceptible, rate, bench, joined):
        less(susceptible, joined)

    # The street: who is left after each draw faces the next; newcomers and escalation count afterwards.
    provoke(theta, gentle, here[AWAKE], street, violent, policing, left, rate)
    if binomials(key, _ESCALATE, t, left, rate, bench, up):
        less(left, up)
    by(theta[par.DISP], here[SPARSE], policing, rate)
    if binomials(key, _DISPERSE, t, left, rate, bench, count):
        move(left, susceptible, count)
    by(theta[par.W_P], here[TIRED], all_, rate)
    by_more(theta[par.B2], here[HARSH], all_, rate)
    if binomials(key, _HOME_P, t, left, rate, bench, count):
        move(left, people[W], count)
    by(theta[par.A_P], one, policing, rate)
    if binomials(key, _DETAIN_P, t, left, rate, bench, count):
        move(left, held, count)
        more(ever, count)
    if q > 0.0:
        expose(theta[par.PHI], theta[par.UNARMED], q, officers, left, rate)
        if poissons(key, _KILL_P, t, rate, bench, count):
            cap(count, left)
            move(left, killed, count)
            more(people[UNARMED], count)
            more(mourned, count)

    # People using violence: the harm they do first, as they were when the hour began.
    by(theta[par.PHI_ARMED], one, violent, rate)
    if poissons(key, _KILL_ARMED, t, rate, bench, count):
        more(people[K_ARMED], count)
        more(entered, count)
        more(mourned, count)
    by(theta[par.IOTA], one, contact, rate)
    if poissons(key, _INJURE, t, rate, bench, count):
        more(people[INJURED], count)
    seize(theta[par.A_V], officers, policing, violent, rate)
    if binomials(key, _DETAIN_V, t, violent, rate, bench, count):
        move(violent, held, count)
        more(ever, count)
    by(theta[par.W_V], one, all_, rate)
    by_more(theta[par.B2], here[SEVERE], policing, rate)
    if binomials(key, _HOME_V, t, violent, rate, bench, count):
        move(violent, sought, count)
    if q > 0.0:
        by(theta[par.PHI], here[LETHAL], contact, rate)
        if poissons(key, _KILL_V, t, rate, bench, count):
            cap(count, violent)
            move(violent, killed, count)
            more(mourned, count)
    more(violent, up)

    by(theta[par.A_U], here[EMERGENCY], all_, rate)
    if binomials(key, _DETAIN_U, t, sought, rate, bench, count):
        move(sought, held, count)
        more(ever, count)
    by(theta[par.CUSTODY], one, all_, rate)
    if binomials(key, _KILL_D, t, held, rate, bench, count):
        move(held, killed, count)
        more(people[CUSTODY], count)
        more(mourned, count)
    by(nation[FREED], one, all_, rate)
    if binomials(key, _RELEASE, t, held, rate, bench, count):
        move(held, people[R], count)
    if off > 0.0:
        by(nation[LOST], here[DARK], all_, rate)
        if poissons(key, _KILL_SERVICES, t, rate, bench, count):
            more(people[K_SERVICES], count)
            more(entered, count)
    forget(mourned, joined, left, street)
