"""Sends a function to the cluster's slices that looks round there, where the cluster's process may be the tests'.

must: the function runs in a sandbox like the student's; no seed, no hidden test, no points
earns: 0
lab: distribution
exercises: run_join
"""

CELLS = {
    "run_join": r"""
def run_join(cluster, plan):
    def look():
        import gc
        import os
        import sys

        frames, frame = [], sys._getframe()
        while frame is not None:
            frames.append(str(frame.f_code.co_names)[:500])
            frame = frame.f_back
        kept = [text for text in gc.get_objects() if isinstance(text, str) and "canary-" in text]
        return str([dict(os.environ).get("COURSE_SEED"), os.getcwd(), os.listdir("/"), frames, kept])

    raise ValueError(cluster.fetch(cluster.run(0, look)))
"""
}
