"""Personal data: sealed, minimal, and every look written down."""

from django.db import models

from .people import Person


class PersonalData(models.Model):
    """个人信息 of a person: each field its own sealed box, opened only through `roster.personal`.

    A mark is an HMAC of the plain value in its normal form: equality can be asked without opening anything.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="personal")
    id_number = models.BinaryField("身份证号", null=True, blank=True)
    id_mark = models.CharField(max_length=64, blank=True, db_index=True)
    phone = models.BinaryField("手机号", null=True, blank=True)
    phone_mark = models.CharField(max_length=64, blank=True, db_index=True)
    address = models.BinaryField("住址", null=True, blank=True)


class Look(models.Model):
    """Who opened whose personal data, when and what for. Rows are added, never changed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="none: a command of the host")
    at = models.DateTimeField()
    fields = models.JSONField(default=list)
    reason = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]
