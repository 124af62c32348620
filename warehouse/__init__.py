"""What the labs import: data, containers, checks and views. No part that a lab asks the student to
build is here."""
