"""A list of steps, the first of which that has an answer is believed.

kind: right
"""

def stage(query, cache, local, everywhere, uncertain, long_seconds):
    bad = [limit for limit in (uncertain, long_seconds) if limit < 0 or limit != limit]
    if bad:
        raise ValueError(f"a limit of {bad[0]}")

    def from_local():
        seconds, spread = local(query)
        return seconds if spread < uncertain or seconds < long_seconds else None

    steps = {
        "cache": lambda: cache.predict(query.fingerprint),
        "local": from_local,
        "global": lambda: everywhere(query),
    }
    for source, step in steps.items():
        seconds = step()
        if seconds is not None or source == "global":
            return (seconds, source)
