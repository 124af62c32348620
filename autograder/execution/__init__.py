"""Running a submission: the student's code in one process, the graded tests in another, both forked
warm and sandboxed.

``codec`` (``data_classes``, ``writer``, ``reader``) what may pass between the two, ``wire`` how it
is framed, ``bridge`` calls across.

The student's process: ``student_main`` runs it, ``student_end`` is its end of the bridge, ``proxy``
what it has of the tests' things.

The test process: ``tester_main`` runs it, ``tester_end`` is its end of the bridge, with
``remote_object`` (what it has of the student's), ``exports`` (what the student may have of its) and
``timed_calls``; ``two_processes`` is what the checks see of all that, ``graded_cluster`` their
cluster.

Both: ``shell`` runs cells and catches their output, ``namespace`` finds the notebook's names.

Around them: ``sandbox`` what they are kept from, ``warm`` the interpreters that they are forked
from, ``runner`` takes one notebook through all of it, with ``student_process``, ``tester_process``,
``outputs``, ``cells``, ``slots`` and ``kept``.
"""
