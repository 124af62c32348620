"""The two texts of a call: what the warehouse sends, and what the function answers. JSON, with the field names of
Redshift's Lambda functions (documentation, *Scalar Lambda UDFs*); of the request's fields those that this lab needs.
"""

from __future__ import annotations

import json

#: Letters of a request id: 32 hexadecimal digits and four hyphens, as ``str(uuid.uuid4())`` writes it.
ID_LETTERS = 36


def request(request_id: str, rows: list[tuple]) -> str:
    """The payload of a call, as it is sent: one ASCII letter is one byte, and whatever is not ASCII is escaped.

    ``rows``: of each row its arguments; None, booleans, whole numbers, finite floats, texts.
    Raises ``ValueError`` for an id that has not 36 letters, and for a float that JSON does not have.
    """
    if type(request_id) is not str or len(request_id) != ID_LETTERS:
        raise ValueError(f"a request id is a text of {ID_LETTERS} letters, not {request_id!r}")
    arguments = [list(row) for row in rows]
    fields = {"request_id": request_id, "num_records": len(rows), "arguments": arguments}
    return json.dumps(fields, allow_nan=False)


def answer(results: list) -> str:
    """The answer to a call that went well: one result for each row, in the order of the rows."""
    return json.dumps({"success": True, "num_records": len(results), "results": results})


def refusal(message: str) -> str:
    """The answer of a function that refuses; ``message`` says why."""
    return json.dumps({"success": False, "error_msg": message})
