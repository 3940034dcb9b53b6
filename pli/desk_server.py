"""``python -m pli.desk_server``: the desk on 127.0.0.1, served by waitress."""

from waitress import serve

from pli.logs import set_up_logs
from pli.settings import load_settings, secret
from pli.wiring import open_store, use_django
from workers.sandbox import Sandbox
from workers.workplace import workplace


def main() -> None:
    """Serve until SIGTERM."""
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    secret(settings.data, "desk_key")  # what Django signs sessions with: read when its settings are
    use_django(settings)
    import desk.store
    from desk.wsgi import application

    with workplace(), Sandbox(1, settings.limits) as sandbox:
        desk.store.use(open_store(settings), sandbox)
        serve(application, host=settings.desk_address, port=settings.desk_port, threads=8, ident="pli")


if __name__ == "__main__":
    main()
