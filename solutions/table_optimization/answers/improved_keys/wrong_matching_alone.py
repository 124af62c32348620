"""The heaviest matching, and nothing added to it.

kind: wrong
reason: on_average
hint: Edges that agree with the keys of a matching can be added.
breaks: mean
"""

def improved_keys(edges):
    import networkx

    graph = networkx.Graph()
    for edge in sorted(edges, key=lambda edge: edge.weight):
        graph.add_edge(edge.left, edge.right, weight=edge.weight, edge=edge)
    keys = {}
    for pair in networkx.max_weight_matching(graph):
        edge = graph.edges[pair]["edge"]
        keys |= {edge.left: edge.left_column, edge.right: edge.right_column}
    return keys
