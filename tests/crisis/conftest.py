from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from foedus.chance import sample_priors
from foedus.crisis import Case, LawTable, load_case, parameters
from tests.crisis.invented import ACCOUNTS, STAGES


@pytest.fixture(scope="session")
def case() -> Case:
    whole = load_case("kazakhstan-2022")
    cities = [c for c in whole.file.cities if c.name in ("Almaty", "Aktau", "Zhanaozen", "Taldykorgan")]
    file = whole.file.model_copy(update={"cities": cities, "days": 16})
    return dataclasses.replace(whole, file=file, hours=16 * 24)


@pytest.fixture(scope="session")
def law(case: Case) -> LawTable:
    legal = np.zeros((2, 2, len(case.states)))
    legal[0, 1], legal[1] = 0.5, -0.5
    return LawTable(ACCOUNTS, STAGES, tuple(case.states), legal, np.ones((2, 2), np.bool_), {}, {})


@pytest.fixture(scope="session")
def thetas(case: Case) -> NDArray[np.float64]:
    """Draws from the prior in which the first crowd spreads, so that there is something to test."""
    known = parameters(case)
    rows = sample_priors(known, 40, 5)
    at = {p.id: i for i, p in enumerate(known)}
    rows[:, at["unrest.s0"]] = 0.02
    rows[:, at["unrest.lambda_c"]] = 0.01
    return rows
