import django.db.models.deletion
from django.db import migrations, models

from kulanz.core.search.sql import CREATE, DROP


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchVocabulary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=64, verbose_name="Wort")),
                ("folded", models.CharField(editable=False, max_length=64)),
                (
                    "origin",
                    models.CharField(
                        default="hand",
                        help_text="'hand' for the list on the screen, else who taught it",
                        max_length=20,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Suchwort",
                "verbose_name_plural": "Suchwörter",
                "ordering": ("folded",),
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "folded"), name="search_vocabulary_word")
                ],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
