"""Vehicles, what lies in them, and special tools."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party, Technician


class Vehicle(TenantModel):
    name = models.CharField(max_length=80)
    plate = models.CharField(max_length=20, blank=True, default="")
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    technician = models.ForeignKey(
        Technician, null=True, on_delete=models.SET_NULL, related_name="vehicles", help_text="who drives it"
    )
    note = models.CharField(max_length=300, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "name"), name="vehicle_name"),
            models.UniqueConstraint(
                fields=("technician",), condition=Q(active=True), name="vehicle_one_a_technician"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Stock(TenantModel):
    """How many of an article lie in a vehicle: the sum of its movements. Below zero means that more was
    used than was ever booked in; it is shown, not refused, because the part is gone all the same.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="stock")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    minimum = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="to be filled up to")

    class Meta:
        ordering = ("article",)
        constraints = (models.UniqueConstraint(fields=("vehicle", "article"), name="stock_once"),)


class MovementKind(models.TextChoices):
    LOADED = "loaded", _("eingeladen")
    RETURNED = "returned", _("zurückgegeben")
    USED = "used", _("verbraucht")
    COUNTED = "counted", _("Zählung")


class StockMovement(TenantModel):
    """`quantity` is signed: what comes in is positive."""

    append_only = True
    erasable = ("by_name",)

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="movements")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    key = models.CharField(max_length=80, help_text="twice the same is once, such as report and line")
    visit_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "key"), name="stock_movement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="stock_movement_moves"),
        )
        indexes = (models.Index(fields=("tenant", "vehicle", "-id"), name="stock_movement_vehicle"),)


class Tool(TenantModel):
    """Spezialwerkzeug: there are few of them, so it matters where each one is."""

    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL, related_name="tools")
    technician = models.ForeignKey(Technician, null=True, on_delete=models.SET_NULL, related_name="tools")
    place = models.CharField(max_length=120, blank=True, default="", help_text="where neither is the place")
    inspected_until = models.DateField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "number")
        constraints = (models.UniqueConstraint(fields=("tenant", "number"), name="tool_number"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class ToolMovement(TenantModel):
    """Where a tool went, when, and who wrote it down."""

    append_only = True
    erasable = ("by_name", "where")

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="movements")
    where = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
