"""What people see: each message that the bot shows, as text and buttons, without sending it."""
