"""The exceptions that the portal raises; `portal.http.problems` turns them into responses."""


class PortalError(Exception):
    """An error that the operator of the portal can correct; the message is one line."""


class UnknownIdError(Exception):
    """No record has this id; `kind` is the kind of record, such as "word"."""

    def __init__(self, kind: str, id_: int | str) -> None:
        super().__init__(f"There is no {kind} with the id {id_}.")
        self.kind = kind


class ConflictError(Exception):
    """The request contradicts an existing record, whose id is `existing_id` if it has one."""

    def __init__(self, detail: str, existing_id: int | None = None) -> None:
        super().__init__(detail)
        self.existing_id = existing_id


class OutdatedError(Exception):
    """The edit is based on an old revision of the record."""


class UnavailableError(Exception):
    """The portal can't handle the request now; the same request may succeed later."""
