"""Engines that run a plan: one file each; `protocol` says what they can do."""
