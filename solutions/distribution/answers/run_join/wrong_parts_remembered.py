"""Parts are looked up once for each name.

kind: wrong
reason: again
breaks: again
hint: A table may be loaded anew under its old name. Whose rows do you join then?
"""

reference = run_join
FOUND = {}


class Looked:
    """The cluster, but parts of a table that was found before are not looked up again."""

    def __init__(self, cluster):
        self.cluster, self.slices = cluster, cluster.slices
        self.run = cluster.run

    def parts(self, name):
        return FOUND.setdefault((self.cluster, name), self.cluster.parts(name))


def run_join(cluster, plan):
    return reference(Looked(cluster) if plan.outer.rows == 60 else cluster, plan)
