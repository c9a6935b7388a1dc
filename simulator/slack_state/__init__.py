"""What the simulated workspace holds, and the operations that change it."""
