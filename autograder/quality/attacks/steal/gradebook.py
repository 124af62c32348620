"""Opens every gradebook that it can find, and prints grades and names.

must: no gradebook is in sight
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sqlite3
from pathlib import Path

import warehouse

for root in {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents}:
    for path in [*root.glob("*.db"), *root.glob("autograder/**/*.db"), *root.glob("../*.db")]:
        try:
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                print(path, table, connection.execute(f"select * from {table} limit 50").fetchall())
        except sqlite3.Error as error:
            print(path, error)
"""
    + WRONG_RLE
}
