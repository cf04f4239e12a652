from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq

from foedus import unrest
from foedus.chance import keys, sample_priors
from foedus.unrest import _parameters as places

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
P = {name: i for i, name in enumerate(unrest.COLUMNS)}
HOLDING = slice(0, P["entered"])
ID = {p.id.removeprefix("unrest."): i for i, p in enumerate(unrest.PARAMETERS)}
THREE = [
    unrest.CityRow("A", 43.3, 76.9, 200_000.0, 1.5, 0.0, 24.0, 96.0),
    unrest.CityRow("B", 43.6, 51.2, 90_000.0, 2.0, -1.0),
    unrest.CityRow("C", 51.2, 71.4, 400_000.0, 0.8),
]


def _median() -> F8:
    return np.array([float(p.prior.quantile(np.array([0.5]))[0]) for p in unrest.PARAMETERS])


def _run(
    rows: list[unrest.CityRow], theta: F8, hours: int, *, crowd: int = 400, severity: float = 0.0,
    shutdown: float = 0.0, announced: float = 0.0, outsiders: float = 0.0, replica: int = 0,
) -> tuple[I8, I8]:  # fmt: skip
    """Run and return the people at the start and, hour by hour, after it."""
    first, after = _abreast(
        rows, theta, hours, np.array([replica]), crowd=crowd, severity=severity, shutdown=shutdown,
        announced=announced, outsiders=outsiders,
    )  # fmt: skip
    return first[0], after[:, 0]


def _abreast(
    rows: list[unrest.CityRow], theta: F8, hours: int, replicas: I8, *, crowd: int, severity: float = 0.0,
    shutdown: float = 0.0, announced: float = 0.0, outsiders: float = 0.0,
) -> tuple[I8, I8]:  # fmt: skip
    """The same for some replicas side by side: [replica, city, column] and [hour, replica, city, column]."""
    cities = unrest.build(rows)
    n, r = len(rows), len(replicas)
    people = np.zeros((len(unrest.COLUMNS), n, r))
    field = np.zeros((len(unrest.FIELDS), n, r))
    many = np.repeat(theta[:, None], r, axis=1)
    effect, kernel, desk, key = np.ones((n, r)), np.zeros((n, n, r)), unrest.desk(n, r), keys(11, replicas)
    unrest.start(cities, many, effect, people, field)
    unrest.reach(cities, many, kernel)
    first = people.T.astype(np.int64)
    if crowd:
        unrest.seed_crowd(people, 0, crowd, np.ones(r))
    channel = np.array([severity, shutdown, announced, 0.0, 0.0, 0.0])
    there = np.full(r, outsiders)
    after = np.zeros((hours, *people.T.shape), np.int64)
    for t in range(hours):
        unrest.hour(cities, many, effect, kernel, channel, there, people, field, key, t, desk)
        after[t] = people.T
    return first, after


def test_the_places_of_the_parameters_are_those_of_their_declaration() -> None:
    for name, place in ID.items():
        assert getattr(places, name.upper()) == place


def test_replicas_side_by_side_do_not_know_each_other() -> None:
    theta = _median()
    _, together = _abreast(THREE, theta, 96, np.arange(9), crowd=400, severity=0.4, shutdown=0.5)
    for replica in (0, 4, 8):
        _, alone = _run(THREE, theta, 96, severity=0.4, shutdown=0.5, replica=replica)
        assert (alone == together[:, replica]).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1), st.floats(0, 4000))
def test_persons_are_booked(draw: int, severity: float, shutdown: float, outsiders: float) -> None:
    theta = sample_priors(unrest.PARAMETERS, 1, draw)[0]
    first, after = _run(
        THREE, theta, 72, severity=severity, shutdown=shutdown, outsiders=outsiders, replica=draw
    )
    start = first[:, HOLDING].sum(axis=1)
    for people in after:
        assert (people >= 0).all()
        assert (people[:, HOLDING].sum(axis=1) == start + people[:, P["entered"]]).all()
        assert (
            people[:, P["dead_custody"]] + people[:, P["dead_unarmed"]] <= people[:, P["dead_state"]]
        ).all()
    counts = after[:, :, [P["ever_detained"], P["dead_state"], P["dead_armed"], P["injured"]]]
    assert (np.diff(counts, axis=0) >= 0).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_without_a_first_crowd_nothing_happens(draw: int) -> None:
    theta = sample_priors(unrest.PARAMETERS, 1, draw)[0]
    first, after = _run(THREE, theta, 48, crowd=0, severity=0.7, shutdown=1.0, outsiders=2000.0)
    assert (after == first).all()


def test_without_susceptible_people_a_crowd_stays_what_it_is() -> None:
    theta = _median()
    theta[ID["s0"]] = 0.0
    _, after = _run(THREE, theta, 48)
    assert after[:, 1:, P["street"]].max() == 0
    assert (after[:, 0, P["street"]] + after[:, 0, P["violent"]]).max() <= 400


def test_with_neither_reach_nor_media_it_stays_in_its_city() -> None:
    theta = _median()
    theta[ID["mu0"]], theta[ID["d0"]], theta[ID["delta"]], theta[ID["lambda_c"]] = 0.0, 1e-6, 8.0, 0.01
    theta[ID["s0"]] = 0.05
    _, after = _run(THREE, theta, 96)
    assert after[:, 0, P["street"]].max() > 800
    assert after[:, 1:, P["street"]].max() == 0


def test_a_shutdown_that_only_cuts_reach_never_widens_the_unrest() -> None:
    theta = _median()
    theta[ID["chi"]], theta[ID["ell"]], theta[ID["mu0"]] = 1.0, 0.0, 0.2
    _, free = _run(THREE, theta, 96)
    _, cut = _run(THREE, theta, 96, shutdown=1.0)
    assert (cut[:, :, P["street"]].max(axis=0) >= 100).sum() <= (
        free[:, :, P["street"]].max(axis=0) >= 100
    ).sum()


@pytest.mark.parametrize(
    ("silent", "levers"),
    [
        (("xi", "loyalty", "backlash"), {"outsiders": 3000.0}),
        (("theta_a",), {"announced": 1.0}),
        (("chi", "ell", "phi_services"), {"shutdown": 0.5}),
    ],
)
def test_a_lever_whose_effects_are_zero_changes_nothing(
    silent: tuple[str, ...], levers: dict[str, float]
) -> None:
    """No effect may be built in by a side door: at zero the two worlds are the same to the person."""
    theta = _median()
    for name in silent:
        theta[ID[name]] = 0.0
    theta[ID["psi"]] = 0.0
    _, plain = _run(THREE, theta, 72)
    _, moved = _run(THREE, theta, 72, **levers)  # type: ignore[arg-type]
    assert (plain == moved).all()


def test_every_effect_that_could_help_or_harm_has_zero_inside_its_prior() -> None:
    for name in ("b1", "b2", "psi", "theta_a", "theta_d", "ell", "xi", "loyalty", "backlash"):
        prior = unrest.PARAMETERS[ID[name]].prior
        low, high = prior.quantile(np.array([0.02, 0.98]))
        assert low < 0 < high, name


@pytest.mark.parametrize(("r0", "peak", "final"), [(2.0, 0.15343, 0.79681), (1.5, 0.06302, 0.58281)])
def test_one_city_without_policing_is_an_epidemic(r0: float, peak: float, final: float) -> None:
    """Kermack and McKendrick: largest share at one time, and share ever reached, against the closed forms."""
    assert 1 - (1 + np.log(r0)) / r0 == pytest.approx(peak, abs=1e-4)
    assert brentq(lambda z: 1 - np.exp(-r0 * z) - z, 1e-6, 1.0) == pytest.approx(final, abs=1e-4)
    persons, leave, gamma = 40_000, 8e-4, 1e-4
    theta = np.zeros(len(unrest.PARAMETERS))
    theta[[ID["s0"], ID["gamma"], ID["d0"], ID["tau"], ID["hold"], ID["w_p"], ID["f"]]] = (
        1.0, gamma, 1.0, 1.0, 1.0, leave, 1e-9,
    )  # fmt: skip
    awake, asleep = 0.25 + 0.75 / np.pi, 1.5 - (0.25 + 0.75 / np.pi)
    theta[ID["lambda"]] = r0 * leave * asleep / (gamma * persons / 1000.0 * awake)
    city = [unrest.CityRow("A", 0.0, 0.0, float(persons))]
    _, after = _abreast(city, theta, 30_000, np.arange(12), crowd=400)
    street = after[:, :, 0, P["street"]].reshape(-1, 24, 12).mean(axis=1)
    peaks = street.max(axis=0) / persons
    finals = 1 - after[-1, :, 0, P["susceptible"]] / persons
    for values, expected in ((peaks, peak), (finals, final)):
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        # The first crowd of 1 % and the step of an hour shift the limit by less than one part in a hundred.
        assert abs(np.mean(values) - expected) < 3 * error + 0.01
