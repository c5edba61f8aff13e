"""The hosts of the kernel test: servers and clients over the sockets of the kernel, run in a network namespace.

Usage: peers.py COMMAND [ARGUMENT]... ; each command prints one JSON value. "serve" runs until its standard input ends.
"""

import errno
import hashlib
import json
import random
import select
import signal
import socket
import struct
import sys
import threading
import time

BULK, ECHO, REFLECT, HOLD, WEB = 5001, 5002, 5003, 5004, 8080
DNS, QUIC = 53, 443
WAIT = 5.0  # seconds until a missing answer is a lost one
MIB = 1 << 20

IP_RECVERR = 11  # include/uapi/linux/in.h; the module socket lacks these names
IP_MTU_DISCOVER = 10
PMTUDISC_DONT, PMTUDISC_PROBE = 0, 3  # never DF; always DF, without regard to the path MTU known
MSG_ERRQUEUE = 0x2000
SO_NO_CHECK = 11
SO_RCVBUFFORCE = 33


# ---- servers


def read_exactly(stream, count):
    octets = stream.read(count)
    if len(octets) != count:
        raise EOFError("connection ended after %d of %d octets" % (len(octets), count))
    return octets


def bulk_data(count):
    """Yields octets that differ between megabytes, so that a lost or repeated one changes the digest."""
    block = bytearray(random.Random(count).randbytes(MIB))
    for index in range(0, count, MIB):
        struct.pack_into("!Q", block, 0, index)
        yield bytes(block[: min(MIB, count - index)])


def send_all(connection, count):
    digest = hashlib.sha256()
    for block in bulk_data(count):
        digest.update(block)
        connection.sendall(block)
    return digest.hexdigest()


def receive_all(stream, count):
    digest = hashlib.sha256()
    while count > 0:
        block = read_exactly(stream, min(count, MIB))
        digest.update(block)
        count -= len(block)
    return digest.hexdigest()


def serve_bulk(connection, _):
    stream = connection.makefile("rb")
    direction, count = stream.readline().split()
    if direction == b"up":
        digest = receive_all(stream, int(count))
        if stream.read(1):  # the client closes its direction first
            raise ValueError("more than %s octets" % count)
        connection.sendall(digest.encode())
    else:
        connection.sendall(send_all(connection, int(count)).encode())


def serve_reflect(connection, peer):
    connection.sendall(json.dumps(peer).encode())
    connection.recv(1)


def serve_hold(connection, _):
    while connection.recv(4096):
        pass


def listen(port, serve):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", port))
    listener.listen(1024)

    def accept():
        while True:
            connection, peer = listener.accept()
            threading.Thread(target=guarded, args=(serve, connection, peer), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def guarded(serve, connection, peer):
    with connection:
        try:
            serve(connection, peer)
        except (OSError, EOFError, ValueError):
            pass  # the client sees the end of the connection


def answer_datagrams(port, answer, protocol=socket.IPPROTO_UDP):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, protocol)
    server.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 * MIB)
    server.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DONT)
    server.bind(("", port))

    def run():
        while True:
            datagram, peer = server.recvfrom(65535)
            try:
                server.sendto(answer(datagram, peer), peer)
            except OSError:
                pass  # an ICMP error about an earlier answer

    threading.Thread(target=run, daemon=True).start()


def serve_page():
    import http.server  # here, since the clients start faster without it

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            page = next(bulk_data(MIB))
            self.send_response(200)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format, *arguments):
            pass

    web = http.server.ThreadingHTTPServer(("", WEB), Page)
    threading.Thread(target=web.serve_forever, daemon=True).start()


def serve(bulk=BULK, echo=ECHO, reflect=REFLECT, hold=HOLD):
    """Serves at these ports; a CE without NAPT gives ports of its set."""
    listen(int(bulk), serve_bulk)
    listen(int(reflect), serve_reflect)
    listen(int(hold), serve_hold)
    for protocol in (socket.IPPROTO_UDP, socket.IPPROTO_UDPLITE):
        answer_datagrams(int(echo), lambda datagram, peer: datagram, protocol)
    for port in (int(reflect), QUIC):
        answer_datagrams(port, lambda datagram, peer: json.dumps(peer).encode())
    answer_datagrams(DNS, lambda query, peer: query[:2] + b"\x81\x80" + query[4:])  # a response without an answer
    serve_page()
    print("ready", flush=True)
    sys.stdin.read()


# ---- TCP


def bulk(host, port, direction, count):
    """Sends or receives octets over TCP; both ends compute SHA-256."""
    count = int(count)
    connection = socket.create_connection((host, int(port)), 30)
    started = time.monotonic()
    connection.sendall(b"%s %d\n" % (direction.encode(), count))
    stream = connection.makefile("rb")
    if direction == "up":
        own = send_all(connection, count)
        connection.shutdown(socket.SHUT_WR)
    else:
        own = receive_all(stream, count)
    theirs = read_exactly(stream, 64).decode()
    seconds = time.monotonic() - started
    return {"equal": own == theirs, "seconds": round(seconds, 2), "mbit": round(count * 8e-6 / seconds)}


def observed(kind, host, port):
    """Returns the address and port that a server sees."""
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
    client.settimeout(WAIT)
    client.connect((host, int(port)))
    if kind == "udp":
        client.send(b"?")
    address, seen = json.loads(client.recv(100))
    return {"address": address, "port": seen}


def start_connection(host, port):
    client = socket.socket()
    client.setblocking(False)
    client.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    client.connect_ex((host, port))
    return client


def settle(clients, seconds):
    """Waits until each connection is made or refused; returns the connected ones and the errors of the others."""
    waiting = {client.fileno(): client for client in clients}
    poll = select.poll()
    for descriptor in waiting:
        poll.register(descriptor, select.POLLOUT)
    connected, refused = [], {}
    end = time.monotonic() + seconds
    while waiting and time.monotonic() < end:
        for descriptor, _ in poll.poll(200):
            client = waiting.pop(descriptor)
            poll.unregister(descriptor)
            error = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error == 0:
                connected.append(client)
            else:
                reason = icmp_error(client) or {}
                name = "%s %s/%s" % (errno.errorcode[error], reason.get("type"), reason.get("code"))
                refused[name] = refused.get(name, 0) + 1
                client.close()
    if waiting:
        refused["no answer"] = len(waiting)
    for client in waiting.values():
        client.close()
    return connected, refused


def fill(host, port, count, closed, seconds):
    """Opens connections to one server, closes some, and opens as many again."""
    connected, refused = settle([start_connection(host, int(port)) for _ in range(int(count))], float(seconds))
    result = {"connected": len(connected), "refused": refused}
    for client in connected[: int(closed)]:
        client.settimeout(2 * WAIT)
        client.shutdown(socket.SHUT_WR)
    for client in connected[: int(closed)]:
        client.recv(1)  # the FIN of the server
        client.close()
    time.sleep(0.2)  # the last ACKs
    again, _ = settle([start_connection(host, int(port)) for _ in range(int(closed))], float(seconds))
    result["again"] = len(again)
    return result


def simultaneous(source, host, port, at):
    """Connects from a port at a time of the monotonic clock, without a listener, and exchanges an octet."""
    client = socket.socket()
    client.settimeout(1.5)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind(("", int(source)))
    while time.monotonic() < float(at):
        pass
    try:
        client.connect((host, int(port)))
        client.sendall(b"x")
        return {"octet": client.recv(1).decode()}
    except OSError as error:
        return {"error": str(error)}


# ---- UDP


def flows(kind, host, port, count, rounds, size):
    """Sends datagrams of many sockets to an echo server and counts equal answers; kind is udp, unchecked or udplite."""
    sockets = []
    for index in range(int(count)):
        protocol = socket.IPPROTO_UDPLITE if kind == "udplite" else socket.IPPROTO_UDP
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, protocol)
        if kind == "unchecked":
            client.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
        client.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, MIB)
        client.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DONT)
        client.connect((host, int(port)))
        client.settimeout(WAIT)
        sockets.append(client)
    answered = 0
    for turn in range(int(rounds)):
        sent = [random.Random(turn * 1000 + index).randbytes(int(size)) for index in range(len(sockets))]
        for client, datagram in zip(sockets, sent):
            client.send(datagram)
        for client, datagram in zip(sockets, sent):
            try:
                answered += client.recv(65535) == datagram
            except OSError:
                pass
    return {"sent": int(count) * int(rounds), "answered": answered}


def reversed_fragments(host, port, count, size):
    """Sends datagrams as fragments of 1000 octets, the last one first, and counts equal answers."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, MIB)
    client.settimeout(WAIT)
    client.connect((host, int(port)))
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    source, source_port = client.getsockname()
    addresses = socket.inet_aton(source) + socket.inet_aton(host)
    answered = 0
    for turn in range(int(count)):
        data = random.Random(turn).randbytes(int(size))
        length = 8 + len(data)
        header = struct.pack("!HHH", source_port, int(port), length)
        covered = addresses + struct.pack("!HH", socket.IPPROTO_UDP, length) + header + b"\0\0" + data
        datagram = header + struct.pack("!H", checksum(covered) or 0xFFFF) + data
        identification = random.randrange(1, 0x10000)
        for start in reversed(range(0, length, 1000)):
            part = datagram[start : start + 1000]
            place = start // 8 | (0x2000 if start + 1000 < length else 0)  # offset, and More Fragments
            raw.sendto(
                struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(part), identification, place, 64, socket.IPPROTO_UDP, 0)
                + addresses
                + part,
                (host, 0),
            )
        try:
            answered += client.recv(65535) == data
        except OSError:
            pass
    return {"sent": int(count), "answered": answered}


def spray(host, port, source_port, count, size):
    """Sends datagrams from a port, right or wrong, and waits for no answer."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.bind(("", int(source_port)))
    for _ in range(int(count)):
        client.sendto(bytes(int(size)), (host, int(port)))
    return {"sent": int(count)}


def refusal(host, port):
    """Sends a datagram and returns the ICMP error that its socket gets."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    client.connect((host, int(port)))
    client.send(b"?")
    poll = select.poll()
    poll.register(client, 0)  # errors are always reported
    poll.poll(1000 * WAIT)
    return icmp_error(client)


# ---- ICMP


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def echo_request(identifier, sequence, payload):
    head = struct.pack("!BBHHH", 8, 0, 0, identifier, sequence)
    return struct.pack("!BBHHH", 8, 0, checksum(head + payload), identifier, sequence) + payload


def raw_icmp(discover):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 * MIB)
    raw.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, discover)
    return raw


def icmp_messages(raw, seconds):
    """Yields source, type, code, rest of the header and data of ICMP messages that arrive in time."""
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([raw], [], [], left)[0]:
            return
        packet, (source, _) = raw.recvfrom(65535)
        message = packet[(packet[0] & 15) * 4 :]
        yield source, message[0], message[1], message[4:8], message[8:]


def quoted_echo(data):
    """Returns identifier and sequence of the echo request that an ICMP error quotes, or None."""
    header = (data[0] & 15) * 4
    if data[9] != socket.IPPROTO_ICMP or data[header] != 8:
        return None
    return struct.unpack("!HH", data[header + 4 : header + 8])


def ping(host, size, count, fragment, *identifiers):
    """Sends echo requests with several identifiers at once; fragment is df or may."""
    raw = raw_icmp(PMTUDISC_PROBE if fragment == "df" else PMTUDISC_DONT)
    result = {each: {"replies": 0, "errors": []} for each in identifiers}
    for sequence in range(int(count)):
        waiting = {}
        for each in identifiers:
            waiting[int(each), sequence] = random.Random(int(each) + sequence).randbytes(int(size))
            raw.sendto(echo_request(int(each), sequence, waiting[int(each), sequence]), (host, 0))
        for source, kind, code, rest, data in icmp_messages(raw, WAIT):
            key = struct.unpack("!HH", rest) if kind == 0 else quoted_echo(data) if kind in (3, 11, 12) else None
            if key not in waiting:
                continue
            payload = waiting.pop(key)
            if kind == 0:
                result[str(key[0])]["replies"] += source == host and data == payload
            else:
                mtu = struct.unpack("!H", rest[2:4])[0]
                result[str(key[0])]["errors"].append({"from": source, "type": kind, "code": code, "mtu": mtu})
            if not waiting:
                break
    return result


# ---- traceroute: all probes at once, each with its own socket or identifier, so that a wrong socket shows


def icmp_error(client):
    """Returns the next ICMP error of a socket with IP_RECVERR, or None."""
    try:
        _, ancillary, _, _ = client.recvmsg(0, 512, MSG_ERRQUEUE)
    except OSError:
        return None
    for level, kind, data in ancillary:
        if level == socket.IPPROTO_IP and kind == IP_RECVERR:
            _, origin, icmp_type, code, _, info, _ = struct.unpack("=IBBBBII", data[:16])
            if origin == 2:  # SO_EE_ORIGIN_ICMP
                return {"from": socket.inet_ntoa(data[20:24]), "type": icmp_type, "code": code, "mtu": info}
    return None


def trace_sockets(host, first_port, kind, hops):
    clients = []
    for ttl in range(1, hops + 1):
        client = socket.socket(socket.AF_INET, kind)
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        client.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        client.connect_ex((host, first_port + ttl if kind == socket.SOCK_DGRAM else first_port))
        if kind == socket.SOCK_DGRAM:
            client.send(b"trace")
        clients.append(client)
    result = [None] * hops
    end = time.monotonic() + WAIT
    while None in result and time.monotonic() < end:
        waiting = [client for client, seen in zip(clients, result) if seen is None]
        writable = waiting if kind == socket.SOCK_STREAM else []
        for client in set(sum(select.select([], writable, waiting, 0.05), [])):
            seen = icmp_error(client)
            if seen is None and kind == socket.SOCK_STREAM:
                error = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                seen = {"from": host} if error == 0 else {"from": host, "error": errno.errorcode[error]}
            result[clients.index(client)] = seen
        for index, client in enumerate(clients):
            result[index] = result[index] or (icmp_error(client) if kind == socket.SOCK_DGRAM else None)
    return result


def trace_icmp(host, base, hops):
    """The identifiers of the probes follow the base."""
    raw = raw_icmp(PMTUDISC_DONT)
    result = [None] * hops
    for ttl in range(1, hops + 1):
        raw.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        raw.sendto(echo_request(base + ttl, ttl, b"trace"), (host, 0))
    for source, kind, code, rest, data in icmp_messages(raw, WAIT):
        key = struct.unpack("!HH", rest) if kind == 0 else quoted_echo(data) if kind in (3, 11) else None
        if key and key[0] - base == key[1] and 1 <= key[1] <= hops:
            result[key[1] - 1] = {"from": source, "type": kind, "code": code}
        if None not in result:
            break
    return result


def trace(protocol, host, port, hops):
    if protocol == "icmp":
        return trace_icmp(host, int(port), int(hops))
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    return trace_sockets(host, int(port), kind, int(hops))


COMMANDS = {
    "bulk": bulk,
    "observed": observed,
    "fill": fill,
    "simultaneous": simultaneous,
    "flows": flows,
    "refusal": refusal,
    "spray": spray,
    "reversed": reversed_fragments,
    "ping": ping,
    "trace": trace,
    "clock": time.monotonic,
}


def main():
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        signal.alarm(60)  # the end, also if the test was killed
        print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))


main()
