"""Reading and editing words, groups and study sessions: the SQL of the views."""
