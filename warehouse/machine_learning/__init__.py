"""What the machine learning lab imports."""
