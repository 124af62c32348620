"""Registers an AST transformer that strips raise and assert from every cell that runs later.

must: the transformer never sees a graded cell; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import ast


class Strip(ast.NodeTransformer):
    def visit_Raise(self, node):
        return ast.copy_location(ast.Pass(), node)

    visit_Assert = visit_Raise

    def visit_Return(self, node):
        if "score" in ast.unparse(node):
            node.value = ast.copy_location(ast.Constant(10), node)
        return node


get_ipython().ast_transformers.append(Strip())
"""
    + WRONG_RLE
}
