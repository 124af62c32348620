"""Writes into every gradebook that it can find.

must: no gradebook changes
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import sqlite3
from pathlib import Path

import warehouse

for root in {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents}:
    for path in [*root.glob("*.db"), *root.glob("autograder/**/gradebook.db"), *root.glob("../gradebook.db")]:
        try:
            connection = sqlite3.connect(path)
            connection.execute('create table "planted-by-an-attack" (manual_score real)')
            connection.commit()
            print("wrote", path)
        except sqlite3.Error as error:
            print(path, error)
"""
    + RIGHT_RLE
}
