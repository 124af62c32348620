"""Conditions nest instead of skipping, and partners are found by bisection written out.

kind: right
"""


def generate(segment, types):
    built = [n for step in segment.steps if isinstance(step, Probe) for n in step.names]
    code = {n: f"columns[{k}][i]" for k, n in enumerate(n for n in types if n not in built)}
    texts = {n for n in code if types[n] == "text"}
    body = _nested(list(segment.steps), 0, 0, code, texts, types, segment.sink)
    lines = ["def segment(rows, room, columns, parameters, tables, out):", "    end = 0"]
    lines += ["    for i in range(rows):", *("        " + line for line in body), "    return end"]
    return "\n".join(lines) + "\n"


def _nested(steps, probe, var, code, texts, types, sink):
    if not steps:
        return _written(code, texts, sink)
    step, *rest = steps
    if isinstance(step, Keep):
        body = _nested(rest, probe, var, code, texts, types, sink)
        return [f"if {_text(step.predicate, code, texts)}:", *("    " + line for line in body)]
    if isinstance(step, Compute):
        lines, now, its = [], {}, set()
        for name, each in zip(step.names, step.expressions):
            if each[0] == "column":
                now[name] = code[each[1]]
                its |= {name} if each[1] in texts else set()
            else:
                lines.append(f"c{var} = {_text(each, code, texts)}")
                now[name] = f"c{var}"
                var += 1
        return lines + _nested(rest, probe, var, now, its, types, sink)
    if step.kind not in ("inner", "semi", "anti") or len(step.keys) != 1 or {*step.keys} & texts:
        raise ValueError(f"no such probe: {step}")
    p, table = probe, f"tables[{probe}]"
    both = code | {n: f"{table}[{k}][j{p}]" for k, n in enumerate(step.names, 1)}
    names = texts | {n for n in step.names if types[n] == "text"}
    lines = [f"k{p} = {code[step.keys[0]]}", f"lo{p} = 0", f"hi{p} = len({table}[0])"]
    lines += [f"while lo{p} < hi{p}:", f"    mid{p} = (lo{p} + hi{p}) // 2"]
    lines += [f"    if {table}[0][mid{p}] < k{p}:", f"        lo{p} = mid{p} + 1", "    else:"]
    lines += [f"        hi{p} = mid{p}", f"j{p} = lo{p}"]
    held = "True" if step.residual is None else _text(step.residual, both, names)
    more = f"j{p} < len({table}[0]) and {table}[0][j{p}] == k{p}"
    if step.kind == "inner":
        body = _nested(rest, probe + 1, var, both, names, types, sink)
        lines += [f"while {more}:", f"    if {held}:", *("        " + line for line in body)]
        return [*lines, f"    j{p} += 1"]
    lines += [f"met{p} = False", f"while not met{p} and {more}:"]
    lines += [f"    if {held}:", f"        met{p} = True", f"    j{p} += 1"]
    body = _nested(rest, probe + 1, var, code, texts, types, sink)
    wanted = f"met{p}" if step.kind == "semi" else f"not met{p}"
    return [*lines, f"if {wanted}:", *("    " + line for line in body)]


def _written(code, texts, sink):
    if not isinstance(sink, Group):
        lines = ["if end < room:", "    pass"]
        lines += [f"    out[{k}][end] = {each}" for k, each in enumerate(code.values())]
        return [*lines, "end += 1"]
    if not set(sink.group_by) <= texts:
        raise ValueError(f"a group by {sink.group_by}")
    lines = ["g = 0"]
    lines += [f"g = g * out[0][{k}] + {code[n]}" for k, n in enumerate(sink.group_by)]
    lines.append("out[1][g] = out[1][g] + 1")
    for k, (function, column, distinct, _) in enumerate(sink.aggregates, 2):
        place = f"out[{k}][g]"
        if distinct:
            raise ValueError("no DISTINCT")
        if function != "count" and column in texts:
            raise ValueError(f"no {function} of texts")
        if function == "count":
            lines.append(f"{place} = {place} + 1")
        elif function in ("sum", "avg"):
            lines.append(f"{place} = {place} + {code[column]}")
        else:
            sign = "<" if function == "min" else ">"
            lines += [f"if {code[column]} {sign} {place}:", f"    {place} = {code[column]}"]
    return lines


def _text(e, code, texts):
    word = e[0]
    if word == "column":
        return code[e[1]]
    if word == "parameter":
        return f"parameters[{e[1]}]"
    if word == "lookup":
        return f"parameters[{e[2]}][{code[e[1]]}]"
    if word == "case":
        if any(part[0] == "column" and part[1] in texts for part in (e[2], *(t for _, t in e[1]))):
            raise ValueError("no text is chosen in a loop")
        ways = "".join(f"({_text(t, code, texts)}) if ({_text(c, code, texts)}) else " for c, t in e[1])
        return f"({ways}({_text(e[2], code, texts)}))"
    if word == "not":
        return f"(not ({_text(e[1], code, texts)}))"
    if word == "float":
        return f"float({_text(e[1], code, texts)})"
    if word in ("year", "is_null"):
        raise ValueError(f"no loop for {word}")
    if any(part[0] == "column" and part[1] in texts for part in e[1:]):
        raise ValueError(f"two texts: {e}")
    sign = {"=": "==", "<>": "!="}.get(word, word)
    return f"(({_text(e[1], code, texts)}) {sign} ({_text(e[2], code, texts)}))"
