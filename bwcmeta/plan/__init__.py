"""The shared steps of an audit, free of any engine and any policy: people, recordings, facts, frames, windows."""
