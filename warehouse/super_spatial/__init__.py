"""What the lab on semi-structured and spatial data imports: its records, the worlds that it looks at, and views."""
