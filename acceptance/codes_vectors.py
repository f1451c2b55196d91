#!/usr/bin/env python3
"""Offline codes from docs/offline-codes-protocol.md alone: recomputes the vectors that the product's tests use.

Shares no code with the product: hmac and hashlib of Python, Argon2id of the reference library libargon2.
Usage: codes_vectors.py VECTORS.json  (exit code 0 when every vector is right)
"""

import ctypes
import hashlib
import hmac
import json
import sys
import uuid


def groups(bits, count):
    return "-".join("%06d" % ((bits >> 16 * (count - 1 - i) & 0xFFFF) * 13) for i in range(count))


def field(data):
    return len(data).to_bytes(2, "big") + data


def mac(secret, label, workspace, device, action, parameters, nonce, epoch, option=None):
    message = label.encode() + b"\0" + field(workspace.encode()) + field(device) + field(bytes([action]))
    message += field(parameters) + field(nonce.to_bytes(3, "big")) + field(bytes([epoch & 3]))
    if option is not None:
        message += field(bytes([option]))
    return int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest()[:8], "big")


def hkdf(secret, salt, info):
    return hmac.new(hmac.new(salt, secret, hashlib.sha256).digest(), info + b"\x01", hashlib.sha256).digest()


def codes(v, secret, form, device, parameters):
    args = (v["workspace"], device, v["action"], parameters, v["nonce"], v["epoch"])
    request = mac(secret, "OCC-REQ" + form + "-v1", *args) >> 48
    bits = (v["epoch"] & 3) << 60 | v["deviceNumber"] << 38 | v["action"] << 33 | v["nonce"] << 16 | request
    answer = v["option"] << 44 | mac(secret, "OCC-RESP" + form + "-v1", *args, v["option"]) >> 20
    return {"request": groups(bits, 4), "confirmation": groups(answer, 3)}


def argon2id(password, salt):
    library = ctypes.CDLL("libargon2.so.1")
    out = ctypes.create_string_buffer(32)
    code = library.argon2id_hash_raw(
        ctypes.c_uint32(3), ctypes.c_uint32(64 << 10), ctypes.c_uint32(1),
        password, ctypes.c_size_t(len(password)), salt, ctypes.c_size_t(len(salt)), out, ctypes.c_size_t(32))
    if code != 0:
        raise SystemExit("argon2 failed with %d" % code)
    return out.raw


def compute(v):
    secret = bytes.fromhex(v["secret"])
    if v["form"] == "device":
        return codes(v, secret, "", uuid.UUID(v["device"]).bytes, hashlib.sha256(b"").digest())
    group = uuid.UUID(v["group"]).bytes
    key_hash = bytes.fromhex(v["serverKeySha256"])
    if v["form"] == "certificate":
        key = hkdf(secret, group, b"fairlead certificate key v1\0" + v["deviceNumber"].to_bytes(4, "big"))
        return {"key": key.hex(), **codes(v, key, "-CERT", b"", key_hash)}
    key = hkdf(secret, group, b"fairlead group key v1")
    salt = hashlib.sha256(
        field(key_hash) + field(v["workspace"].encode()) + field(group)
        + field(v["epoch"].to_bytes(4, "big")) + field(v["lastDay"].to_bytes(4, "big"))).digest()
    proof = int.from_bytes(argon2id(key + b"CRC-v1", salt)[:8], "big") >> 4
    return {"key": key.hex(), "code": groups((v["lastDay"] // 2 % 16) << 60 | proof, 4)}


def main():
    wrong = 0
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    for v in vectors:
        for name, value in compute(v).items():
            if v.get(name) != value:
                wrong += 1
                print("%s: %s is %s, computed %s" % (v["name"], name, v.get(name), value))
    print("%d vectors, %d wrong" % (len(vectors), wrong))
    return 1 if wrong or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
