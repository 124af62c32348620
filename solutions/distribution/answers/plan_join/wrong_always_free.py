"""The best label is given to every join.

kind: wrong
reason: neither
breaks: neither
hint: Which of the two tables lies by the key of this join? If neither does, something has to travel.
"""

def plan_join(left, right, on):
    return JoinPlan('DS_DIST_NONE', 0, left, right, on)
