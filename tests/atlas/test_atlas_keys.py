from __future__ import annotations

import pytest

from foedus.atlas import state_key, states
from foedus.errors import InputError


def test_every_state_has_its_own_number() -> None:
    assert len({state_key(iso3) for iso3 in states()}) == len(states())


@pytest.mark.parametrize("word", ["", "KA", "kaz", "K4Z", "КАЗ", "KAZA"])
def test_a_word_that_is_no_code(word: str) -> None:
    with pytest.raises(InputError, match="three capital letters"):
        state_key(word)
