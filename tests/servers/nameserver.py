"""A DNS server of our own on the loopback: TXT records that a test publishes, and the ways in which a DNS can fail."""

import socket
import threading
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

LOOPBACK = "127.0.0.1"


class Nameserver:
    """Answers TXT questions over UDP with what ``publish`` was given, NXDOMAIN for any other name.

    Names in ``silent`` get no answer at all, those in ``failing`` SERVFAIL. ``asked`` are the names asked for.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.address, self.port = self._socket.getsockname()
        self.records: dict[str, bytes] = {}
        self.silent: set[str] = set()
        self.failing: set[str] = set()
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def publish(self, name: str, record: bytes) -> None:
        self.records[name] = record

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", (self.address, self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            wire, client = self._socket.recvfrom(4096)
            if not wire:
                return
            answer = self._answer(dns.message.from_wire(wire))
            if answer is not None:
                self._socket.sendto(answer.to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if name in self.silent:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            record = self.records[name]
            strings = " ".join(f'"{record[at : at + 255].decode()}"' for at in range(0, len(record), 255) or [0])
            answer.answer.append(dns.rrset.from_text(f"{name}.", 300, "IN", dns.rdatatype.TXT, strings))
        return answer
