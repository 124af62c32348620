"""``python -m autograder COMMAND``, and ``course COMMAND``, which is the same."""

from __future__ import annotations

import sys

from autograder import in_front


def run() -> None:
    """The command line, once it is known that its packages are Python's and the course's own."""
    in_front.leave_out_where_one_stands()
    if foreign := in_front.found():
        sys.exit(print(f"autograder: {foreign}", file=sys.stderr) or 2)
    try:
        from autograder.command_line import main
    except ModuleNotFoundError as missing:
        sys.exit(
            print(
                f"autograder: {missing}: run 'make setup', then 'source .venv/bin/activate'",
                file=sys.stderr,
            )
            or 2
        )
    main()


if __name__ == "__main__":  # and not in a process that is started from this one
    run()
