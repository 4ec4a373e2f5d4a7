"""Papers as offices write them, for the renderers' tests and for looking at."""

from datetime import date

from quancheng.papers.content import Attachment, Cell, Code, Column, Content, Form, Grid, Heading, Para, Table

LIST = (Column("序号", 0.5, "center"), Column("编号", 0.8, "center"), Column("标题", 4), Column("主办单位", 1.5))
LEAD = (
    "根据《云岭县人民代表大会代表建议、批评和意见办理办法》的规定，县第十九届人民代表大会第一次会议期间，"
    "代表共提出建议、批评和意见181件，交由你单位办理的共12件（其中主办9件、会办3件），现将有关事项通知如下："
)
WAY = "承办单位在办理前、办理中、答复前应当与代表联系，当面听取意见，不得以电话代替走访。"


def rows(many: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(n), f"第{n}号", "关于解决青石镇柳树湾村饮水安全问题的建议", "县水利局") for n in range(1, many + 1)
    )


def handing_over() -> Content:
    """交办函 in the downward form, with two attachments."""
    return Content(
        title="关于交办县第十九届人民代表大会第一次会议代表建议、批评和意见的通知",
        form=Form.DOWNWARD,
        mark="云岭县人民代表大会常务委员会办公室文件",
        number="云人办〔2026〕17号",
        addressee="县人民政府办公室，县人民政府各有关部门",
        blocks=(
            Para(LEAD),
            Heading("一、提高认识", 1),
            Para(WAY),
            Heading("（一）明确责任", 2),
            Para(WAY),
            Heading("1. 主动沟通", 3),
            Para(WAY),
            Heading("（1）联系方式", 4),
            Para(WAY),
            Para("特此通知。"),
        ),
        attachments=(
            Attachment(
                "代表建议交办清单",
                (Table(LIST, rows(12), ("合计", "12件", "", ""), note="注：编号为会议期间统一编号。"),),
            ),
            Attachment("办理工作联系表", (Para("本表由承办单位填写。"),)),
        ),
        signed_by=("云岭县人民代表大会常务委员会办公室",),
        signed_on=date(2026, 2, 9),
        remark="此件公开发布",
        copies_to="县委办公室，县政协办公室",
        issued_by="云岭县人民代表大会常务委员会办公室",
        issued_on=date(2026, 2, 10),
    )


def upward() -> Content:
    """A report to the level above, with 签发人, secrecy and urgency."""
    return Content(
        title="云岭县人民代表大会常务委员会关于2026年代表建议办理情况的报告",
        form=Form.UPWARD,
        mark="云岭县人民代表大会常务委员会文件",
        number="云人常〔2026〕5号",
        signatory="王建国",
        secrecy="秘密★1年",
        urgency="特急",
        addressee="市人民代表大会常务委员会",
        blocks=(
            Para("现将我县2026年代表建议办理情况报告如下："),
            Heading("一、基本情况"),
            Para(LEAD),
            Para("特此报告。"),
        ),
        signed_by=("云岭县人民代表大会常务委员会",),
        signed_on=date(2026, 11, 21),
        remark="联系人：李文清",
        copies_to="市人大常委会代表工作委员会",
        issued_by="云岭县人大常委会办公室",
        issued_on=date(2026, 11, 22),
    )


def letter() -> Content:
    """督办函."""
    return Content(
        title="关于督促办理第17号代表建议的函",
        form=Form.LETTER,
        mark="云岭县人民代表大会常务委员会办公室",
        number="云人办函〔2026〕23号",
        urgency="加急",
        addressee="县水利局",
        blocks=(Para("张䶮等3名代表提出的第17号建议，应于2026年5月9日前答复，至今未收到答复。"), Para("特此函告。")),
        signed_by=("云岭县人民代表大会常务委员会办公室",),
        signed_on=date(2026, 5, 21),
        copies_to="县人民政府办公室",
    )


def register() -> Content:
    """建议登记表: a form that fills its page, with a QR code, a second draft."""
    return Content(
        title="云岭县人民代表大会代表建议登记表",
        draft="第二稿",
        blocks=(
            Code("https://example.org/s/7f3k9q2m", "扫码查看办理进程"),
            Para("编号：第17号", indent=False, align="left", end="2026年1月18日"),
            Grid(
                (1.2, 2, 1.2, 2, 1.2, 2),
                (
                    (Cell("标题", True), Cell("关于解决青石镇柳树湾村饮水安全问题的建议", span=5, tall=16)),
                    (
                        *(Cell("领衔代表", True), Cell("张䶮", align="center")),
                        *(Cell("代表团", True), Cell("青石镇代表团", align="center")),
                        *(Cell("联系电话", True), Cell("")),
                    ),
                    (
                        Cell("建议内容", True),
                        Cell(
                            "柳树湾村现有居民213户。\n建议尽快实施。",
                            span=5,
                            tall=90,
                            signature="代表签名：　　　年　月　日",
                        ),
                    ),
                    (
                        *(Cell("审查意见", True), Cell("", span=2, tall=30, signature="年　月　日")),
                        *(Cell("交办意见", True), Cell("", span=2, tall=30, signature="年　月　日")),
                    ),
                    (Cell("备注", True), Cell("", span=5, tall=12)),
                ),
            ),
        ),
    )


def long_list() -> Content:
    """交办清单, across, of sixty rows."""
    return Content(
        title="云岭县第十九届人民代表大会第一次会议代表建议交办清单",
        landscape=True,
        blocks=(Table(LIST, rows(60), ("合计", "60件", "", ""), note="注：答复期限自交办之日起计算。"),),
    )


ALL = {made.__name__: made for made in (handing_over, upward, letter, register, long_list)}
