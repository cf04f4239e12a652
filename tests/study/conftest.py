from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foedus.crisis import load_case
from foedus.study import run_study
from tests.study.small import make_plan


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the small case, its plan, and the plan run by one thread in ``reference``."""
    folder = tmp_path_factory.mktemp("study")
    plan = make_plan(folder)
    run_study(plan, folder / "reference", workers=1)
    yield folder
    load_case.cache_clear()


@pytest.fixture(scope="session")
def plan(home: Path) -> Path:
    return home / "plan.yaml"


@pytest.fixture(scope="session")
def reference(home: Path) -> Path:
    return home / "reference"
