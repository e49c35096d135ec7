"""Reads entries of PutEvents from standard input, one JSON object a line, and sends them with boto3, ten at a time.

Usage: put_events.py ENDPOINT_URL (credentials and region come from the environment, as for any AWS program).
Prints what the server answered: {"sent", "failed", "codes"}. Its exit code is 1 if an entry was refused.
"""

import json
import sys

import boto3


def main() -> int:
    client = boto3.client("events", endpoint_url=sys.argv[1])
    entries = [json.loads(line) for line in sys.stdin if line.strip()]
    sent, codes = 0, []
    for at in range(0, len(entries), 10):
        answer = client.put_events(Entries=entries[at : at + 10])
        sent += len(answer["Entries"]) - answer["FailedEntryCount"]
        codes += [entry["ErrorCode"] for entry in answer["Entries"] if "ErrorCode" in entry]
    print(json.dumps({"sent": sent, "failed": len(codes), "codes": sorted(set(codes))}))
    return 1 if codes else 0


if __name__ == "__main__":
    sys.exit(main())
