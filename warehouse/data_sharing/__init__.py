"""What the data_sharing lab imports: its shapes, a producer that says what it is told to, and views."""
