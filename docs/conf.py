"""How the documents become pages: Sphinx, MyST and furo, without a network."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import foedus
from foedus import report

project = "Foedus"
author = "The Foedus authors"
version = release = foedus.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated"]
exclude_patterns = ["_build", "_ext"]

myst_heading_anchors = 3

# Docstrings are numpydoc; a word in single backticks is a name of Python where it is one.
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = ["Departs"]
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
add_module_names = False
maximum_signature_line_length = 100

# Two rooms may use one name, such as `Figure`; a docstring means that of its own room.
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_title = f"Foedus {release}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

# Names of this room come when they are first asked for; the reference wants to see them all.
for _name in report.__all__:
    setattr(report, _name, getattr(report, _name))
