"""The airlift alone, run after run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.chance import compiled
from foedus.forces import Lift, arrive_until, commit

F8 = NDArray[np.float64]


@compiled
def closures(
    lift: Lift, thetas: F8, seed: int, decided: int, actions: NDArray[np.int64], blank: F8, state: F8,
    queue: F8, out: F8,
) -> None:  # fmt: skip
    """Commit, land everything, and note the hour of the last landing, for each row of `thetas`."""
    for r in range(len(thetas)):
        for i in range(state.shape[0]):
            for k in range(state.shape[1]):
                state[i, k] = blank[i, k]
        for k in range(len(queue)):
            queue[k] = 0.0
        commit(lift, thetas[r], seed, r, decided, actions, -1.0, 0.0, state)
        arrive_until(lift, thetas[r], seed, r, decided, decided + 5000, state, queue)
        last = 0.0
        for i in range(state.shape[0]):
            if state[i, 0] > 0.0:
                last = max(last, state[i, 7])
        out[r] = last
