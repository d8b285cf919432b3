"""The same work without bwcmeta: SQL by hand, scripts, other tools."""
