"""Who may log in at the hub, and what they are told where they may not.

The roster is read at every login and every few minutes after it, so that somebody who joins or
leaves needs no restart of the hub.
"""

from __future__ import annotations

from pathlib import Path

from jupyterhub.auth import Authenticator, PAMAuthenticator
from tornado import web
from traitlets import Bool, Instance, Set, Unicode

from autograder.grading.roster import read
from autograder.paths import UsageError

STUDENTS, INSTRUCTORS = "nbgrader-warehouse", "formgrade-warehouse"  # nbgrader's names of groups
HELP = (
    "Log in with your account on this machine. If your password is not taken, it is the machine's "
    "administrator who can set a new one."
)


class OfTheCourse(Authenticator):
    """To be mixed into an authenticator, which looks at the password: lets in who is on the roster or
    an instructor, and puts them into their groups."""

    roster = Instance(Path, help="the file of the roster").tag(config=True)
    instructors = Set(Unicode(), help="the accounts of the instructors").tag(config=True)
    account = Unicode(help="the course's account, whose server has a token of its own").tag(
        config=True
    )
    manage_groups = Bool(True)
    any_allow_config = Bool(True)
    _students: frozenset[str] = frozenset()

    def groups(self, name: str) -> list[str]:
        """The groups of somebody, none for who has no business here. Where the roster has a fault,
        which the log says, the last one that had none counts."""
        try:
            self._students = frozenset(person.id for person in read(self.roster))
        except UsageError as error:
            self.log.error("the roster of before counts: %s", error)
        here = {STUDENTS: name in self._students, INSTRUCTORS: name in self.instructors}
        return [group for group, belongs in here.items() if belongs]

    def check_allowed(self, username: str, authentication: dict | None = None) -> bool:
        """Asked when the password was right. Raises HTTPError with what to do."""
        if self.groups(username):
            return True
        other = next((one for one in self._students if one.lower() == username.lower()), "")
        if other:  # accounts have small letters, and submissions come in the account's name
            raise web.HTTPError(
                403,
                f"{username} stands on the course's roster as {other}, in other letters than the "
                "account's name. Ask your instructor to write it as the account",
            )
        raise web.HTTPError(
            403,
            f"{username} is not on the course's roster. Ask your instructor to add you, then log in "
            "again",
        )

    async def get_authenticated_user(self, handler: web.RequestHandler, data: dict) -> dict | None:
        """As JupyterHub asks for it, with the groups."""
        found = await super().get_authenticated_user(handler, data)
        return found and {**found, "groups": self.groups(found["name"])}

    async def refresh_user(self, user: object, handler: object = None) -> dict | bool:
        """Whether who logged in may stay, and their groups of now."""
        if user.name == self.account:
            return True
        groups = self.groups(user.name)
        return {"name": user.name, "groups": groups} if groups else False


class Pam(OfTheCourse, PAMAuthenticator):
    """With the system's passwords."""
