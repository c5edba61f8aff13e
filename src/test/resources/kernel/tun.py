"""Opens two TUN devices and starts a program that has them as file descriptors 0 and 1.

Usage: tun.py IPV4_DEVICE IPV6_DEVICE PROGRAM [ARGUMENT]...

Java cannot open a TUN device, since that needs an ioctl. The program reads and writes whole IP packets: descriptor 0 is the
device for IPv4, descriptor 1 that for IPv6. Standard input of this launcher becomes descriptor 3, a control pipe; standard
error is unchanged. The devices must exist, or are made and last as long as the program.
"""

import fcntl
import os
import struct
import sys

TUNSETIFF = 0x400454CA  # include/uapi/linux/if_tun.h
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000  # packets without a header of the device


def open_tun(name):
    descriptor = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return os.fdopen(descriptor, "r+b", 0)


def main():
    devices = [open_tun(name) for name in sys.argv[1:3]]
    ipv4, ipv6 = (device.fileno() for device in devices)
    control = fcntl.fcntl(0, fcntl.F_DUPFD, 10)
    os.dup2(ipv4, 0)
    os.dup2(ipv6, 1)
    os.dup2(control, 3)  # last, since 3 may be the first device
    for descriptor in (0, 1, 2, 3):
        os.set_inheritable(descriptor, True)
    os.execvp(sys.argv[3], sys.argv[3:])


if __name__ == "__main__":
    main()
