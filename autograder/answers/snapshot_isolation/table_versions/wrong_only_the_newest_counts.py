"""What the newest version does not use is called garbage.

kind: wrong
reason: unused
hint: An older version is still read, and some of its blocks are in no newer one. Keep what any version uses.
"""


def garbage(blocks, versions):
    return blocks.numbers() - set(versions[-1].blocks) if versions else blocks.numbers()
