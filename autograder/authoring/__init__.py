"""Making labs: the skeleton of a new one, and the map of all of them."""
