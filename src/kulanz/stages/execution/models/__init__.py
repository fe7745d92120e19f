from kulanz.stages.execution.models.connection import ErpConnection, Exchanged, ExchangedFile
from kulanz.stages.execution.models.orders import Order, OrderLine

__all__ = ["ErpConnection", "Exchanged", "ExchangedFile", "Order", "OrderLine"]
