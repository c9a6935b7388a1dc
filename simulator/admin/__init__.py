"""The simulator's own HTTP interface, and the changes that only a workspace's administrator makes."""
