"""Views of the student's own parts at work, for JupyterLab. Each takes the student's function and shows what it makes.

A view never raises: a part that is not started, or that fails, is said in words where the picture would be.
"""

from warehouse.views.encodings import bits, choices, encoded, sizes

__all__ = ["bits", "choices", "encoded", "sizes"]
