"""Whether Microsoft accepts our identity, said in words that tell what to do."""

import asyncio

from bot.teams.sdk import Identity, Teams

SECONDS = 15.0


def try_sign_in(identity: Identity) -> str | None:
    """None where a token was given, else one line. No secret is in it."""
    try:
        token = asyncio.run(asyncio.wait_for(Teams(identity).token(), SECONDS))
    except Exception as error:
        # The service's own words may be long and hold ids; which kind of error it was is enough to act on.
        return (
            f"Microsoft gives no token ({type(error).__name__}); copy TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and the first of "
            "TEAMS_TENANT_IDS again from the app registration, and check the way out to login.microsoftonline.com"
        )
    return None if token else "Microsoft gives no token; set TEAMS_CLIENT_ID"
