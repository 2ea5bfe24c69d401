"""The Python side of bench/peers/peer.ts: answers one JSON request a line until stdin ends.

A peer script calls serve({"name": function}); a request {"do": "name", ...arguments} calls it and its
returned dict is the answer. What a peer is timed on it measures itself, with timed(), so that neither
the pipe nor JSON counts.
"""
import contextlib
import json
import sys
import time
import traceback


def timed(work):
    """(seconds, result) of one call."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def serve(functions):
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # libraries print; the pipe holds answers only
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = functions[request.pop("do")](**request)
            except Exception:
                answer = {"error": traceback.format_exc()}
            out.write(json.dumps(answer) + "\n")
            out.flush()
