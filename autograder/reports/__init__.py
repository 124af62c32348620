"""What people read after grading: tables, feedback pages, the class's page, files for other
systems."""
