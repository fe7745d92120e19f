from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('execution', '0008_who_did_it'),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name=name,
            field=models.CharField(blank=True, default='', help_text=text, max_length=12),
        )
        for model in ('maintenanceplan', 'serviceoffer')
        for name, text in (
            ('carried_out_by', 'as its dealer chose; empty: not asked'),
            ('dealer_part', "the dealer's part: who gets the factory's invoice"),
        )
    ]
