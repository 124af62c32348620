"""SQL that runs in the page: the directive ``sql``, and the small tables that it asks.

A box holds a query and what it gave when the book was built. A click loads the engine, if
``autograder.authoring.sql_engine`` has made it, and the tables; then the query can be changed. Until
then, on paper, without JavaScript and where no engine could be had, the box is whole as it stands.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from autograder.authoring import sql_engine
from warehouse import data

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "box.js"
#: The first so many orders of scale factor 0.01 and their lines, and of the other tables all.
SCALE, ORDERS = 0.01, 1_500
#: Columns that no question is asked about, half of the bytes.
LEFT_OUT = ("comment", "address", "phone")
#: Rows of an answer that a box shows; of more, the first so many.
SHOWN = 100
#: Where the page finds engine and tables, below _static.
FOLDER = "sql"
WITHOUT = (
    "This book was built on a machine to which npm could not bring the database that runs in a page "
    "(python -m autograder.authoring.sql_engine), so the query cannot be changed here; in a notebook "
    "it can, with DuckDB."
)

logger = logging.getLogger(__name__)


@cache
def tables() -> dict[str, pa.Table]:
    """All eight tables, small: 1,500 orders, their 6,005 lines, and what these point to."""
    found = {name: data.table(name, SCALE) for name in data.TABLES}
    found["orders"] = found["orders"].slice(0, ORDERS)
    last = found["orders"]["o_orderkey"][-1]
    lines = found["lineitem"]
    found["lineitem"] = lines.filter(pc.less_equal(lines["l_orderkey"], last))
    return {
        name: table.select([it for it in table.column_names if not it.endswith(LEFT_OUT)])
        for name, table in found.items()
    }


def packed() -> str:
    """The script that brings the tables to the page: each as Parquet, in base 64."""
    held = {}
    for name, table in tables().items():
        file = io.BytesIO()
        pq.write_table(table, file, compression="zstd")
        held[name] = base64.b64encode(file.getvalue()).decode()
    return f"window.courseTables = {json.dumps(held)};\n"


def answer(query: str) -> tuple[list[str], list[bool], list[tuple]]:
    """What DuckDB says: names of the columns, which of them hold numbers, and rows. Raises
    ``duckdb.Error``."""
    with duckdb.connect() as connection:
        for name, table in tables().items():
            connection.register(name, table)
        found = connection.sql(query)
        kinds = [str(kind) for kind in found.types]
        numbers = [kind.startswith(("DECIMAL", "DOUBLE")) or "INT" in kind for kind in kinds]
        return found.columns, numbers, found.fetchall()


def word(value: object) -> str:
    """A value as a table shows it, and box.js does."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def table_of(columns: Sequence[str], numbers: Sequence[bool], rows: Sequence[tuple]) -> str:
    """The markup of an answer."""
    kinds = [' class="number"' if number else "" for number in numbers]
    head = "".join(f'<th scope="col"{k}>{escape(c)}</th>' for k, c in zip(kinds, columns))
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{escape(word(v))}</td>" for k, v in zip(kinds, row)) + "</tr>"
        for row in rows
    )
    return f'<table class="shown"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


class SqlBox(SphinxDirective):
    """``{sql} WHAT``: a box with a query, its body, and its answer. WHAT names it, for readers who
    hear the page too."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        for path in (Path(__file__), SCRIPT):
            self.env.note_dependency(str(path))
        query = "\n".join(self.content)
        try:
            columns, numbers, rows = answer(query)
        except duckdb.Error as fault:
            raise self.error(f"the query of the box {self.arguments[0]!r}: {fault}") from fault
        if len(rows) > SHOWN:
            raise self.error(f"{self.arguments[0]!r} shows {len(rows)} rows: {SHOWN} at most")
        name = f"sql-{self.env.new_serialno('sql') + 1}"
        title = escape(self.arguments[0], quote=True)
        static = "../" * self.env.docname.count("/") + f"_static/{FOLDER}"
        engine = sql_engine.installed()
        loaded = ""
        if engine:
            size = engine.stat().st_size + len(packed())
            loaded = f' data-from="{static}" data-megabytes="{size / 1e6:.1f}" data-rows="{SHOWN}"'
        opening = (
            f'<div class="sql-box" id="{name}" role="group" aria-labelledby="{name}-title"{loaded}>'
            f'<p class="sql-title" id="{name}-title">{title}</p>'
        )
        closing = (
            f'<div class="sql-result" role="group" aria-label="Answer: {title}" tabindex="0" '
            f'style="overflow-x:auto">{table_of(columns, numbers, rows)}</div>'
        )
        if engine:
            closing += "<noscript><p>The query can be changed and run here, with JavaScript.</p></noscript></div>"
            closing += f"\n<script>\n{SCRIPT.read_text(encoding='utf-8')}\n</script>"
        else:
            closing += f'<p class="sql-without">{escape(WITHOUT)}</p></div>'
        code = nodes.literal_block(query, query, language="sql")
        return [
            nodes.raw("", opening, format="html"),
            code,
            nodes.raw("", closing, format="html"),
        ]


def write(app: Sphinx) -> None:
    """Engine and tables go where pages find them; what is there from an earlier build is replaced."""
    folder = Path(app.confdir) / "_served" / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    engine = sql_engine.installed()
    if not engine:
        logger.info("SQL in the pages stands still: %s", WITHOUT)
        return
    folder.mkdir(parents=True)
    shutil.copy2(engine, folder)
    (folder / "tables.js").write_text(packed())


def setup(app: Sphinx) -> dict:
    app.add_directive("sql", SqlBox)
    # as a setting of the book, so that its pages are read anew once there is an engine, or none
    app.add_config_value(
        "course_engine", sql_engine.digest() if sql_engine.installed() else "", "env"
    )
    app.connect("builder-inited", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
