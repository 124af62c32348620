"""Stands for the course's autograder in students' servers, where its own is closed: it holds the
graded checks."""
