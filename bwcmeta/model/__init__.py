"""The nouns: tables and columns, durations, verdicts, ledgers. No library but the standard one."""
