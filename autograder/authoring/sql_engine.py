"""The database that runs in the book's pages: DuckDB compiled for browsers, one script made of npm's
packages.

``python -m autograder.authoring.sql_engine`` installs what book/sql/package-lock.json names, makes the
script, keeps it in the virtual environment, and removes the packages. ``book/sql/sql_box.py`` copies it
into a book that is built; where it is not there, the book is built without. Beside it lies axe-core,
which the tests look for faults of accessibility with.

It is a classic script that holds the compiled engine as text, not a WebAssembly file beside a module:
a page that is opened from a folder may load the one and not the other.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import sys
import tempfile
from pathlib import Path

from autograder import npm, paths

LOCKED = paths.BOOK / "sql"  # where package.json and package-lock.json lie
FOLDER = Path(sys.prefix) / "sql"
ENGINE, AXE = FOLDER / "duckdb.js", FOLDER / "axe.min.js"
MADE_FROM = FOLDER / "made-from"
#: Of three builds the one for browsers that have WebAssembly's exceptions: all since 2022.
WASM, WORKER = "duckdb-eh.wasm", "duckdb-browser-eh.worker.js"

NOTICE = """/*
DuckDB-Wasm 1.28.0 (https://github.com/duckdb/duckdb-wasm), Copyright 2021 DuckDB WASM Contributors, and DuckDB in it
(https://duckdb.org), Copyright Stichting DuckDB Foundation, both under the MIT License:

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice
shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY
OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR
PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR
THE USE OR OTHER DEALINGS IN THE SOFTWARE.

Apache Arrow 13.0.0 for JavaScript (https://arrow.apache.org), Apache License 2.0; its notice stands at its own beginning.
*/
"""


def digest() -> str:
    """Of all that the script is made from."""
    files = (LOCKED / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def installed() -> Path | None:
    """Where the engine's script is; None where it has not been made, or from something else."""
    made = MADE_FROM.exists() and MADE_FROM.read_text() == digest()
    return ENGINE if made and ENGINE.exists() else None


def packed(path: Path) -> str:
    """A file as text: gzip, which a browser can open, a fourth of the size; the same at every run."""
    return base64.b64encode(gzip.compress(path.read_bytes(), mtime=0)).decode()


def script(modules: Path) -> str:
    """``window.courseEngine``: the library ``duckdb``, ``wasm`` and ``worker`` as ``packed`` makes
    them. Both libraries are CommonJS modules, the one asks for the other."""
    duckdb = modules / "@duckdb" / "duckdb-wasm" / "dist"
    arrow = (modules / "apache-arrow" / "Arrow.es2015.min.js").read_text(encoding="utf-8")
    library = (duckdb / "duckdb-browser.cjs").read_text(encoding="utf-8")
    parts = [NOTICE, "window.courseEngine = (function () {", "const modules = {};"]
    for name, text in (("apache-arrow", arrow), ("duckdb", library)):
        text = "\n".join(line for line in text.splitlines() if "sourceMappingURL" not in line)
        parts += [
            f'(function (module, require) {{ modules["{name}"] = module; const exports = module.exports;',
            text,
            "}).call(window, { exports: {} }, function (name) { return modules[name].exports; });",
        ]
    parts += [
        "return { duckdb: modules.duckdb.exports,",
        f'worker: "{packed(duckdb / WORKER)}",',
        f'wasm: "{packed(duckdb / WASM)}" }};',
        "})();",
    ]
    return "\n".join(parts)


def install() -> None:
    """Put the script into the virtual environment; where it is there as locked, do nothing. Raises
    SystemExit where npm fails."""
    if installed() and AXE.exists():
        return
    FOLDER.mkdir(exist_ok=True)
    MADE_FROM.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        if not npm.ci(LOCKED, Path(folder)):
            sys.exit(
                "npm could not install the database for the book's pages (see above). The book is built "
                "without: what its SQL gives stands there, but cannot be changed. To try again, run "
                "'python -m autograder.authoring.sql_engine'"
            )
        modules = Path(folder) / "node_modules"
        ENGINE.write_text(script(modules), encoding="utf-8")
        AXE.write_bytes((modules / "axe-core" / "axe.min.js").read_bytes())
    MADE_FROM.write_text(digest())


if __name__ == "__main__":
    install()
