from kulanz.stages.execution.models.connection import ErpConnection, Exchanged, ExchangedFile
from kulanz.stages.execution.models.maintenance import (
    MaintenanceDue,
    MaintenancePlan,
    ServiceOffer,
    ServiceOfferState,
)
from kulanz.stages.execution.models.orders import Order, OrderLine
from kulanz.stages.execution.models.reports import (
    ChecklistItem,
    FieldDevice,
    FieldEntry,
    ReportCorrection,
    ReportPart,
    ReportPhoto,
    ServiceReport,
)
from kulanz.stages.execution.models.resources import (
    MovementKind,
    Stock,
    StockMovement,
    Tool,
    ToolMovement,
    Vehicle,
)
from kulanz.stages.execution.models.visits import (
    Booking,
    Visit,
    VisitPart,
    VisitSlot,
    VisitTool,
    VisitWork,
)

__all__ = [
    "Booking",
    "ChecklistItem",
    "ErpConnection",
    "Exchanged",
    "ExchangedFile",
    "FieldDevice",
    "FieldEntry",
    "MaintenanceDue",
    "MaintenancePlan",
    "MovementKind",
    "Order",
    "OrderLine",
    "ReportCorrection",
    "ReportPart",
    "ReportPhoto",
    "ServiceOffer",
    "ServiceOfferState",
    "ServiceReport",
    "Stock",
    "StockMovement",
    "Tool",
    "ToolMovement",
    "Vehicle",
    "Visit",
    "VisitPart",
    "VisitSlot",
    "VisitTool",
    "VisitWork",
]
