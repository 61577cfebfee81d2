"""What can go wrong by design, in the portal's own terms; `problems` turns it into HTTP."""


class PortalError(Exception):
    """Something that the person who runs the portal can mend; the text is one clear line."""


class UnknownIdError(Exception):
    """An id that no record has."""

    def __init__(self, kind: str, id_: int | str) -> None:
        super().__init__(f"There is no {kind} with the id {id_}.")
        self.kind = kind


class ConflictError(Exception):
    """A request that contradicts what is already recorded, in `existing_id` where that has one."""

    def __init__(self, detail: str, existing_id: int | None = None) -> None:
        super().__init__(detail)
        self.existing_id = existing_id


class OutdatedError(Exception):
    """An edit that is based on a state which has been edited meanwhile."""


class UnavailableError(Exception):
    """The portal can't take this request now; the same request may succeed a little later."""
