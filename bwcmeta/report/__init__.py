"""What is made of policies and runs for readers: pages, tables, files."""
