"""What the lab distribution imports."""
