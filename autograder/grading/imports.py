"""What the text of a notebook or module imports or runs, as far as its lines tell."""

from __future__ import annotations

import importlib.util
import re
import sys


def imported(source: str) -> set[str]:
    """Names of modules and packages that the text imports; it may be no Python that parses, with magics in it."""
    found = re.findall(r"^[ \t]*from[ \t]+(\w+)[\w.]*[ \t]+import\b", source, re.MULTILINE)
    for names in re.findall(r"^[ \t]*import[ \t]+([^\n#;]+)", source, re.MULTILINE):
        found += [name.split()[0].split(".")[0] for name in names.split(",") if name.strip()]
    return set(found)


def run(source: str) -> set[str]:
    """Names of files that the text runs, which may be called as a library is."""
    found = r"^[ \t]*%run[ \t]+(?:-\w+[ \t]+)*[\"']?(?:\./)?(\w+)(?:\.py)?[\"']?[ \t]*$"
    return set(re.findall(found, source, re.MULTILINE))


def is_a_librarys(name: str) -> bool:
    try:
        return name in (*sys.stdlib_module_names, "__main__") or bool(
            importlib.util.find_spec(name)
        )
    except (ValueError, ImportError):  # it is loaded here, and has no spec: __mp_main__
        return False
