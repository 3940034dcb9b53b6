"""The command, the settings and the start-up of the whole: composes everything, imported by nothing."""

__version__ = "0.1.0"
