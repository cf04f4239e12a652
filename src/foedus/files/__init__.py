"""Files that people write: strict YAML with a place for every node, library look-up, atomic writing."""

from foedus.files._library import find, listing
from foedus.files._models import Placed, findings, read, validate
from foedus.files._writing import staged_folder, writable, write_bytes, write_text
from foedus.files._yaml import Document, load_yaml, parse_yaml

__all__ = [
    "Document",
    "Placed",
    "find",
    "findings",
    "listing",
    "load_yaml",
    "parse_yaml",
    "read",
    "staged_folder",
    "validate",
    "writable",
    "write_bytes",
    "write_text",
]
