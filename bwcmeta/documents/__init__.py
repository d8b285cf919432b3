"""Documents that people write: YAML with places, held against pydantic models. The only door to `yaml`."""
