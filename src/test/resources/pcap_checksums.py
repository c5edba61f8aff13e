"""Counts packets with a wrong checksum in captures of raw IP: IPv4, TCP, UDP, ICMP, ICMPv6, also within IPv6."""
import struct
import sys


def folded(octets):
    """The one's complement sum of 16-bit words (RFC 1071); 0xffff if a checksum is correct."""
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def transport(addresses, protocol, payload, is_ipv6):
    pseudo = addresses + struct.pack("!II" if is_ipv6 else "!HH", *((len(payload), protocol) if is_ipv6 else (protocol, len(payload))))
    if protocol == 1:
        return folded(payload) == 0xFFFF
    if protocol == 17 and payload[6:8] == b"\0\0":
        return not is_ipv6  # absent
    return protocol not in (6, 17, 58) or folded(pseudo + payload) == 0xFFFF


def correct(packet):
    if packet[0] >> 4 == 4:
        header = (packet[0] & 15) * 4
        fragment = struct.unpack("!H", packet[6:8])[0] & 0x3FFF
        good = folded(packet[:header]) == 0xFFFF and struct.unpack("!H", packet[2:4])[0] == len(packet)
        return good and (fragment != 0 or transport(packet[12:20], packet[9], packet[header:], False))
    payload = packet[40:]
    if struct.unpack("!H", packet[4:6])[0] != len(payload):
        return False
    if packet[6] == 4:
        return correct(payload)
    return transport(packet[8:40], packet[6], payload, True)  # an IPv6 fragment has no checksum


for name in sys.argv[1:]:
    with open(name, "rb") as capture:
        data = capture.read()
    at, packets, wrong = 24, 0, 0
    while at < len(data):
        length = struct.unpack("<I", data[at + 8 : at + 12])[0]
        packets += 1
        wrong += not correct(data[at + 16 : at + 16 + length])
        at += 16 + length
    print(name, packets, "packets,", wrong, "wrong")
