#!/usr/bin/env python3
"""Adapter of a MAP-E product for the conformance kit: process protocol 1 on standard input and output.

Fill in configure() and exchange(), then remove the entry of "unsupported". Check it with
    java -jar mape-conformance.jar check-adapter --target 'exec:python3 adapter.py'
"""
import json
import sys

MAX_LINE = 4 << 20

# What the product can do. The kit stays inside these limits; docs/conformance-protocol.md explains each field.
HELLO = {
    "protocol": 1, "name": "example", "version": "0", "homepage": None,
    "roles": ["br"], "formats": ["rfc7597"], "kinds": ["prefix", "address", "shared", "oneToOne"],
    "limits": {"psidOffset": [0, 15], "psidLength": [0, 16], "eaLength": [0, 48],
               "ipv4PrefixLength": [0, 32], "ipv6PrefixLength": [0, 128], "eaEnd": 128},
    "options": [], "optionDefaults": {}, "as": [], "queries": {}, "observes": ["packets"],
    "clock": "real", "delivery": "sync", "reset": True, "maxPacket": 9000, "maxRules": 10000,
    "unsupported": [{"property": "*", "reason": "not implemented yet", "url": None}],
}

# The fields of each request; a request has all of them and no other.
FIELDS = {
    "hello": {"protocol", "suite"},
    "configure": {"role", "domains", "endUserPrefix", "as"},
    "exchange": {"packets", "until", "quietMillis", "deadlineMillis"},
    "query": {"query"},
    "counters": set(),
    "tick": {"nanos"},
    "reset": set(),
    "bye": set(),
}


class Refused(Exception):
    """The adapter cannot do what is requested."""


def configure(request):
    """Configures the product. {"refused": why} if it finds the rules invalid, {"unsupported": why} if it lacks a feature."""
    for domain in request["domains"]:
        for rule in domain["rules"]:
            print("rule", rule["ipv6Prefix"], rule["ipv4Prefix"], rule["eaLength"], file=sys.stderr)
    return {"ok": True}


def exchange(request):
    """Sends packets to the product and returns what it sends, such as {"side": "ipv6", "hex": "60...", "cause": 0}."""
    sent = []
    for packet in request["packets"]:
        octets = bytes.fromhex(packet["hex"])
        print("packet of", len(octets), "octets on side", packet["side"], file=sys.stderr)
    return {"ended": "sync", "out": sent}


def reset():
    """Empties fragments, rate limits, path MTUs and counters; the configuration stays."""


def unique(pairs):
    """Makes an object, which must not have a field twice."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Refused("duplicate field")
    return fields


def no_constant(name):
    """Refuses NaN and Infinity, which are not JSON."""
    raise Refused(name + " is not JSON")


def read(line):
    """Reads a request strictly."""
    if len(line) > MAX_LINE + 1:
        raise Refused("line is longer than 4 MiB")
    try:
        request = json.loads(line.decode("utf-8"), object_pairs_hook=unique, parse_constant=no_constant)
    except (ValueError, RecursionError) as problem:
        raise Refused("line is not JSON: " + str(problem)) from problem
    if not isinstance(request, dict):
        raise Refused("line is not an object")
    fields = FIELDS.get(request["cmd"]) if isinstance(request.get("cmd"), str) else None
    if fields is None:
        raise Refused("cmd is unknown")
    for name in request.keys() - fields - {"seq", "cmd"}:
        raise Refused("unknown field " + name)
    for name in (fields | {"seq"}) - request.keys():
        raise Refused("field " + name + " is missing")
    return request


def answer(request):
    """Returns the answer to a request, without its number."""
    command = request["cmd"]
    if command == "hello":
        if request["protocol"] != 1:
            raise Refused("protocol is not 1")
        return HELLO
    if command == "configure":
        return configure(request)
    if command == "exchange":
        return exchange(request)
    if command == "reset":
        reset()
        return {"ok": True}
    if command == "bye":
        return {"ok": True}
    raise Refused(command + " is not declared")


def main():
    """Answers each line with a line."""
    seq = 0
    for line in iter(lambda: sys.stdin.buffer.readline(MAX_LINE + 2), b""):
        seq += 1
        ended = False
        try:
            request = read(line)
            if type(request["seq"]) is not int or request["seq"] != seq:
                raise Refused("seq is not " + str(seq))
            text = json.dumps({"seq": seq, **answer(request)})
            ended = request["cmd"] == "bye"
        except Refused as problem:
            text = json.dumps({"seq": seq, "error": str(problem)})
        except Exception as problem:  # a malformed field, or an error of the product's code; the adapter continues
            text = json.dumps({"seq": seq, "error": repr(problem)})
        print(text, flush=True)
        if ended:
            return


if __name__ == "__main__":
    main()
