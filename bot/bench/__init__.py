"""`lina bench`: what the bot costs, beside a bare asynchronous Bolt application in the same run."""
