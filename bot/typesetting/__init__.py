"""Text as Telegram takes it: markup, cut to fit, numbers and sources as people write them."""
