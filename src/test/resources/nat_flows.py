"""Sends the first packets of flows through an nftables table, and prints what leaves.

Run in a network namespace of its own. Standard input: the table. Arguments, in order of sending:
PROTOCOL:SOURCE:COUNT:DESTINATION sends COUNT packets from 10.0.0.1, source ports or identifiers SOURCE
and following, to 203.0.113.DESTINATION. Prints a line "PROTOCOL ADDRESS PORT DESTINATION" for each packet
that leaves the tunnel interface map0, a veth whose other end is read here.
"""

import socket
import struct
import subprocess
import sys
import time

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}
SETUP = """
link add map0 type veth peer name peer0
link set lo up
link set peer0 up
link set map0 up
addr add 10.0.0.1/24 dev map0
route add default via 10.0.0.2
neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev map0
"""


def checksum(octets):
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def echo_request(identifier):
    head = struct.pack("!BBHHH", 8, 0, 0, identifier, 1)
    return struct.pack("!BBHHH", 8, 0, checksum(head), identifier, 1)


def send(protocol, source, address, kept):
    try:
        if protocol == "icmp":
            with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:
                raw.sendto(echo_request(source), (address, 0))
            return
        kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
        flow = socket.socket(socket.AF_INET, kind)
        kept.append(flow)
        flow.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        flow.setblocking(False)
        flow.bind(("10.0.0.1", source))
        if protocol == "udp":
            flow.sendto(b"x", (address, 9))
        else:
            flow.connect_ex((address, 9))
    except PermissionError:
        pass  # the kernel dropped the packet


def leaving(capture):
    quiet_at = time.monotonic() + 0.1
    while time.monotonic() < quiet_at:
        try:
            packet = capture.recv(2048)[14:]
        except BlockingIOError:
            time.sleep(0.005)
            continue
        quiet_at = time.monotonic() + 0.1
        transport = packet[(packet[0] & 15) * 4 :]
        at = 4 if packet[9] == 1 else 0
        yield "%s %s %d %s" % (
            PROTOCOLS.get(packet[9], packet[9]),
            socket.inet_ntoa(packet[12:16]),
            struct.unpack("!H", transport[at : at + 2])[0],
            socket.inet_ntoa(packet[16:20]),
        )


def main():
    table = sys.stdin.buffer.read()
    subprocess.run(["ip", "-batch", "-"], input=SETUP.encode(), check=True)
    for _ in range(2):  # the second load replaces the first
        subprocess.run(["nft", "-f", "-"], input=table, check=True)
    capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    capture.bind(("peer0", 0))
    capture.setblocking(False)
    kept = []
    for argument in sys.argv[1:]:
        protocol, source, count, destination = argument.split(":")
        for i in range(int(count)):
            send(protocol, int(source) + i, "203.0.113." + destination, kept)
        for line in leaving(capture):
            print(line)


main()
