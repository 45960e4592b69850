"""Follows the captions of a room, with the standard library of Python 3.9 or later.

    ROOMSCRIBE_TOKEN=… python3 captions.py http://localhost:8080 demo meeting.vtt

starts the session, prints each final once, also after lost connections, and stores the file when the session has ended.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

RETRY_SECONDS = 1
# The service sends a comment at least every 15 s, so a longer silence is a lost connection.
SILENCE_SECONDS = 45


class Refused(Exception):
    """The request was refused, and would be refused again."""


class Room:
    def __init__(self, service, room_id, token=None):
        """The token may be an API key; None if the service requires none."""
        self._url = service.rstrip("/") + "/rooms/" + urllib.parse.quote(room_id, safe="")
        self._headers = {"Authorization": "Bearer " + token} if token else {}

    def start(self):
        """Starts the session, or returns the running one. Needs the scope rooms:write."""
        with self._request("/transcribe", method="POST") as response:
            return json.load(response)

    def events(self):
        """Yields the events from now on, each stored one once. Stops only if the service refuses the request."""
        last_id = None
        while True:
            wait = RETRY_SECONDS
            try:
                for event in self._stream(last_id):
                    last_id = event.get("id") or event.get("last_id") or last_id
                    wait = event.get("retry_ms", wait * 1000) / 1000
                    yield event
            except urllib.error.HTTPError as error:
                wait = int(error.headers.get("Retry-After", RETRY_SECONDS))
            except (OSError, http.client.HTTPException):
                pass  # The connection is lost.
            time.sleep(wait)

    def transcript(self, session_id, suffix):
        """Returns the transcript of a session as a file: vtt, srt, txt, json or jsonl."""
        with self._request(f"/transcript.{suffix}?session={session_id}") as response:
            return response.read()

    def _stream(self, last_id):
        headers = {"Accept": "text/event-stream"}
        if last_id:
            headers["Last-Event-ID"] = last_id
        with self._request("/transcript/events", headers) as response:
            data = []
            for line in response:
                text = line.decode().rstrip("\r\n")
                if text.startswith("data:"):
                    data.append(text[len("data:"):])
                elif not text and data:
                    yield json.loads("\n".join(data))
                    data = []

    def _request(self, path, headers=None, method="GET"):
        request = urllib.request.Request(self._url + path, headers={**self._headers, **(headers or {})}, method=method)
        try:
            return urllib.request.urlopen(request, timeout=SILENCE_SECONDS)
        except urllib.error.HTTPError as error:
            if error.code == 429 or error.code >= 500:
                raise
            raise Refused(json.load(error).get("detail", error.reason)) from None


def follow(room, on_line):
    """Calls back with a line for each final and each gap until the session has ended; returns the id of the session."""
    session_id = room.start()["session_id"]
    for event in room.events():
        for final in event.get("finals", [event]):
            if final["type"] == "transcript.final" and final.get("text"):
                on_line(f"{final.get('speaker', final['peer_id'])}: {final['text']}")
        if event["type"] == "stream.gap":
            on_line(f"[missing: {event['reason']}]")
        state = event.get("session", {})
        ended = event["type"] == "session.ended" and event or state.get("ended_at") and state or {}
        if ended.get("session_id") == session_id:
            return session_id


if __name__ == "__main__":
    service, room_id, file = sys.argv[1:]
    room = Room(service, room_id, os.environ.get("ROOMSCRIBE_TOKEN"))
    session_id = follow(room, lambda line: print(line, flush=True))
    with open(file, "wb") as output:
        output.write(room.transcript(session_id, file.rsplit(".", 1)[-1]))
