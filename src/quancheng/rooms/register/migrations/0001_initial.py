import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("record", "0001_initial"), ("roster", "0002_register")]

    operations = [
        migrations.CreateModel(
            name="TermRoll",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="term_roll",
                        serialize=False,
                        to="record.matter",
                    ),
                ),
                ("elected_on", models.DateField(blank=True, null=True, verbose_name="代表选举完成日期")),
                (
                    "term",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.term"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
