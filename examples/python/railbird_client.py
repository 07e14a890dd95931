"""Prints every hand that Railbird pushes, across restarts of either side.

    pip install -r requirements.txt
    python railbird_client.py [ws://127.0.0.1:8000/ws]
"""

import asyncio
import json
import sys
from urllib.parse import urlencode

import websockets

FIRST_PAUSE, LAST_PAUSE = 5, 60  # seconds before coming back, doubled each time


async def hands(url):
    """Yields each hand once and in order, for as long as the program runs."""
    epoch = cursor = None
    pause = FIRST_PAUSE
    while True:
        query = {"client_name": "python example"}
        if cursor is not None:
            query |= {"epoch": epoch, "since": cursor}
        try:
            async with websockets.connect(f"{url}?{urlencode(query)}") as socket:
                async for text in socket:
                    message = json.loads(text)
                    match message["type"]:
                        case "connection_ack":
                            pause = FIRST_PAUSE
                            # Without a cursor, what counts begins at the top of the log.
                            if cursor is None:
                                epoch, cursor = message["epoch"], message["seq"]
                        case "new_hand":
                            cursor = message["seq"]
                            yield message
                        case "tournament_result" | "heartbeat":
                            cursor = message["seq"]
                        case "resync_complete":
                            # In another log (recovered is false) the cursor is its top.
                            epoch, cursor = message["epoch"], message["to_seq"]
        except (OSError, websockets.WebSocketException) as error:
            code = getattr(getattr(error, "rcvd", None), "code", 0)
            status = getattr(getattr(error, "response", None), "status_code", 0)
            if 4500 <= code < 5000 or 400 <= status < 500:
                raise  # The server says: do not come back.
            print(f"{error}; trying again in {pause} s", file=sys.stderr)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE)


async def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8000/ws"
    async for hand in hands(url):
        cards = " ".join(hand["hero_cards"]) or "-"
        print(hand["seq"], hand["table"], cards, hand["hero_result"], flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
