"""Kerberos credentials that no KDC has ever seen: enough for a client to begin with Kerberos, as those in a domain do."""
import os
import struct
import time

REALM = b"EXAMPLE.ORG"
AES256 = 18


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 0x80 else bytes([0x82, size >> 8, size & 0xFF])
    return bytes([tag]) + length + body


def counted(content):
    return struct.pack(">I", len(content)) + content


def principal(kind, parts):
    return struct.pack(">II", kind, len(parts)) + counted(REALM) + b"".join(map(counted, parts))


def ticket(parts):
    """A Ticket of RFC 4120 5.3 whose sealed part is noise."""
    names = der(0x30, *(der(0x1B, part) for part in parts))
    sealed = der(0x30, der(0xA0, der(2, bytes([AES256]))), der(0xA2, der(4, os.urandom(200))))
    name = der(0x30, der(0xA0, der(2, b"\x02")), der(0xA1, names))
    fields = (der(2, b"\x05"), der(0x1B, REALM), name, sealed)
    return der(0x61, der(0x30, *(der(0xA0 + i, field) for i, field in enumerate(fields))))


def credential(client, parts):
    now = int(time.time())
    times = struct.pack(">IIII", now, now, now + 36_000, now + 36_000)
    flags = b"\0" + struct.pack(">III", 0x40000000, 0, 0)
    key = struct.pack(">H", AES256) + counted(os.urandom(32))
    return client + principal(2, parts) + key + times + flags + counted(ticket(parts)) + counted(b"")


def install(folder, user, password, service, host):
    """Writes a credentials cache, Kerberos' settings and NTLM's secret, and names them to the libraries of this process."""
    client = principal(1, [user.encode()])
    files = {
        "cache": b"\x05\x04\0\0"
        + client
        + credential(client, [b"krbtgt", REALM])
        + credential(client, [service.encode(), host.encode()]),
        "krb5.conf": b"[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"
        b" rdns = false\n dns_canonicalize_hostname = false\n" % REALM,
        "ntlm": b":%s:%s\n" % (user.encode(), password.encode()),
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)
    os.environ.update(
        KRB5CCNAME="FILE:" + os.path.join(folder, "cache"),
        KRB5_CONFIG=os.path.join(folder, "krb5.conf"),
        NTLM_USER_FILE=os.path.join(folder, "ntlm"),
    )
