from __future__ import annotations

import os

from hypothesis import settings

# A machine that decides about a change must decide alike each time; elsewhere new examples are sought.
settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
