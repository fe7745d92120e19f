from kulanz.stages.execution.models.orders import ExchangedFile, Order, OrderLine

__all__ = ["ExchangedFile", "Order", "OrderLine"]
