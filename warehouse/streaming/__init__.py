"""What the streaming lab imports: topics and tables that a node can die between, and views."""
