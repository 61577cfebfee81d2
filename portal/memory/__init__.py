"""What the learner remembers: tables that are projected from the record of reviews."""
