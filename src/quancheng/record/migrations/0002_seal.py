import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0001_initial"),
        ("roster", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="in this body, from 1")),
                ("day", models.DateField(help_text="the day it was made")),
                ("at", models.DateTimeField()),
                (
                    "format",
                    models.PositiveSmallIntegerField(help_text="of the canonical form; an old seal keeps its own"),
                ),
                ("facts", models.PositiveIntegerField(help_text="how many it covers")),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                (
                    "body",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.body"),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.seal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealed",
                        serialize=False,
                        to="record.fact",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                (
                    "seal",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.seal"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(fields=("body", "number"), name="one_seal_a_number"),
        ),
    ]
