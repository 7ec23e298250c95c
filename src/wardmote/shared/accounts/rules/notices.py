"""What somebody is told by mail about their own sign-in, and why a second factor may be taken off."""

from enum import StrEnum


class ResetReason(StrEnum):
    """Why somebody's second factor was taken off."""

    LOST = "lost"
    REPLACED = "replaced"
    BROKEN = "broken"
    TAKEN = "taken"

    @property
    def words(self) -> str:
        """The reason as it is chosen."""
        return {
            ResetReason.LOST: "They lost it",
            ResetReason.REPLACED: "They have a new phone or key",
            ResetReason.BROKEN: "It does not work any more",
            ResetReason.TAKEN: "Somebody else may have it",
        }[self]


class Notice(StrEnum):
    """A change of somebody's sign-in that they hear of, so that a stranger's hand is noticed."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (the name of a message)
    EMAIL_CHANGED = "email_changed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    CODES_REFUSED = "codes_refused"
    NEW_BROWSER = "new_browser"
    FACTOR_RESET = "factor_reset"

    @property
    def subject(self) -> str:
        """The line above the mail."""
        return _SAID[self][0]

    @property
    def sentence(self) -> str:
        """What happened."""
        return _SAID[self][1]


_SAID = {
    Notice.PASSWORD_CHANGED: ("Your password was changed", "The password of your account was changed."),
    Notice.EMAIL_CHANGED: (
        "You sign in with another address now",
        "Your account now has another e-mail address. This message goes to the one it had before.",
    ),
    Notice.APP_ADDED: (
        "An authenticator app was set up",
        "An authenticator app was set up for your account.",
    ),
    Notice.APP_REMOVED: (
        "Your authenticator app was removed",
        "The authenticator app of your account was removed.",
    ),
    Notice.PASSKEY_ADDED: ("A passkey was added", "A passkey was added to your account."),
    Notice.PASSKEY_REMOVED: ("A passkey was removed", "A passkey was removed from your account."),
    Notice.CODES_MADE: (
        "New recovery codes were made",
        "New recovery codes were made for your account. The old ones work no more.",
    ),
    Notice.CODE_USED: (
        "A recovery code was used",
        "Somebody signed in to your account with a recovery code.",
    ),
    Notice.CODES_REFUSED: (
        "Somebody knows your password",
        "Somebody typed your right password, and then wrong codes for the second step. They were not let in.",
    ),
    Notice.NEW_BROWSER: (
        "You signed in with a new browser",
        "Somebody signed in to your account with a browser that you have not used before.",
    ),
    Notice.FACTOR_RESET: (
        "Your second step was taken off",
        "A partnership administrator took off your second step, because it was said to be lost. You were signed out"
        " everywhere. If your role needs a second step, you set up a new one when you sign in.",
    ),
}
