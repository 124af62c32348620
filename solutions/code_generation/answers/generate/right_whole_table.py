"""Every row looks at the whole table; columns are put into variables first.

kind: right
"""


_their_generate = generate


def generate(segment, types):
    text = _their_generate(segment, types)
    lines = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("first") and "searchsorted" in bare:
            name, table = bare.split(" = ")[0], bare.split("(")[1].split(",")[0]
            indent = line[: len(line) - len(bare)]
            lines.append(f"{indent}{name} = 0")
            key = bare.split(", ")[1].rstrip(")")
            lines.append(f"{indent}while {name} < len({table}) and {table}[{name}] < {key}:")
            lines.append(f"{indent}    {name} += 1")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
