"""The command line: one file a command; `commands` lists them by hand."""
