"""The airline, in another language and over plain HTTP: `python3 flight.py FILE PORT`. It prints its port, and exits when its standard
input ends.

A command is POST /METHOD with the request as JSON and its key in Idempotency-Key. The same key is the same command, done once: the answer
is stored in SQLite and returned again. A definite refusal is a 4xx with a `code`. An undo has the key of its command and `.undo`; if it
arrives first, its command is refused.
"""
import json
import os
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SEATS = {"SA1": 100, "SA13": 0}

database = sqlite3.connect(sys.argv[1], check_same_thread=False)
one_at_a_time = threading.Lock()
database.execute("CREATE TABLE IF NOT EXISTS done (key TEXT PRIMARY KEY, status INTEGER, body TEXT)")


def hold(request):
    if SEATS.get(request["flight"], 0) < 1:
        return 409, {"code": "NO_SEAT", "detail": f"{request['flight']} is sold out"}
    return 200, {"seat": f"{1 + len(request['trip']) % 30}A"}


def confirm(request):
    return 200, {"ticket": f"T-{request['trip']}"}


def release(request):
    return 200, {}


METHODS = {"/hold": hold, "/confirm": confirm, "/release": release}


def once(key, work, request):
    """The answer to the command with this key; stored in one transaction with the work that it reports."""
    with one_at_a_time, database:
        known = database.execute("SELECT status, body FROM done WHERE key = ?", (key,)).fetchone()
        if known:
            return known[0], json.loads(known[1])
        undone = database.execute("SELECT 1 FROM done WHERE key = ?", (f"{key}.undo",)).fetchone()
        status, body = (409, {"code": "UNDONE_BEFORE"}) if undone else work(request)
        database.execute("INSERT INTO done VALUES (?, ?, ?)", (key, status, json.dumps(body)))
        return status, body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        work = METHODS.get(self.path)
        key = self.headers.get("idempotency-key")
        status, body = once(key, work, request) if work and key else (404, {})
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


# a thread for each connection: callers keep theirs open
server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
