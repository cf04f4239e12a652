"""One way to compile a kernel, with a cache that notices every change.

Numba's cache looks at the file of the function that it compiles and not at the files of the
functions that this one calls. The folder of the cache is therefore named after the sources of all
rooms that hold kernels: any change to any of them starts a fresh one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

__all__ = ["compiled", "either", "inner", "kernel_hash", "spliced"]

F = TypeVar("F", bound=Callable[..., object])

_ROOMS = ("chance", "council", "forces", "unrest", "crisis")


@lru_cache(maxsize=1)
def kernel_hash() -> str:
    """Hash of the sources of all rooms that hold kernels: they decide the bits of a run."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> str:
    """Folder of the compiled kernels: per user, per state of their sources."""
    base = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path("~/.cache").expanduser()
    return str(root / "foedus" / kernel_hash()[:16])


def _numba() -> Callable[..., Callable[[object], object]]:
    import numba

    setattr(numba.config, "CACHE_DIR", _cache_folder())  # noqa: B010  (set at import by numba, not declared)
    return cast("Callable[..., Callable[[object], object]]", numba.njit)


_njit = _numba()
_ALWAYS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """Compile a function without Python objects; it releases the interpreter while it runs.

    The result keeps its Python type, so that strict typing sees through it. Division by zero gives
    infinities as in NumPy; kernels guard against it where it matters. Nothing is reordered and no
    operations are fused (no ``fastmath``): the bits do not depend on how many lanes a processor has.
    """
    return cast(F, _njit(cache=True, **_ALWAYS)(function))


def inner(function: F) -> F:
    """Compile a function that only compiled functions call.

    It has no door to Python, which takes longer to compile than most bodies, and no place of its own in
    the cache: whoever calls it holds it.
    """
    return cast(F, _njit(no_cpython_wrapper=True, **_ALWAYS)(function))


def spliced(function: F) -> F:
    """Paste a function into the compiled functions that call it: for one large body with one caller."""
    return cast(F, _njit(cache=True, inline="always", **_ALWAYS)(function))


def either(function: F) -> F:
    """Leave a function as it is, and let compiled functions call it too."""
    from numba.extending import register_jitable

    shared: F = register_jitable(function)
    return shared
