"""Operations on the whole database."""
