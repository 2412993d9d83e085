"""What is said to the bot, by whom and where: from Telegram's updates to facts and decisions."""
