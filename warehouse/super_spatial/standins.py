"""Stand-ins of the lab on semi-structured and spatial data: none. Its exercises use no part of one another."""
