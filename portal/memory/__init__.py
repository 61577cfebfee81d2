"""The learner's memory."""
