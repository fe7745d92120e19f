from kulanz.stages.billing.models.credit import ActualCost, CreditNote, PaymentDetails

__all__ = ["ActualCost", "CreditNote", "PaymentDetails"]
