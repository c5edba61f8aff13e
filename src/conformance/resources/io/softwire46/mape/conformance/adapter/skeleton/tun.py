#!/usr/bin/env python3
"""Adapter for a product on live interfaces, for the MAP-E conformance kit (process protocol 1). Needs CAP_NET_ADMIN.

    tun.py --tun4 NAME --tun6 NAME      the product is the kernel behind two TUN devices, which this program creates
    tun.py --if4 NAME --if6 NAME        the product is behind two interfaces; --mac4 and --mac6 are its MAC addresses

--configure CMD runs CMD at each configure, with the request on standard input: exit status 0 ok, 1 refused, 2 unsupported; the
first line of its standard error is the reason. Change HELLO to what the product can do; docs/conformance-protocol.md explains each field.
"""
import argparse, fcntl, json, os, select, shlex, socket, struct, subprocess, sys, time

HELLO = {"protocol": 1, "name": "tun", "version": "1", "homepage": None, "roles": ["br"], "formats": ["rfc7597"],
         "kinds": ["prefix", "address", "shared", "oneToOne"],
         "limits": {"psidOffset": [0, 15], "psidLength": [0, 16], "eaLength": [0, 48], "ipv4PrefixLength": [0, 32],
                    "ipv6PrefixLength": [0, 128], "eaEnd": 128},
         "options": [], "optionDefaults": {}, "as": [], "queries": {}, "observes": ["packets"], "clock": "real",
         "delivery": "async", "reset": False, "maxPacket": 9000, "maxRules": 10000, "unsupported": []}
FIELDS = {"hello": {"protocol", "suite"}, "configure": {"role", "domains", "endUserPrefix", "as"},
          "exchange": {"packets", "until", "quietMillis", "deadlineMillis"}, "query": {"query"}, "counters": set(),
          "tick": {"nanos"}, "reset": set(), "bye": set()}
MAX_LINE, MAX_PACKET = 4 << 20, 65575
TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001

class Refused(Exception):
    """The adapter cannot do what is requested."""

class Port:
    """One side of the product."""
    def __init__(self, side, name, live, mac):
        self.side, self.live, kind = side, live, {"ipv4": 0x0800, "ipv6": 0x86DD}[side]
        if live:
            self.handle = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(kind))
            self.handle.bind((name, kind))
            self.peer = (name, kind, 0, 0, bytes.fromhex(mac.replace(":", "")))
        else:
            self.handle = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(self.handle, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_NO_PI))
            for words in ("addrgenmode none", "mtu 9000", "up"):
                subprocess.run(["ip", "link", "set", name] + words.split(), check=True)

    def send(self, octets):
        if self.live:
            self.handle.sendto(octets, self.peer)
        else:
            os.write(self.handle, octets)

    def receive(self):
        """Returns a packet; None for another IP version, a link-local multicast, and what this program sent itself."""
        octets, address = self.handle.recvfrom(MAX_PACKET) if self.live else (os.read(self.handle, MAX_PACKET), (0, 0, 0))
        local = self.side == "ipv6" and octets[24:26] == b"\xff\x02"
        return None if address[2] == socket.PACKET_OUTGOING or octets[:1].hex()[:1] != self.side[-1] or local else octets

def ready(ports, seconds):
    handles = select.select([port.handle for port in ports.values()], [], [], max(seconds, 0))[0]
    return [port for port in ports.values() if port.handle in handles]

def configure(command, line):
    done = subprocess.run(shlex.split(command), input=line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    reason = (done.stderr.decode(errors="replace").splitlines() or ["exit status %d" % done.returncode])[0]
    if done.returncode not in (0, 1, 2):
        raise Refused(reason)
    return [{"ok": True}, {"refused": reason}, {"unsupported": reason}][done.returncode]

def exchange(request, ports):
    marks, sent = [(mark["side"], bytes.fromhex(mark["contains"])) for mark in request["until"]], []
    while [port.receive() for port in ready(ports, 0)]:
        pass  # what is late belongs to no exchange
    for packet in request["packets"]:
        ports[packet["side"]].send(bytes.fromhex(packet["hex"]))
    now, quiet = time.monotonic(), request["quietMillis"] / 1000
    last, end = now, now + request["deadlineMillis"] / 1000
    while now < end and (marks or now < last + quiet):
        for port in ready(ports, end - now if marks else min(end, last + quiet) - now):
            octets = port.receive()
            if octets:
                last = time.monotonic()
                sent.append({"side": port.side, "hex": octets.hex(), "cause": None})
                marks = [mark for mark in marks if mark[0] != port.side or mark[1] not in octets]
        now = time.monotonic()
    return {"ended": "deadline" if marks else "mark", "out": sent}

def unique(pairs):
    if len(dict(pairs)) < len(pairs):
        raise Refused("duplicate field")
    return dict(pairs)

def answer(line, seq, command, ports):
    if len(line) > MAX_LINE + 1:
        raise Refused("line is longer than 4 MiB")
    request = json.loads(line.decode("utf-8"), object_pairs_hook=unique)
    cmd, fields = request["cmd"], FIELDS[request["cmd"]] | {"seq", "cmd"}
    if request.keys() != fields or request["seq"] != seq:
        raise Refused("fields are not " + ", ".join(sorted(fields)) + ", or seq is not " + str(seq))
    if cmd in ("query", "counters", "tick", "reset"):
        raise Refused(cmd + " is not declared")
    return cmd, {"hello": lambda: HELLO, "configure": lambda: configure(command, line) if command else {"ok": True},
                 "exchange": lambda: exchange(request, ports), "bye": lambda: {"ok": True}}[cmd]()

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--tun4", "--tun6", "--if4", "--if6", "--configure"):
        parser.add_argument(name)
    for name in ("--mac4", "--mac6"):
        parser.add_argument(name, default="ff:ff:ff:ff:ff:ff")
    given = parser.parse_args()
    live = bool(given.if4 and given.if6)
    if not live and not (given.tun4 and given.tun6):
        parser.error("use --tun4 and --tun6, or --if4 and --if6")
    ports = {"ipv4": Port("ipv4", given.if4 if live else given.tun4, live, given.mac4),
             "ipv6": Port("ipv6", given.if6 if live else given.tun6, live, given.mac6)}
    seq, cmd = 0, None
    for line in iter(lambda: b"" if cmd == "bye" else sys.stdin.buffer.readline(MAX_LINE + 2), b""):
        seq += 1
        try:
            cmd, result = answer(line, seq, given.configure, ports)
        except Exception as problem:
            result = {"error": repr(problem)}
        print(json.dumps({"seq": seq, **result}), flush=True)

main()
