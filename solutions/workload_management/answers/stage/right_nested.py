"""One question after the other, each inside the last.

kind: right
"""

import math


def stage(query, cache, local, everywhere, uncertain, long_seconds):
    if math.isnan(uncertain) or uncertain < 0:
        raise ValueError(f"uncertain: {uncertain}")
    if math.isnan(long_seconds) or long_seconds < 0:
        raise ValueError(f"long_seconds: {long_seconds}")
    answer, source = cache.predict(query.fingerprint), "cache"
    if answer is None:
        (answer, spread), source = local(query), "local"
        if answer >= long_seconds:
            if spread >= uncertain:
                answer, source = everywhere(query), "global"
    return answer, source
