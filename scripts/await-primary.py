"""Makes a freshly started mongod the primary of a one-node replica set and returns when it accepts writes.

Usage: await-primary.py PORT PID. Exit status 0: primary; 1: the process has ended, or 60 seconds have passed.
"""

import sys
import time

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

ALREADY_INITIALIZED = 23
PATIENCE_SECONDS = 60


def is_running(pid: int) -> bool:
    """Whether the process still runs; one that has ended but was not yet waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def initiate(client: MongoClient, port: int) -> None:
    configuration = {"_id": "private", "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}]}
    try:
        client.admin.command("replSetInitiate", configuration)
    except OperationFailure as failure:
        if failure.code != ALREADY_INITIALIZED:
            raise


def main() -> int:
    port, pid = int(sys.argv[1]), int(sys.argv[2])
    deadline = time.monotonic() + PATIENCE_SECONDS
    client = MongoClient(
        "127.0.0.1",
        port,
        directConnection=True,
        serverSelectionTimeoutMS=200,
        connectTimeoutMS=200,
        socketTimeoutMS=20_000,
    )
    initiated = False
    reason = "it never answered"
    while time.monotonic() < deadline:
        if not is_running(pid):
            print("await-primary: mongod has ended.", file=sys.stderr)
            return 1
        try:
            if not initiated:
                initiate(client, port)
                initiated = True
            if client.admin.command("hello").get("isWritablePrimary"):
                return 0
            reason = "it never became primary"
        except PyMongoError as error:
            reason = str(error).split(",")[0]
        time.sleep(0.05)
    print(f"await-primary: mongod on port {port} is not ready after {PATIENCE_SECONDS} s: {reason}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
