"""An unknown function is a KeyError from somewhere inside.

kind: wrong
reason: refuses
breaks: refuses
hint: Look at the names before any work is sent out, and name the one you do not know.
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    try:
        return reference(cluster, table, group_by, aggregates)
    except ValueError as error:
        raise KeyError(str(error)) from error
