"""Tables: everything in the library that stands as data, each with its codebook, as CSV, Parquet or Stata."""

from foedus.tables._codebook import FORMATS, Column, Row, Table, codebook_path, write
from foedus.tables._library import table, tables

__all__ = ["FORMATS", "Column", "Row", "Table", "codebook_path", "table", "tables", "write"]
