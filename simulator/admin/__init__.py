"""Control: the simulator by HTTP, for its page and for drivers in another process."""
