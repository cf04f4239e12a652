"""One outline of a result, and its renderings: terminal, HTML, Markdown."""

from foedus.report._build import outline
from foedus.report._html import html
from foedus.report._markdown import markdown
from foedus.report._outline import Outline, Section
from foedus.report._terminal import terminal

__all__ = ["Outline", "Section", "html", "markdown", "outline", "terminal"]
