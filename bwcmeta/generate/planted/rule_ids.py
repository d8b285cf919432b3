"""Rule ids of the shipped model policy, as the answer key names them."""

from __future__ import annotations

ENCOUNTER = "encounter-not-recorded-throughout"
MUTE = "encounter-muted"
BUFFER = "buffer-too-short"
SOUND = "buffer-without-sound"
HOME = "camera-left-on-in-private-home"
VICTIM = "camera-left-on-for-victim"
REPORTER = "camera-left-on-for-anonymous-reporter"
SCHOOL = "recording-in-school"
KEPT = "deleted-too-early-or-kept-too-long"
