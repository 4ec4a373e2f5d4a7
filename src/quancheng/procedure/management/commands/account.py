"""`quancheng account new|password|second`: the first people of a real installation, who enter everybody else."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import transaction

from quancheng.record import clock
from quancheng.roster.access import logins, totp
from quancheng.roster.models import Account, Body, Person, Post
from quancheng.roster.roles import roles

SHORTEST = 8  # characters of a password


class Command(BaseCommand):
    help = "新建账号、设口令"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        new = what.add_parser("new", help="新建账号；同一单位已有同名的人，就给这个人开账号")
        new.add_argument("login", help="登录名")
        new.add_argument("--person", required=True, help="姓名")
        new.add_argument("--body", required=True, help="单位的代号（slug）")
        new.add_argument(
            "--role", required=True, help="角色：" + "、".join(f"{r.id} {r.label}" for r in roles().values())
        )
        new.add_argument("--title", default="", help="职务")
        word = what.add_parser("password", help="设口令")
        word.add_argument("login")
        word.add_argument("--stdin", action="store_true", help="从标准输入读一行口令，不询问")

        second = what.add_parser("second", help="手机丢了又没有备用码：取消动态验证码，下次登录重新开通")
        second.add_argument("login")

    def handle(self, *args: Any, what: str, login: str, **options: Any) -> None:
        if what == "new":
            self._new(login, options["person"], options["body"], options["role"], options["title"])
        elif what == "second":
            self._second(login)
        else:
            self._password(login, options["stdin"])

    def _new(self, login: str, name: str, slug: str, role: str, title: str) -> None:
        body = Body.objects.filter(slug=slug).first()
        if body is None:
            known = "、".join(Body.objects.order_by("pk").values_list("slug", flat=True)[:30])
            self._refuse(
                f"没有代号为“{slug}”的单位。"
                f"已有的代号：{known or '一个也没有，请先用 quancheng county load 载入机构'}。"
            )
        if role not in roles():
            self._refuse(f"没有“{role}”这个角色。可用的角色：{'、'.join(roles())}。")
        if Account.objects.filter(login=login).exists():
            self._refuse(f"登录名“{login}”已经有人用了，请换一个。")
        with transaction.atomic():
            person = self._person(name, body)
            if not Post.objects.on(clock.today()).filter(person=person, body=body, role=role).exists():
                Post.objects.create(person=person, body=body, role=role, title=title, since=clock.today())
            Account.objects.create(login=login, person=person)
        self.stdout.write(f"已给{body.name}的{name}开了账号“{login}”。请接着设口令：quancheng account password {login}")

    def _person(self, name: str, body: Body) -> Person:
        """Somebody of that name in that body, or a new person; two of that name must be told apart by hand."""
        there = list(Person.objects.filter(name=name, posts__body=body).distinct())
        if len(there) > 1:
            self._refuse(f"{body}有 {len(there)} 个叫{name}的人，请先在名册里区分。")
        if there and Account.objects.filter(person=there[0]).exists():
            self._refuse(f"{body}的{name}已经有账号“{there[0].account.login}”。")
        return there[0] if there else Person.objects.create(name=name)

    def _account(self, login: str) -> Account:
        account = Account.objects.filter(login=login).first()
        if account is None:
            self._refuse(f"没有登录名为“{login}”的账号。")
        return account

    def _second(self, login: str) -> None:
        """For the one whom no office can help, because he is the office."""
        account = self._account(login)
        if not account.totp:
            self._refuse(f"“{login}”没有开通动态验证码，不用取消。")
        totp.forget(account)
        logins.end(logins.of(account.pk), None, clock.now())
        self.stdout.write(f"“{login}”的动态验证码已经取消，所有登录已经退出；下次登录可以重新开通。")

    def _password(self, login: str, stdin: bool) -> None:
        account = self._account(login)
        word = sys.stdin.readline().rstrip("\r\n") if stdin else self._ask()
        if len(word) < SHORTEST:
            self._refuse(f"口令太短，至少 {SHORTEST} 个字符。")
        account.set_password(word)
        account.must_change = False
        account.save(update_fields=["password", "must_change"])
        self.stdout.write(f"“{login}”的口令已经设好。")

    def _ask(self) -> str:
        first, second = getpass.getpass("新口令（输入时不显示）："), getpass.getpass("再输入一遍：")
        if first != second:
            self._refuse("两次输入的口令不一样，没有改动。")
        return first

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)
