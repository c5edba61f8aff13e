"""Gives a program a TUN device as file descriptor 0: python3 tun.py DEVICE PROGRAM [ARGUMENT]...

A TUN device is attached by an ioctl, which Java has not. Afterwards it is a file: each read returns one IP packet, each write
sends one. The device is made if it does not exist, and then lasts as long as the program.
"""

import fcntl
import os
import struct
import sys

TUNSETIFF = 0x400454CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000  # IP packets, without a header of the device before them


def end(name, error, remedy):
    sys.exit(f"tun.py: {name}: {error.strerror}; {remedy}")


if len(sys.argv) < 3:
    sys.exit("usage: tun.py DEVICE PROGRAM [ARGUMENT]...")
try:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", sys.argv[1].encode(), IFF_TUN | IFF_NO_PI))
    os.dup2(device, 0)
except OSError as error:
    end(sys.argv[1], error, "use root, and a device that no other process has")
try:
    os.execvp(sys.argv[2], sys.argv[2:])
except OSError as error:
    end(sys.argv[2], error, "use a program that exists")
