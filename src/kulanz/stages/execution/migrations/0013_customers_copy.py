import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("execution", "0012_withdrawn"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicereport",
            name="customers_copy",
            field=models.ForeignKey(
                help_text="the document in the customer's language, where that is another than the tenant's",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cases.casefile",
            ),
        ),
        migrations.AddField(
            model_name="reportpart",
            name="ordered",
            field=models.BooleanField(
                default=False, help_text="needed, and ordered on the spot already"
            ),
        ),
    ]
