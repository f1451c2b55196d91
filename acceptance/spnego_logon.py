"""Logs on by CredSSP with a foreign SPNEGO and NTLM (MIT Kerberos, gss-ntlmssp): spnego_logon.py PORT USER PASSWORD [FROM [kerberos]].

With "kerberos" the client has a ticket as well, prefers it, and begins with Kerberos' own token.

Prints "in" when the server proves its TLS key, or "refused" with the NTSTATUS that it gives as its reason.
"""
import hashlib
import os
import socket
import ssl
import sys
import tempfile

import gssapi
from gssapi.raw import acquire_cred_with_password

import made_up_ticket

KERBEROS = bytes.fromhex("06092a864886f712010202")
SPNEGO = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
VERSION = 6
FOLDER = tempfile.TemporaryDirectory()  # removed when the program ends


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        length = bytes([size])
    else:
        raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(raw)]) + raw
    return bytes([tag]) + length + body


def parse(data):
    """The values of one level, as (tag, content)."""
    at, values = 0, []
    while at < len(data):
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[at : at + count], "big")
            at += count
        values.append((tag, data[at : at + size]))
        at += size
    return values


def request(token=b"", auth=b"", key=b"", nonce=b""):
    parts = [der(0xA0, der(2, bytes([VERSION])))]
    if token:
        parts.append(der(0xA1, der(0x30, der(0x30, der(0xA0, der(4, token))))))
    if auth:
        parts.append(der(0xA2, der(4, auth)))
    if key:
        parts.append(der(0xA3, der(4, key)))
    if nonce:
        parts.append(der(0xA5, der(4, nonce)))
    return der(0x30, *parts)


def receive(line):
    head = line.recv(2)
    if len(head) < 2:
        sys.exit("closed")
    size = head[1]
    if size & 0x80:
        more = line.recv(size & 0x7F)
        size = int.from_bytes(more, "big")
    body = b""
    while len(body) < size:
        chunk = line.recv(size - len(body))
        if not chunk:
            sys.exit("closed")
        body += chunk
    fields = dict(parse(body))
    if 0xA4 in fields:
        print("refused %08x" % int.from_bytes(parse(fields[0xA4])[0][1][-4:], "big"))
        sys.exit(3)
    token = b""
    if 0xA1 in fields:
        token = parse(parse(parse(parse(fields[0xA1])[0][1])[0][1])[0][1])[0][1]
    return token, parse(fields[0xA3])[0][1] if 0xA3 in fields else b""


def public_key(certificate):
    """The SubjectPublicKey inside: the content of the BIT STRING without its first byte."""
    fields = parse(parse(parse(certificate)[0][1])[0][1])
    info = [content for tag, content in fields if tag == 0x30][4]
    return parse(info)[1][1][1:]


def credentials(user, password, kerberos):
    if not kerberos:
        name = gssapi.Name(user, gssapi.NameType.user)
        held = acquire_cred_with_password(name, password.encode(), mechs=[SPNEGO], usage="initiate")
        return gssapi.Credentials(base=held.creds)
    made_up_ticket.install(FOLDER.name, user, password, "TERMSRV", "127.0.0.1")
    return gssapi.Credentials(usage="initiate", mechs=[SPNEGO])


def main():
    port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    source = (sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1", 0)
    line = socket.create_connection(("127.0.0.1", port), source_address=source)
    line.sendall(bytes.fromhex("030000130ee000000000000100080003000000"))
    confirm = line.recv(19)
    assert confirm[11] == 2 and confirm[15] == 2, confirm.hex()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    line = context.wrap_socket(line)
    key = public_key(line.getpeercert(binary_form=True))

    held = credentials(user, password, sys.argv[5:] == ["kerberos"])
    target = gssapi.Name("TERMSRV@127.0.0.1", gssapi.NameType.hostbased_service)
    flags = gssapi.RequirementFlag.mutual_authentication | gssapi.RequirementFlag.confidentiality
    flags |= gssapi.RequirementFlag.integrity
    client = gssapi.SecurityContext(
        name=target, creds=held, mech=SPNEGO, flags=flags, usage="initiate"
    )
    token, rounds = client.step(None), 0
    assert token[0] == 0x60, "the first token is not SPNEGO"
    # twice: in the list of mechanisms and in the token of the first one
    assert token.count(KERBEROS) == (2 if sys.argv[5:] else 0), "the first token is for another mechanism"
    while token:
        line.sendall(request(token))
        rounds += 1
        if client.complete:
            break
        answer, _ = receive(line)
        token = client.step(answer)
    nonce = os.urandom(32)
    proof = hashlib.sha256(b"CredSSP Client-To-Server Binding Hash\0" + nonce + key).digest()
    line.sendall(request(key=client.wrap(proof, True).message, nonce=nonce))
    _, sealed = receive(line)
    expected = hashlib.sha256(b"CredSSP Server-To-Client Binding Hash\0" + nonce + key).digest()
    if client.unwrap(sealed).message != expected:
        sys.exit("the server proves another key")
    line.sendall(request(auth=client.wrap(der(0x30, der(0xA0, der(2, b"\x01"))), True).message))
    print("in after %d tokens" % rounds)


main()
