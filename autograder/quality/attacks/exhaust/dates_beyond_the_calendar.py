"""Returns Arrow columns of dates and moments that no calendar holds, and of a time zone that is none.

must: they are wrong, not the grader's fault: a message can be made of any column
earns: 0
exercises: table
others: reference
"""

CELLS = {
    "table": r"""
made = [
    pa.array([2**31 - 1], pa.date32()),
    pa.array([2**62], pa.date64()),
    pa.array([2**63 - 1], pa.timestamp("s")),
    pa.array([1], pa.timestamp("us", tz="Nowhere/None")),
    pa.array([2**63 - 1], pa.duration("s")),
    pa.array([2**62], pa.time64("ns")),
]


def encode_table(table):
    return "a text"


def decode_table(encoded):
    made.append(made.pop(0))
    return made[0] if len(encoded) % 2 else pa.table({"x": made[0]})
"""
}
