"""The partial counts are counted on the leader.

kind: wrong
reason: groups
breaks: groups
hint: Three slices that each counted 200 rows: 600, not 3. Which function finishes a count?
"""

FINISH = {"count": "count", "sum": "sum", "min": "min", "max": "max"}
