"""The conditions of a WHERE clause, each added together with the values that it binds."""


class Filters:
    """Conditions that a row must meet, all of them; `values` are those of their parameters.

    True in a boolean context if there is any condition.
    """

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self._conditions: list[str] = []

    def __bool__(self) -> bool:
        """Return whether there is any condition."""
        return bool(self._conditions)

    def add(self, condition: str, **values: object) -> None:
        """Add a condition in SQL, and a value for each of its named parameters.

        The condition must not be made of values. Raises ValueError if another condition has
        bound a parameter of the same name to another value.
        """
        for name, value in values.items():
            if self.values.setdefault(name, value) != value:
                raise ValueError(f"The parameter :{name} already has another value")
        self._conditions.append(condition)

    def where(self) -> str:
        """Return the WHERE clause, or an empty string if there is no condition."""
        # In parentheses, because a condition may be made of several by OR.
        conditions = " AND ".join(f"({condition})" for condition in self._conditions)
        return f"WHERE {conditions}" if conditions else ""
