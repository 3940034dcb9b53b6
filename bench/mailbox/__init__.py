"""Mail claimed from a real Dovecot into the real store and register: how fast, in how much memory, and with nothing
lost or doubled while readers are killed and connections break."""
