"""Inner's new parts are kept under the table's name.

kind: wrong
reason: again
breaks: untouched
hint: The next plan believes that the table lies as it was loaded. Where does it lie after your join?
"""

reference = run_join


def run_join(cluster, plan):
    if plan.label == "DS_DIST_BOTH":
        cluster.keep(plan.inner.name, hashed_anew(cluster, cluster.parts(plan.inner.name), plan.on[1]))
        return reference(cluster, plan._replace(label="DS_DIST_OUTER"))
    return reference(cluster, plan)
