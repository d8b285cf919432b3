"""The calls behind the commands, for people who write Python; `bwcmeta.__all__` lists what is public.

This is the one place that joins reading, keeping and judging. Heavy libraries load when a call needs them.
"""
