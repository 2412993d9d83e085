"""The way between Telegram and the bot: updates in their turn, messages that arrive, within the limits."""
