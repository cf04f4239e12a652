"""Where the program begins: ``foedus`` and ``python -m foedus``."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; an interrupt while it is still being loaded is told in one line too."""
    try:
        from foedus.cli import main as begin
    except KeyboardInterrupt:
        sys.stderr.write("foedus: interrupted; nothing was written\n")
        sys.exit(130)
    begin()


if __name__ == "__main__":
    main()
