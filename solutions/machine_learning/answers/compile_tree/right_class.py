"""An object that can be called, whose arrays were put into the order of levels.

kind: right
"""

import numpy as np


class Compiled:
    def __init__(self, tree):
        order, level = [], [0]
        while level:
            order += level
            level = [child for node in level if tree.left[node] != -1
                     for child in (int(tree.left[node]), int(tree.right[node]))]
        place = np.zeros(len(tree.left), np.int64)
        place[order] = np.arange(len(order))
        self.inner = tree.left[order] != -1
        self.left = np.where(self.inner, place[np.where(self.inner, tree.left[order], 0)], 0)
        self.column = np.where(self.inner, tree.feature[order], 0)
        self.bar = tree.threshold[order].astype(np.float64)
        self.gap, self.value = tree.missing_left[order], tree.value[order]

    def __call__(self, rows):
        table = np.asarray(rows, np.float32)
        at = np.zeros(table.shape[1], np.intp)
        going = np.arange(table.shape[1]) if self.inner[0] else np.arange(0)
        while going.size:
            here = at[going]
            x = table[self.column[here], going].astype(np.float64)
            left = np.where(np.isnan(x), self.gap[here], x <= self.bar[here])
            at[going] = self.left[here] + ~left
            going = going[self.inner[at[going]]]
        return self.value[at]


def compile_tree(tree):
    return Compiled(tree)
