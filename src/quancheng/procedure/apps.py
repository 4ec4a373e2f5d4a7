from django.apps import AppConfig
from django.core.checks import Error, register


class ProcedureConfig(AppConfig):
    name = "quancheng.procedure"
    label = "procedure"

    def ready(self) -> None:
        register(_bound)


def _bound(**_: object) -> list[Error]:
    """Refuse to start while anything a procedure declares has no code behind it."""
    from .registry import faults

    return [Error(fault, id="procedure.E001") for fault in faults()]
