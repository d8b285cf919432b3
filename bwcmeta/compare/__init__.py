"""Policies held against one another: which is stricter, topic by topic, and what that does to an audit."""
