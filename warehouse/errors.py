"""The root of the errors that the course's own machinery raises.

A grader tells them from a student's mistakes by this class: they are the course's fault and never
cost a point.
"""


class CourseError(Exception):
    """Something the course provides is missing or broken; the message names it and the fix."""
