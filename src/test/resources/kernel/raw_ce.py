"""The tunnel of a CE by raw sockets for IPv6 protocol 4: the kernel fragments and reassembles the tunnel packets.

Usage: raw_ce.py DEVICE MAP_ADDRESS BR_ADDRESS [IPV4 MAP_ADDRESS]

Packets that the kernel routes to the TUN device go to the BR, those to IPV4 directly to the other CE. What arrives for the MAP
address, from any node, goes back by the device. The device exists, the MAP address is one of this host. Prints "ready" and runs
until its standard input ends.
"""

import socket
import sys
import threading

from tun import open_tun

IPPROTO_IPIP = 4
SO_RCVBUFFORCE = 33


def raw_socket(own, remote):
    raw = socket.socket(socket.AF_INET6, socket.SOCK_RAW, IPPROTO_IPIP)
    raw.bind((own, 0))
    if remote:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # for sending only
        raw.connect((remote, 0))  # so that the kernel learns the path MTU from ICMPv6 errors
    else:
        raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 23)
    return raw


def main():
    device, own, relay = sys.argv[1:4]
    tun = open_tun(device)
    arriving = raw_socket(own, None)
    to_relay = raw_socket(own, relay)
    direct = {socket.inet_aton(sys.argv[4]): raw_socket(own, sys.argv[5])} if len(sys.argv) > 4 else {}

    def send_all():
        while True:
            packet = tun.read(65535)
            if packet[0] >> 4 != 4:
                continue  # the kernel announces itself in IPv6
            try:
                direct.get(packet[16:20], to_relay).send(packet)
            except OSError:
                pass  # an ICMPv6 error about an earlier packet, or no room: lost, as on any link

    def receive_all():
        while True:
            packet = arriving.recv(65535)
            try:
                tun.write(packet)
            except OSError:
                pass  # not an IP packet

    for task in (send_all, receive_all):
        threading.Thread(target=task, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


main()
