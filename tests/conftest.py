from __future__ import annotations

import os

from hypothesis import settings

# How long an example takes depends on the machine and proves nothing. A machine that decides about a
# change must decide alike each time; elsewhere new examples are sought.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
