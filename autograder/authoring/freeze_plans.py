"""Makes ``warehouse/plans/tpch/plans.json`` from the SQL beside it, by ``warehouse.plans.front_end``.

``pip install datafusion && python -m autograder.authoring.freeze_plans``. The plans are committed.
"""

from __future__ import annotations

import json
from pathlib import Path

from warehouse import plans
from warehouse.plans import front_end

FOLDER = Path(plans.__file__).parent / "tpch"


def freeze(number: int, context: object, schemas: dict) -> dict:
    """One query's plan and the scales of its columns, as JSON can hold them."""
    plan, scales = front_end.plan_of(plans.sql(number), context, schemas)
    return {"plan": plans.to_data(plan), "scales": scales}


def main() -> None:
    context, schemas = front_end.session()
    frozen = {number: freeze(number, context, schemas) for number in range(1, 23)}
    lines = ",\n".join(f'"{n}": {json.dumps(each)}' for n, each in frozen.items())
    (FOLDER / "plans.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
