"""Only the packer looks at the width.

kind: wrong
reason: refuses
hint: bit_unpack gets a width too, perhaps from a damaged header. What does yours do with 65?
breaks: bad_width
"""

unpack_checked = bit_unpack


def bit_unpack(packed, width, count):
    return unpack_checked(packed, min(max(width, 0), 64), count)
