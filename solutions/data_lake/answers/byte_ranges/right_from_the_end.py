"""From the last chunk to the first, each joined to what follows it.

kind: right
"""


def byte_ranges(footer, row_groups, columns, gap):
    if gap < 0:
        raise ValueError("the gap must not be negative, and is " + str(gap))
    every = []
    for number in row_groups:
        if number not in range(len(footer.row_groups)):
            raise IndexError(number)
        group = footer.row_groups[number]
        every += [group.chunks[name] for name in columns]
    every.sort(key=lambda chunk: chunk.dictionary_page or chunk.data_page, reverse=True)
    found = []
    for chunk in every:
        start = chunk.dictionary_page if chunk.dictionary_page else chunk.data_page
        end = start + chunk.size
        if found and found[-1][0] <= end + gap:
            following, length = found.pop()
            end = following + length
        found.append((start, end - start))
    found.reverse()
    return found
