from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from quancheng.roster.strokes import key


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """People entered before names had a place in the order."""
    Person = apps.get_model("roster", "Person")
    rows = list(Person.objects.filter(stroke_key="").only("pk", "name"))
    for row in rows:
        Person.objects.filter(pk=row.pk).update(stroke_key=key(row.name))


class Migration(migrations.Migration):
    dependencies = [("roster", "0002_register")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
