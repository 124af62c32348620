"""What a reader alone has of the grader: their own notebook graded while they write it."""
