"""nbgrader's configuration: ``nbgrader`` reads it when it is called from this folder, formgrader
when JupyterLab is.

Paths are the course's layout; the preprocessors are what this course adds to plain nbgrader. An
instructor's own settings (course seed, time limits, whether feedback shows the source of hidden
tests) stand first.
"""

from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from autograder.grading.kernels import IpcKernelManager
from autograder.grading.preprocessors import (
    CleanTasks,
    CourseExecute,
    Explain,
    HideHiddenTests,
    PresentTime,
    Repair,
)
from autograder.reports.feedback_page import FeedbackExporter
from autograder.reports.formgrader_page import ForFormgrader, markdown
from autograder.reports.safe_page import Sanitize

c = get_config()  # noqa: F821  (traitlets provides it)

# --- An instructor's settings: copy those you change into local_settings.py beside this file, which git does not see ---
# c.CourseExecute.course_seed = "autumn 2026"  # hidden tests draw their data from it; kept secret, answers cannot be memorised
# c.CourseExecute.per_student = True  # and each student has data of their own, from course seed, lab and student
# that a cell of the student's own may take; checks have limits of their own
c.CourseExecute.own_seconds = 10
# True: feedback shows the source of hidden tests, not only their messages
c.HideHiddenTests.show_source = False
# late days: take the marks off the next three lines
# c.AssignLatePenalties.plugin_class = "autograder.grading.late_days.LateDays"
# c.LateDays.free = 4  # days over the whole course
# c.LateDays.share = 0.1  # of a lab's points, for each day beyond
# end of late days

# --- The layout ----------------------------------------------------------------------------------------------------
here = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "warehouse"
c.CourseDirectory.root = str(here.parent)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "labs"
c.CourseDirectory.submitted_directory = "autograder/submitted"
c.CourseDirectory.autograded_directory = "autograder/autograded"
c.CourseDirectory.feedback_directory = "autograder/feedback"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".hypothesis",
    "answers",
    "checks.py",
    "checks",
]
# from an exchange that students write into
c.ExchangeFactory.collect = "autograder.hub.collect.Collect"
c.ExchangeFactory.release_assignment = "autograder.hub.release.Release"
c.ExchangeFactory.release_feedback = "autograder.hub.release.ReleaseFeedback"
c.CourseDirectory.db_url = f"sqlite:///{here / 'gradebook.db'}"

# --- What the course adds to nbgrader ------------------------------------------------------------------------------
c.Execute.kernel_manager_class = IpcKernelManager  # what 'nbgrader validate' runs a notebook with
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not started")'}
c.GenerateAssignment.preprocessors = [CleanTasks, *GenerateAssignment.preprocessors.default()]
c.Autograde.sanitize_preprocessors = [
    PresentTime,
    Repair,
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    CourseExecute,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    Explain,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.ClearMetadataPreprocessor.preserve_nb_metadata_mask = [
    ("kernelspec",),
    ("language_info",),
    ("course_notes",),
    ("course_key",),
]
c.GenerateFeedback.preprocessors = [GetGrades, Sanitize, HideHiddenTests, CSSHTMLHeaderPreprocessor]
c.GenerateFeedback.exporter_class = FeedbackExporter
c.HTMLExporter.filters = {"markdown2html": markdown}
# formgrader's page is made by nbconvert's own exporter
c.HTMLExporter.preprocessors = [ForFormgrader]
c.FeedbackExporter.preprocessors = []  # which feedback's is made from: it has the list above

# --- A department's own: a 'git pull' never meets them ---------------------------------------------------------------
if (here / "local_settings.py").exists():
    load_subconfig("local_settings.py", path=str(here))  # noqa: F821  (traitlets provides it)
