"""What the handbooks show of the county itself: rolls, cards, codes, rules, papers, volumes, personal data."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from camera import Camera, keep

CLERK, HEAD = "linxiaomei", "dongweikun"
ROLL = (
    "云岭县第十九届人民代表大会补选代表名册\n"
    "姓名,性别,民族,出生年月,选区,代表团,工作单位及职务,手机号\n"
    "李慧敏,女,汉族,1985.06,石桥镇第二选区,石桥镇代表团,石桥镇中心小学教师,13800000021\n"
    "张立群,男,彝族,1979年3月,柳林镇第一选区,柳林镇代表团,柳林镇平田村党总支书记,13800000022\n"
    "普云芳,公,白族,1990.11,青龙乡第一选区,青龙乡代表团,青龙乡卫生院医师,1380000000023\n"
    "马德福,男,回族,1971.10,石桥镇第一选区,石桥镇代表团,种植户,13800000024\n"
    "罗春生,男,傣族,1988.2,白塔镇第三选区,白塔代表团,白塔镇农技站技术员,13800000025\n"
)
NEW, PIN = "李慧敏", "805924"  # on the first line of the roll


def roll(camera: Camera) -> None:
    camera.take(camera.at(CLERK, "/desk/register/county/"), "roll")


def person(camera: Camera) -> None:
    """A deputy's file."""
    page = camera.at(CLERK, "/desk/register/county/?q=马德福")
    page.locator("main td a", has_text="马德福").first.click()
    camera.take(page, "guide-deputy-file")


def _register(camera: Camera, words: str) -> Any:
    """A step of the register of the county, by what its link says."""
    page = camera.at(CLERK, "/desk/register/county/")
    page.get_by_role("link", name="登记变动", exact=True).click()
    if words:
        page.get_by_role("link", name=words, exact=True).first.click()
    return page


def term(camera: Camera) -> None:
    camera.take(_register(camera, ""), "guide-register")


def desk_hand_over(camera: Camera) -> None:
    """What a clerk leaves behind, and to whom."""
    page = _register(camera, "工作交接")
    page.get_by_label("谁交出").select_option(label="林晓梅")
    page.get_by_role("button", name="工作交接", exact=True).click()
    page.get_by_label("交给谁").wait_for()
    page.evaluate("scrollTo(0, 0)")
    camera.take(page, "guide-hand-over")


def roll_import(camera: Camera) -> None:
    """A roll as people have them, tried."""
    page = camera.at(CLERK, "/desk/register/county/import/")
    _tried(page, ROLL)
    camera.take(page, "guide-import")


def _tried(page: Any, roll: str) -> None:
    """Uploaded as it is, columns as they were found, tried."""
    page.get_by_label("文件").set_input_files(
        files=[{"name": "补选代表名册.csv", "mimeType": "text/csv", "buffer": roll.encode("gb18030")}]
    )
    page.get_by_role("button", name="上传，核对各列").click()
    page.get_by_role("button", name="保存，试算一遍").click()
    page.locator("h1", has_text="试算").wait_for()


def cards(camera: Camera) -> None:
    """A group's cards on paper."""
    page = camera.at(CLERK, "/desk/accounts/county/")
    page.get_by_role("link", name="发登录卡", exact=True).click()
    page.get_by_label("一个代表团").check()
    page.get_by_label("哪个代表团").select_option(label="青龙乡代表团")
    page.get_by_role("button", name="发登录卡", exact=True).click()
    page.get_by_text("请现在打印").first.wait_for()
    camera.take(page, "guide-cards")


def pin(camera: Camera) -> None:
    """A card used for the first time."""
    page = camera.phone("吉木·尔古")
    page.locator("input[name=pin]").fill(PIN)
    page.locator("input[name=again]").fill(PIN)
    camera.take(page, "guide-pin")


def code(camera: Camera) -> None:
    """Where staff set up their second factor."""
    page = camera.page(CLERK)
    page.goto(f"{camera.address}/login/second/")
    camera.take(page, "guide-code")


def rules(camera: Camera) -> None:
    camera.take(camera.at(CLERK, "/desk/rules/current/county/"), "rules")


def _drafted(page: Any) -> None:
    """A norm of one rule, filled in as far as its kept value."""
    page.get_by_label("规定的全称").fill("云岭县代表建议办理补充规定")
    page.get_by_label("打算从哪一天起施行").fill("2027-01-01")
    page.get_by_role("button", name="起草规定").click()
    page.get_by_role("link", name="填一条").first.click()
    page.get_by_label("找一条规则").fill("答复期限")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="建议答复期限", exact=True).click()
    page.get_by_label("几个月").fill("2")
    page.get_by_label("条款").fill("第五条")


def norm(camera: Camera) -> None:
    """One rule being filled in: what the nation says, in which direction it may be changed."""
    page = camera.at(CLERK, "/desk/begin/norms/county/")
    _drafted(page)
    camera.take(page, "guide-norm")


def adopt(camera: Camera) -> None:
    """A second person looks a draft through."""
    page = camera.at(CLERK, "/desk/begin/norms/county/")
    _drafted(page)
    page.get_by_role("button", name="存进草案").click()
    page.locator(".q-did").wait_for()
    page.get_by_role("link", name="核对算例").first.click()
    page.get_by_label("建议答复期限").first.check()
    page.get_by_role("button", name="核对算例").click()
    page.locator(".q-did").wait_for()
    page.get_by_role("link", name="起草", exact=True).first.click()
    page.get_by_label("起草完毕，交另一人核对通过").check()
    page.get_by_role("button", name="起草", exact=True).click()
    page.locator(".q-did").wait_for()
    norm_page = page.url.split("?")[0]
    page.context.close()
    second = camera.page(HEAD)
    second.goto(f"{norm_page}do/adopt/")
    second.get_by_label("核对无误，按通过的文件施行").check()
    second.get_by_label("文号").fill("云人办〔2026〕101号")
    camera.take(second, "guide-adopt")


def year(camera: Camera) -> None:
    camera.take(camera.at(CLERK, "/desk/year/"), "guide-year")


def paper(camera: Camera) -> None:
    """A letter, where it is printed and where its signed scan goes."""
    page = camera.at(CLERK, "/desk/papers/")
    page.locator("main a", has_text="关于督办").first.click()
    camera.take(page, "guide-paper")


def stale(camera: Camera) -> None:
    """What a correction changed in papers that are out."""
    page = camera.at(CLERK, "/desk/papers/")
    page.locator("main tr", has_text="关于交办").first.locator("a[href*=matters]").click()
    page.get_by_role("link", name="更正", exact=True).first.click()
    title = page.get_by_label("标题").first
    title.fill(title.input_value().removesuffix("的建议") + "等问题的建议")
    page.get_by_label("更正原因").fill("代表来电更正标题")
    page.get_by_role("button", name="更正").click()
    page.locator(".q-did").wait_for()
    page.goto(f"{camera.address}/desk/papers/?tab=stale")
    camera.take(page, "guide-stale")


def archive(camera: Camera) -> None:
    page = camera.at(CLERK, "/desk/archive/")
    for box in page.locator("main input[name=ref]").all()[3:6]:
        box.check()
    camera.take(page, "guide-archive")


def volume(camera: Camera) -> None:
    """A volume opened from a folder, without the program."""
    page = camera.at(CLERK, "/desk/archive/")
    page.locator("main tbody tr", has_text="已销号").first.locator("a").first.click()
    volume = page.url
    page.get_by_role("link", name="归档", exact=True).last.click()
    page.get_by_role("button", name="归档", exact=True).click()
    page.locator(".q-did").wait_for()
    page.goto(volume)
    with page.expect_download() as got:
        page.get_by_role("link", name="下载归档件").click()
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(got.value.path()).extractall(folder)
        page.context.close()
        opened = camera.blank()
        opened.goto(next(Path(folder).glob("*/data/index.html")).as_uri())
        camera.take(opened, "guide-volume")


def papers(camera: Camera) -> None:
    """The papers of one suggestion, each as it is printed, and all of them side by side."""
    with tempfile.TemporaryDirectory() as folder:
        camera.county.inside("papers", CLERK, folder)
        drawn = {path.stem: Image.open(path).convert("RGB") for path in Path(folder).glob("*.png")}
    for name, pages in PAPERS.items():
        keep(_beside([drawn[page] for page in pages if page in drawn]), name, 24)
    first = [drawn[pages[0]] for pages in list(PAPERS.values())[:8]]
    keep(_beside([image.resize((347, 491)) for image in first], columns=4), "guide-papers", 32)


def looks(camera: Camera) -> None:
    """A deputy sees who looked at his number: entered from a roll, opened by the clerk."""
    page = camera.at(CLERK, "/desk/register/county/import/")
    _tried(page, "\n".join(ROLL.split("\n")[:3]))
    page.get_by_role("button", name=re.compile("^录入")).click()
    page.get_by_text("原文件已经删去").first.wait_for()
    page.goto(f"{camera.address}/desk/register/county/?q={NEW}")
    page.locator("main td a", has_text=NEW).first.click()
    page.get_by_label("用途").fill("核对代表证")
    page.get_by_role("button", name="显示全部号码").click()
    page.get_by_text("已记入本人").wait_for()
    page.goto(f"{camera.address}/desk/accounts/county/?q={NEW}")
    page.locator("tr", has_text=NEW).get_by_role("link", name="发卡").click()
    page.get_by_role("button", name="发登录卡", exact=True).click()
    page.get_by_text("请现在打印").first.wait_for()
    page.context.close()
    phone = camera.phone(NEW)
    phone.locator("input[name=pin]").fill(PIN)
    phone.locator("input[name=again]").fill(PIN)
    phone.get_by_role("button", name="就用这个密码").click()
    phone.wait_for_url(lambda url: "/pocket/" in url)
    phone.goto(f"{camera.address}/pocket/looks/")
    camera.take(phone, "guide-looks")


def _beside(sheets: list[Image.Image], columns: int = 2) -> Image.Image:
    """Sheets beside each other on a grey table."""
    width, height, gap = sheets[0].width, sheets[0].height, 12
    columns = min(columns, len(sheets))
    rows = -(-len(sheets) // columns)
    table = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "#d8d4cc")
    for number, sheet in enumerate(sheets):
        down, across = divmod(number, columns)
        table.paste(sheet, (gap + across * (width + gap), gap + down * (height + gap)))
    return table


# the first eight are those of one suggestion
PAPERS: dict[str, tuple[str, ...]] = {
    "paper-sheet": ("sheet-1",),
    "paper-register": ("register_sheet-1",),
    "paper-hand-over": ("hand_over_letter-1", "hand_over_letter-2"),
    "paper-slip": ("hand_over_slip-1",),
    "paper-opinion": ("co_opinion-1",),
    "paper-chase": ("chasing_letter-1",),
    "paper-reply": ("reply_letter-1", "reply_letter-2"),
    "paper-rating": ("opinion_form-1",),
    "paper-statistics": ("statistics-1",),
    "paper-roll": ("roll-1",),
    "guide-fonts": ("specimen-1",),
}

SHOTS: dict[str, Callable[[Camera], None]] = {
    "roll": roll,
    "guide-deputy-file": person,
    "guide-register": term,
    "guide-hand-over": desk_hand_over,
    "guide-import": roll_import,
    "guide-cards": cards,
    "guide-pin": pin,
    "guide-code": code,
    "guide-looks": looks,
    "rules": rules,
    "guide-norm": norm,
    "guide-adopt": adopt,
    "guide-year": year,
    "guide-paper": paper,
    "guide-stale": stale,
    "guide-archive": archive,
    "guide-volume": volume,
    "guide-papers": papers,
}
