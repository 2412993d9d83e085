"""How long people wait for the bot: real processes, measured from outside."""
