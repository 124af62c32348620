"""What the lab compression imports."""
