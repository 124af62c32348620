"""The bank of questions: ``questions/CHAPTER.yml``, and what it becomes for Canvas and Moodle."""
