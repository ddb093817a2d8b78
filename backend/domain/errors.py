"""The one family of errors that say what a person did wrong; three edges translate it."""


class DomainError(Exception):
    """Something a person can mend: ``code`` for machines, a text key and its params for people.

    The chat middleware answers with the text, the web edge with ``http_status`` and the code.
    """

    code = "refused"
    http_status = 422

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)

    @property
    def text_key(self) -> str:
        """The catalogue key of the sentence to show."""
        return f"case.error_{self.code}"


class NotFound(DomainError):
    """No such thing, or none that this actor may know of: the two are never told apart."""

    code = "not_found"
    http_status = 404


class NotAllowed(DomainError):
    """The actor is known and may not do this."""

    code = "not_allowed"
    http_status = 403


class IllegalTransition(DomainError):
    """The event does not fit the case's status."""

    code = "illegal_transition"
    http_status = 409


class Conflict(DomainError):
    """The same key or code was used for something else."""

    code = "conflict"
    http_status = 409


class Invalid(DomainError):
    """A field is missing or has a value that cannot be."""

    code = "invalid"
    http_status = 422
