"""The readers of what it read count as coming before.

kind: wrong
reason: few_refusals
hint: Two readers of one version do not depend on each other. Of what you read only its writer must come before you.
"""


def certify(stamp, reads, overwrites):
    high = max([version.read for version in reads] + [version.read for version in overwrites], default=0)
    low = min([version.overwritten for version in reads] + [stamp])
    if low <= high:
        raise ConflictError(f"{low} is not above {high}")
    return low
