"""Moments by the database's clock, so that machines whose own clocks differ agree."""

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def from_now(span: timedelta) -> Combinable:
    """The moment that lies ``span`` ahead of the query."""
    return ExpressionWrapper(Now() + Value(span), output_field=DateTimeField())
