"""What the product knows: models, text, matching, alerting, cards. No I/O, clock, randomness or logging in here."""
