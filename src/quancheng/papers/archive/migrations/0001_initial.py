import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("record", "0002_seal"),
        ("roster", "0004_first_password"),
    ]

    operations = [
        migrations.CreateModel(
            name="Volume",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "keep",
                    models.CharField(
                        choices=[("Y", "永久"), ("D30", "30年"), ("D10", "10年")], max_length=3, verbose_name="保管期限"
                    ),
                ),
                ("office", models.CharField(max_length=20, verbose_name="机构（问题）")),
                ("number", models.PositiveIntegerField(verbose_name="件号")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="第几次归档")),
                ("code", models.CharField(max_length=80, verbose_name="档号")),
                ("on", models.DateField(verbose_name="归档日期")),
                (
                    "upto",
                    models.PositiveBigIntegerField(help_text="the newest fact in it; a later one makes it 需重新归档"),
                ),
                ("items", models.JSONField(help_text="as printed: one row for each item", verbose_name="卷内目录")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of its tagmanifest, on which all its files hang", max_length=64
                    ),
                ),
                ("zip", models.CharField(help_text="SHA-256 of the stored zip, the name of its file", max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("replaced_on", models.DateField(null=True)),
                (
                    "body",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.body"),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="volumes", to="record.matter"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["body", "year", "number"], name="archive_vol_body_id_93d104_idx"),
                    models.Index(fields=["matter", "replaced_on"], name="archive_vol_matter__1c4b15_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "year", "keep", "office", "number", "edition"), name="one_volume_a_number"
                    )
                ],
            },
        ),
    ]
