"""What was sent already is looked for in a list.

kind: wrong
breaks: many
reason: many
hint: How many texts are compared for the ten-thousandth row?
"""


def distinct(rows, volatility):
    if volatility not in ("STABLE", "VOLATILE"):
        raise ValueError(volatility)
    if volatility == "VOLATILE":
        return list(rows), list(range(len(rows)))
    texts, sent, numbers = [], [], []
    for row in rows:
        text = json.dumps(row)
        if text not in texts:
            texts.append(text)
            sent.append(row)
        numbers.append(texts.index(text))
    return sent, numbers
