#!/usr/bin/python3
"""Pulls images through containerd's CRI service, as a kubelet does; with --status, only asks what it knows of them.

usage: cri_pull.py [--status] SOCKET IMAGE...

Prints one JSON object a line: image, and either id with digests as the image service lists them, or error with code.
Credentials are never sent: they have to be in containerd's own configuration.
"""

import json
import sys

import grpc

SERVICE = "/runtime.v1.ImageService/"
LENGTH_DELIMITED = 2


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, value):
    """A string or a message as a field."""
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | LENGTH_DELIMITED) + varint(len(value)) + value


def fields(message):
    """The length-delimited fields of a message, as (number, bytes)."""
    position = 0

    def read_varint():
        nonlocal position
        number = shift = 0
        while True:
            byte = message[position]
            position += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while position < len(message):
        tag = read_varint()
        size = read_varint()
        if tag & 7 == LENGTH_DELIMITED:
            yield tag >> 3, message[position : position + size]
            position += size
        elif tag & 7 != 0:
            raise ValueError(f"unexpected wire type {tag & 7}")


def value_of(message, number):
    return next((value for key, value in fields(message) if key == number), b"")


def main(socket, images, pulls):
    failures = 0
    with grpc.insecure_channel(f"unix://{socket}") as channel:

        def call(method, request):
            return channel.unary_unary(SERVICE + method)(request, timeout=120, wait_for_ready=True)

        for image in images:
            specification = field(1, field(1, image))
            try:
                # PullImageResponse.image_ref, then ImageStatusResponse.image with id and repo_digests.
                reference = value_of(call("PullImage", specification), 1).decode() if pulls else image
                status = value_of(call("ImageStatus", field(1, field(1, reference))), 1)
                digests = [value.decode() for key, value in fields(status) if key == 3]
                answer = {"image": image, "id": value_of(status, 1).decode(), "digests": digests}
            except grpc.RpcError as error:
                answer = {"image": image, "error": error.details(), "code": error.code().name}
                failures += 1
            print(json.dumps(answer), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--status"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    sys.exit(main(arguments[0], arguments[1:], "--status" not in sys.argv))
