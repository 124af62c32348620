"""The autograder: nbgrader, and what the course puts around it."""

import sys

# nbformat imports jsonschema, which compiles a grammar of international addresses if it finds the
# package for it: more than a second of every process's time, for a check that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # "is not there", to whoever asks
