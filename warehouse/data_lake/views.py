"""The data_lake lab's views: each shows the student's own part at work."""
