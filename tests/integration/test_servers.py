"""Each server that the tests start does what the program needs of it, and keeps what it took over a crash."""

import email.message
import io
import ssl
from imaplib import IMAP4_SSL

import pika
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from pli.embedded.seaweedfs import SeaweedFS
from pli.embedded.valkey import Valkey
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ


def test_seaweedfs_keeps_an_object_over_a_crash(seaweedfs: SeaweedFS) -> None:
    content = b"%PDF-1.7 piece"
    seaweedfs.client().put_object(seaweedfs.bucket, "plis/a/pièce.pdf", io.BytesIO(content), len(content))
    before = seaweedfs.endpoint
    seaweedfs.kill()
    seaweedfs.start()
    assert seaweedfs.endpoint == before
    answer = seaweedfs.client().get_object(seaweedfs.bucket, "plis/a/pièce.pdf")
    try:
        assert answer.read() == content
    finally:
        answer.close()
        answer.release_conn()


def test_valkey_keeps_a_message_over_a_crash(valkey: Valkey) -> None:
    with redis.Redis.from_url(valkey.url) as client:
        client.lpush("queue", "message")
    before = valkey.url
    valkey.kill()
    valkey.start()
    assert valkey.url == before
    with redis.Redis.from_url(valkey.url) as client:
        assert client.lpop("queue") == b"message"


def test_valkey_refuses_a_stranger(valkey: Valkey) -> None:
    host, port = valkey.endpoint.split(":")
    once = Retry(NoBackoff(), 0)
    with redis.Redis(host=host, port=int(port), retry=once) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


@pytest.mark.parametrize("kind", ["classic", "quorum"])
def test_rabbitmq_keeps_a_confirmed_message_over_a_crash(rabbitmq: RabbitMQ, kind: str) -> None:
    queue = f"kept-{kind}"
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(queue, durable=True, arguments={"x-queue-type": kind})
        rabbitmq.settle()
        channel.basic_publish("", queue, b"message", pika.BasicProperties(delivery_mode=2))
    rabbitmq.kill()
    rabbitmq.start()
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        _, _, body = connection.channel().basic_get(queue, auto_ack=True)
    assert body == b"message"


def test_a_new_vhost_of_rabbitmq_is_empty(rabbitmq: RabbitMQ) -> None:
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        connection.channel().queue_declare("somewhere", durable=True)
    with (
        pika.BlockingConnection(pika.URLParameters(rabbitmq.new_vhost())) as connection,
        pytest.raises(pika.exceptions.ChannelClosedByBroker, match="NOT_FOUND"),
    ):
        connection.channel().queue_declare("somewhere", passive=True)


def test_postgresql_keeps_a_committed_row_over_a_crash(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE pli (nom text)")
        connection.execute("INSERT INTO pli VALUES ('reçu')")
    postgresql.kill()
    postgresql.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT nom FROM pli").fetchall() == [("reçu",)]


def test_a_new_database_of_postgresql_is_empty(postgresql: PostgreSQL) -> None:
    for _ in range(2):
        with psycopg.connect(postgresql.new_database()) as connection:
            connection.execute("CREATE TABLE register (id int)")


def test_dovecot_keeps_a_message_over_a_crash(dovecot: Dovecot) -> None:
    message = email.message.EmailMessage()
    message["Subject"] = "Dépôt"
    message.set_content("Madame, Monsieur")
    with dovecot.login(dovecot.users[2]) as other, dovecot.login(dovecot.users[1]) as connection:
        before = _messages(connection), _messages(other)  # other tests share the mailboxes
        connection.append("INBOX", "", "", message.as_bytes())
    dovecot.kill()
    dovecot.start()
    with dovecot.login(dovecot.users[2]) as other, dovecot.login(dovecot.users[1]) as connection:
        assert (_messages(connection), _messages(other)) == (before[0] + 1, before[1])


def test_dovecot_moves_and_waits(dovecot: Dovecot) -> None:
    with dovecot.login() as connection:
        _, answer = connection.capability()
    assert {b"MOVE", b"UIDPLUS", b"IDLE", b"CONDSTORE"} <= set(answer[-1].split())


def test_dovecot_shows_a_certificate_that_only_its_own_authority_vouches_for(dovecot: Dovecot) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAP4_SSL(dovecot.host, dovecot.port, ssl_context=ssl.create_default_context(), timeout=10)


def _messages(connection: IMAP4_SSL) -> int:
    _, [count] = connection.select("INBOX")
    return int(count or 0)
