"""Rule kinds: one file each; `catalogue` lists them by hand."""
