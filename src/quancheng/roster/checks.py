"""What the administrator should know about the key before somebody needs it; the program starts all the same."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError

from . import keys, resealing


def check_file(**_: Any) -> list[CheckMessage]:
    """The file can be read, by us alone."""
    file = next((f for f in (keys.path(), keys.demo_path()) if f.exists()), None)
    if file is None:
        return []
    try:
        keys.demand()
    except keys.BadKey as bad:
        return [Warning(str(bad), id="roster.W001")]
    if file.stat().st_mode & 0o077:
        return [Warning(f"密钥文件 {file} 别人也能读，请运行：chmod 600 {file}", id="roster.W002")]
    return []


def check_rows(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Whatever is sealed can be opened here."""
    try:
        lacking = resealing.missing() if databases else {}
    except DatabaseError:
        return []  # not migrated yet
    return [
        Warning(
            f"有 {count} 项个人信息用密钥 {key} 封存，这里没有这个密钥，页面上显示“已封存”。",
            hint="放回密钥文件的副本，或运行 quancheng key enter 照纸录入",
            id="roster.W003",
        )
        for key, count in sorted(lacking.items())
    ]
