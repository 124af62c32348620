"""Running a submission: the student's code in one process, the graded tests in another, both forked
warm and sandboxed.

``codec`` what may pass between the two, ``wire`` how it is framed, ``bridge`` calls across,
``shell`` runs cells and catches their output, ``student`` and ``tester`` the two processes,
``sandbox`` what they are kept from, ``warm`` the interpreters that they are forked from, ``runner``
takes one notebook through all of it.
"""
