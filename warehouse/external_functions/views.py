"""The external functions lab's views: each shows the student's own part at work. One that follows controls is made
with ``warehouse.drawing.live``."""
