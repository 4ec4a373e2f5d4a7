"""The year of a congress's handling and its statutory report."""

from quancheng.procedure.calls import Ask, Call, Refusal, Told
from quancheng.procedure.registry import act, check

from ..forms import followups as forms
from ..models import HandlingYear


def own(call: Call) -> HandlingYear:
    assert call.matter
    row: HandlingYear = call.matter.handling_year
    return row


@act("handling_years.run")
def run(call: Call) -> Told:
    """年度办结: nothing is left of the year but its report, and that has been given."""
    return Told()


@check("handling_years.report_given")
def report_given(call: Call) -> Refusal | None:
    if own(call).reported_on:
        return None
    rulings = call.cite("suggestion.report")
    return Refusal(
        "办理情况还没有报告，年度不能办结。",
        rulings,
        who="代表工作机构：先办“办理情况报告”",
        instead="report",
        id="report_given",
    )


@act("handling_years.report", forms.ReportForm)
def report(call: Call) -> Told:
    """办理情况报告: given to whom the law of the day says; it must then be made public."""
    row = own(call)
    row.report, row.reported_to, row.reported_on = call.data["text"], call.data["to"], call.on
    row.save()
    call.cite("suggestion.report", "suggestion.report.publish")
    return Told(asks=[Ask("publish_report", call.body)], data={"year": row.year})


@act("handling_years.publish_report", forms.PublishReportForm)
def publish_report(call: Call) -> Told:
    row = own(call)
    row.published_on, row.published_at_place = call.on, call.data["place"]
    row.save(update_fields=["published_on", "published_at_place"])
    return Told(data={"year": row.year})
