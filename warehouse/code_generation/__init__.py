"""What the lab code_generation imports."""
