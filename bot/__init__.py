"""What people talk to: one command table, and a folder for each surface."""
