"""Microsoft Teams, by Microsoft's Teams SDK."""
