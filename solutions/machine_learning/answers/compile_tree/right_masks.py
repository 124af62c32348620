"""Node by node: the numbers of the rows that reach it, split in two.

kind: right
"""

import numpy as np


def compile_tree(tree):
    columns, bars = tree.feature.tolist(), [np.float64(bar) for bar in tree.threshold]
    lefts, rights, gaps = tree.left.tolist(), tree.right.tolist(), tree.missing_left.tolist()
    says = np.array(tree.value, copy=True)

    def predict(rows):
        single = rows.astype(np.float32)
        answer = np.empty(rows.shape[1], says.dtype)
        pending = [(0, np.arange(rows.shape[1]))]
        while pending:
            node, some = pending.pop()
            if lefts[node] == -1:
                answer[some] = says[node]
                continue
            if not len(some):
                continue
            x = single[columns[node]][some]
            low = x <= bars[node]
            if gaps[node]:
                low |= np.isnan(x)
            pending += [(lefts[node], some[low]), (rights[node], some[~low])]
        return answer

    return predict
