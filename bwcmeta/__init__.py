"""bwcmeta: checks body-worn-camera metadata against written policy. The public names, listed by hand."""
