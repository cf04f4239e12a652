from __future__ import annotations

import pytest

from tests.report.standin import StandIn, stand_in


@pytest.fixture(scope="session")
def replay() -> StandIn:
    return stand_in()
