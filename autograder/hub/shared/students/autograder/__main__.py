"""What the command of the labs' pages says to a student on the hub."""

import sys

sys.exit(
    "On this server the graded checks run when your instructor grades: their source stays hidden.\n"
    "Before that, 'Validate' above your notebook runs the examples of each exercise. Hand in with the\n"
    "menu Nbgrader, Assignment List, Submit, as often as you like: the last submission counts. Your\n"
    "points, and what each check says, come back with Fetch Feedback in the same list."
)
