from pathlib import Path

import pytest

from foedus import treaty
from foedus.treaty import Treaty

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-golden",
        action="store_true",
        default=False,
        help="write the golden table of the law anew; review the difference before you commit it",
    )


@pytest.fixture(scope="session")
def csto() -> Treaty:
    return treaty.load("csto")


@pytest.fixture(scope="session")
def small() -> Treaty:
    return treaty.load(HERE / "good" / "small.yaml")
