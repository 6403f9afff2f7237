"""Stands for Slack, PagerDuty and a mail server on the loopback interface; writes down what arrives.

usage: receiver.py FILE

Prints nothing. The first line of FILE is {"http": PORT, "smtp": PORT}; each further line is one message:
{"channel": "slack" | "pagerduty" | "email", "body": what was sent, as JSON where it is JSON, else as text}.
"""

import email
import email.policy
import http.server
import json
import socketserver
import sys
import threading

lock = threading.Lock()


def note(record):
    with lock, open(sys.argv[1], "a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


class Web(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        note({"channel": self.path.strip("/"), "body": json.loads(body)})
        self.send_response(202 if "pagerduty" in self.path else 200)
        self.end_headers()
        # PagerDuty answers with JSON, Slack with "ok".
        self.wfile.write(b'{"status":"success","dedup_key":"x"}' if "pagerduty" in self.path else b"ok")

    def log_message(self, *arguments):
        pass


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that sends one message and asks for no login."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        for line in self.rfile:
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                self.say("250 sink")
            elif verb == b"DATA":
                self.say("354 go on")
                self.take()
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        body = message.get_body(preferencelist=("plain",))
        text = body.get_content() if body else ""
        note({"channel": "email", "body": {"subject": message["Subject"], "to": message["To"], "text": text}})


web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
mail.daemon_threads = True
note({"http": web.server_address[1], "smtp": mail.server_address[1]})
threading.Thread(target=mail.serve_forever, daemon=True).start()
web.serve_forever()
