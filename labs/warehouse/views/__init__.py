"""Views of the student's own parts at work, for JupyterLab. Each takes the student's function and shows what it makes.

A view never raises: a part that is not started, or that fails, is said in words where the picture would be. A lab's
views are imported when one of them is first asked for, so that no lab pays for, or breaks with, another's.
"""

from importlib import import_module

_WHERE = {
    "encodings": ("bits", "choices", "encoded", "sizes"),
    "zones": ("blocks_read", "curve", "lit", "regions", "sorted_blocks", "zone_bars"),
    "storage": ("crash_points", "hit_rates", "on_s3", "recovery_cost", "stored_blocks", "tiers"),
    "federated": ("broken_fetches", "federated_plans", "on_postgres", "pushed", "quoted", "remote_texts"),
    "layouts": ("adviser", "chosen_keys", "heuristics", "join_graph", "sort_keys", "table_encodings"),
    "distribution": ("balance", "exchanges", "partials", "plans", "slices", "weights"),
    "histories": (
        "chain",
        "history_html",
        "history_svg",
        "isolation",
        "outcomes_html",
        "own_writes",
        "redirects",
        "schedule",
        "vacuumed",
    ),
}
_MODULE = {view: module for module, views in _WHERE.items() for view in views}

__all__ = sorted(_MODULE)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"there is no view {name!r}; the views are {', '.join(__all__)}")
    return getattr(import_module(f"warehouse.views.{_MODULE[name]}"), name)
