"""Cuts and joins packets with scapy. One question a line on standard input, one answer a line on standard output, in hexadecimal.

join4 FRAGMENT...                    the IPv4 packet
join6 FRAGMENT...                    the IPv6 packet
cut4 LIMIT PACKET                    IPv4 fragments of at most LIMIT octets
cut6 MTU IDENTIFICATION PACKET       IPv6 fragments of at most MTU octets
"""
import logging
import sys

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.all import IP, IPv6, IPv6ExtHdrFragment, defragment6, fragment6, raw  # noqa: E402
from scapy.layers.inet import defragment, fragment  # noqa: E402


def join4(fragments):
    done, = defragment([IP(each) for each in fragments])
    del done.len, done.chksum  # computed again
    return [done]


def join6(fragments):
    if len(fragments) == 1:
        return [IPv6(fragments[0])]
    done = defragment6([IPv6(each) for each in fragments])
    del done.plen
    return [done]


def cut4(limit, packet):
    if len(packet) <= int(limit):
        return [IP(packet)]
    return fragment(IP(packet), fragsize=int(limit) - 20)


def cut6(mtu, identification, packet):
    if len(packet) <= int(mtu):
        return [IPv6(packet)]
    whole = IPv6(packet)
    inner = whole.payload
    whole.remove_payload()
    del whole.plen, whole.nh
    return fragment6(whole / IPv6ExtHdrFragment(id=int(identification), nh=packet[6]) / inner, int(mtu))


for line in sys.stdin:
    name, *words = line.split()
    octets = [bytes.fromhex(word) for word in words[{"join4": 0, "join6": 0, "cut4": 1, "cut6": 2}[name]:]]
    if name == "join4":
        answer = join4(octets)
    elif name == "join6":
        answer = join6(octets)
    elif name == "cut4":
        answer = cut4(words[0], *octets)
    else:
        answer = cut6(words[0], words[1], *octets)
    print(" ".join(raw(each).hex() for each in answer))
