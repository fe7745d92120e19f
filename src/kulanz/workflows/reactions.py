"""What happens after what: event → consumers. Written into the protocol's queue with the event itself."""

from __future__ import annotations

from typing import Final

from kulanz.cases import events
from kulanz.core.protocol.recording import set_reactions
from kulanz.core.protocol.working import Consumer, register_consumer
from kulanz.stages.billing.events import CreditConfirmed, CreditReleased
from kulanz.stages.contact.commands.outgoing import SMTP
from kulanz.stages.contact.commands.sending import SENDING
from kulanz.stages.execution.events import OrderCancelled, OrderOffPlan, OrderPlaced
from kulanz.stages.execution.events_of_reports import ReportCorrected, ReportPhotoReceived, ReportReceived
from kulanz.stages.execution.events_of_visits import VisitCancelled, VisitMoved, VisitOffPlan, VisitPlanned

APPOINTMENTS: Final = "appointments"
ERP: Final = "erp"
FIRM_DATES: Final = "firm_dates"
HOUSES: Final = "houses"
NEWS: Final = "news"
PHOTOS: Final = "photos"
REPORTS: Final = "reports"
REMEDIES: Final = "remedies"
TASKS: Final = "tasks"
VISITS: Final = "visits"

REACTIONS: Final[dict[str, tuple[str, ...]]] = {
    events.CaseRecorded.name: (NEWS,),
    events.StateChanged.name: (NEWS,),
    # proposals nobody released yet end with their case
    events.CaseMerged.name: (REMEDIES,),
    events.CaseClosed.name: (NEWS, REMEDIES, VISITS),
    events.CaseCancelled.name: (NEWS, REMEDIES, VISITS),
    # an objection puts the claim back under review: what was decided does not go on
    events.ClaimDecided.name: (REMEDIES,),
    # another dealer: the people of the one before have no part in it any more
    events.FieldsChanged.name: (HOUSES,),
    events.CaseReopened.name: (NEWS, PHOTOS),
    events.FileRemoved.name: (PHOTOS,),
    events.MessageAdded.name: (NEWS,),
    events.Assigned.name: (NEWS,),
    events.FollowUpDue.name: (NEWS,),
    ReportReceived.name: (NEWS, REPORTS),
    ReportPhotoReceived.name: (REPORTS,),
    ReportCorrected.name: (REPORTS,),
    # who was asked or told before hears of it
    VisitPlanned.name: (APPOINTMENTS, TASKS),
    VisitMoved.name: (APPOINTMENTS,),
    VisitOffPlan.name: (APPOINTMENTS,),
    VisitCancelled.name: (APPOINTMENTS, TASKS),
    OrderOffPlan.name: (FIRM_DATES,),
    OrderPlaced.name: (ERP,),
    OrderCancelled.name: (ERP,),
    CreditReleased.name: (ERP,),
    # what went out with an account number is taken away
    CreditConfirmed.name: (ERP,),
}


def install() -> None:
    """Called once at start-up."""
    from kulanz.workflows.appointment_mails import APPOINTMENTS_CONSUMER
    from kulanz.workflows.firm_dates import FIRM_DATES_CONSUMER
    from kulanz.workflows.handing_over import HANDING_OVER
    from kulanz.workflows.news import NEWS_CONSUMER
    from kulanz.workflows.photo_requests import PHOTOS_CONSUMER
    from kulanz.workflows.plan_rechecks import INTERLOCK, recheck_plan, with_rechecks
    from kulanz.workflows.plan_tasks import close_planning_tasks
    from kulanz.workflows.remedy_progress import reset_remedies
    from kulanz.workflows.report_documents import draw_when_told
    from kulanz.workflows.statistics import with_statistics
    from kulanz.workflows.visit_endings import call_off_visits
    from kulanz.workflows.visit_houses import part_with_the_old_dealer

    set_reactions(with_rechecks(with_statistics(REACTIONS)))
    register_consumer(NEWS, NEWS_CONSUMER)
    register_consumer(PHOTOS, PHOTOS_CONSUMER)
    register_consumer(REMEDIES, Consumer(work=reset_remedies))
    register_consumer(TASKS, Consumer(work=close_planning_tasks))
    register_consumer(VISITS, Consumer(work=call_off_visits))
    register_consumer(HOUSES, Consumer(work=part_with_the_old_dealer))
    register_consumer(INTERLOCK, Consumer(work=recheck_plan))
    register_consumer(REPORTS, Consumer(work=draw_when_told))
    register_consumer(APPOINTMENTS, APPOINTMENTS_CONSUMER)
    register_consumer(FIRM_DATES, FIRM_DATES_CONSUMER)
    register_consumer(SMTP, SENDING)
    register_consumer(ERP, HANDING_OVER)
