"""Slices that do not answer are left out.

kind: wrong
reason: failures
breaks: failures
hint: A sum over three slices of four is no sum. What should whoever asked be told?
"""

reference = two_phase_aggregate


class Patient:
    """The cluster, but what fails is tried again."""

    def __init__(self, cluster):
        self.cluster, self.parts = cluster, cluster.parts

    def run(self, *arguments):
        try:
            return self.cluster.run(*arguments)
        except RuntimeError:
            return self.cluster.run(*arguments)

    def fetch(self, parts):
        try:
            return self.cluster.fetch(parts)
        except RuntimeError:
            return self.cluster.fetch(parts[:1])


def two_phase_aggregate(cluster, table, group_by, aggregates):
    return reference(Patient(cluster), table, group_by, aggregates)
