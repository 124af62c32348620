"""Ends the process at every call of every exercise, so that the grader starts one after the other.

must: the number of new processes, or the time, is bounded; every exercise is graded
earns: 0
exercises: rle bit_packing frame_of_reference delta dictionary mostly analyze table
"""

NAMES = {
    "rle": ["rle_encode", "rle_decode"],
    "bit_packing": ["bit_pack", "bit_unpack"],
    "frame_of_reference": ["for_encode", "for_decode"],
    "delta": ["delta_encode", "delta_decode"],
    "dictionary": ["dict_encode", "dict_decode"],
    "mostly": ["mostly_encode", "mostly_decode"],
    "analyze": ["analyze_compression"],
    "table": ["encode_table", "decode_table"],
}
CELLS = {
    exercise: "\n\n\n".join(
        f"def {name}(*arguments):\n    import os\n    os._exit(3)" for name in names
    )
    for exercise, names in NAMES.items()
}
