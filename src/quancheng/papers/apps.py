from django.apps import AppConfig
from django.core.checks import Error, register


class PapersConfig(AppConfig):
    name = "quancheng.papers"
    label = "papers"

    def ready(self) -> None:
        from quancheng.procedure.registry import on_fact

        from .issue import issue

        on_fact(issue)
        register(_written)


def _written(**_: object) -> list[Error]:
    """Refuse to start while a procedure names a paper nobody writes."""
    from .registry import faults

    return [Error(fault, id="papers.E001") for fault in faults()]
