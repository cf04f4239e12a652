"""The state of the unrest: who stands where in each city, and the working space of an hour.

Replicas go side by side: the last axis of every table is the replica, so that one instruction serves
eight of them. A replica's numbers do not depend on which others stand beside it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Bench, bench, spliced
from foedus.unrest import _parameters as par

__all__ = ["CHANNELS", "COLUMNS", "FIELDS", "Cities", "Desk", "desk", "reach", "seed_crowd", "start"]

F8 = NDArray[np.float64]

#: Columns of ``people``. The last four are ledgers: they count and do not hold persons.
COLUMNS = (
    "susceptible", "street", "violent", "detained", "home", "sought", "released",
    "dead_state", "dead_armed", "dead_services",
    "entered", "ever_detained", "injured", "dead_custody", "dead_unarmed",
)  # fmt: skip
#: Columns of ``field``: remembered activity (thousand persons), remembered deaths, reserves (officers).
FIELDS = ("activity", "deaths", "reserve")
#: Columns of a row of the schedule.
CHANNELS = ("severity", "shutdown", "announced", "delivered", "dialogue", "release")

S, P, V, D, W, U, R, K_STATE, K_ARMED, K_SERVICES = range(10)
ENTERED, EVER_DETAINED, INJURED, CUSTODY, UNARMED = range(10, 15)
ACTIVITY, MOURNED, RESERVE = range(3)


class Cities(NamedTuple):
    """The place network as the kernel sees it.

    Attributes
    ----------
    population : float64[city]
        Inhabitants.
    grievance : float64[city]
        Median multiplier of the readiness to join.
    distance : float64[city, city]
        Kilometres along the great circle.
    awake : float64[hour of the case's day, city]
        h: how far the hour of the city's own clock is one for the street, 1/4 to 1.
    emergency_from, emergency_to : float64[city]
        Hours of the case between which a state of emergency holds.
    """

    population: F8
    grievance: F8
    distance: F8
    awake: F8
    emergency_from: F8
    emergency_to: F8


class Desk(NamedTuple):
    """Working space of an hour; holds nothing between two hours. Tables are float64[city, replica].

    Attributes
    ----------
    officers, policing, contact
        F, Q and the officers who meet people using violence.
    rate, drawn
        Of the draw that is being made.
    joined, up, left
        Newcomers to the street, people who turn to violence, and those of the street not yet drawn.
    here : float64[row, city], nation : float64[row, replica]
        What holds in a city, and for the whole country.
    bench
        For the draws.
    """

    officers: F8
    policing: F8
    contact: F8
    rate: F8
    drawn: F8
    joined: F8
    up: F8
    left: F8
    here: F8
    nation: F8
    bench: Bench


def desk(cities: int, replicas: int) -> Desk:
    """Make the working space for so many replicas side by side."""

    def table(rows: int = cities) -> F8:
        return np.zeros((rows, replicas))

    return Desk(
        table(), table(), table(), table(), table(), table(), table(), table(),
        np.zeros((9, cities)), table(9), bench(cities, replicas),
    )  # fmt: skip


def start(cities: Cities, theta: F8, effect: F8, people: F8, field: F8) -> None:
    """Fill the state of the hour before the first: everybody susceptible at home, reserves waiting.

    Parameters
    ----------
    theta : float64[parameter, replica]
        In the order of ``PARAMETERS``.
    effect : float64[city, replica]
        The city's own multiplier of the grievance.
    people : float64[column, city, replica], field : float64[field, city, replica]
        Filled; persons are whole numbers.
    """
    people[:] = 0.0
    field[:] = 0.0
    population = cities.population[:, None]
    people[S] = np.floor(theta[par.S0] * population * cities.grievance[:, None] * effect)
    field[RESERVE] = theta[par.M0] * population / cities.population.sum()


def reach(cities: Cities, theta: F8, kernel: F8) -> None:
    """Fill the contagion kernel W (float64[city, city, replica]) for the parameters of each replica."""
    kernel[:] = (1.0 + cities.distance[:, :, None] / theta[par.D0]) ** -theta[par.DELTA]


@spliced
def seed_crowd(people: F8, city: int, persons: int, shock: F8) -> None:
    """Put the first crowd on the street; whoever is missing among the susceptible enters and is booked.

    Parameters
    ----------
    persons
        The crowd at the recorded size of the shock.
    shock : float64[replica]
        How many times the recorded one a replica's readiness is.
    """
    for r in range(people.shape[2]):
        crowd = math.floor(persons * shock[r] + 0.5)
        missing = max(0.0, crowd - people[S, city, r])
        people[ENTERED, city, r] += missing
        people[S, city, r] += missing - crowd
        people[P, city, r] += crowd
