"""One-time links of the demonstration: they sign a role in without a password, and exist nowhere else."""

from __future__ import annotations

from typing import Final

from django.core import signing

from anzenkarte.kernel.text import Text
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import User

SALT: Final = "anzenkarte.demonstration"
ROLES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("hospital", "editors", "病院のシステム担当", "hospital system manager"),
    ("hospital", "approvers", "病院長（合意を承認する）", "hospital director (approves)"),
    ("contractor", "editors", "ネットワークの保守会社", "network contractor"),
    ("emr-maker", "editors", "電子カルテの会社", "maker of the EMR"),
    ("saas-vendor", "editors", "クラウド型電子カルテの品質担当", "quality officer of the SaaS vendor"),
    ("saas-vendor", "approvers", "同社の責任者（合意を承認する）", "officer of the SaaS vendor (approves)"),
    ("clinic", "editors", "診療所の事務", "clinic clerk"),
    ("clinic", "approvers", "診療所の院長（合意を承認する）", "clinic director (approves)"),
    ("supervisor", "editors", "法人本部・地域連携の事務局", "supervising body"),
)


def demo_links(world: World) -> dict[Text, str]:
    """A fresh link for each role; none of them is an administrator's."""
    links: dict[Text, str] = {}
    for key, who, ja, en in ROLES:
        user: User = getattr(world, who)[key]
        token = signing.dumps({"u": str(user.pk), "w": str(user.last_login)}, salt=SALT)
        links[Text(ja, en)] = f"/demo/{token}/"
    return links


def linked(token: str) -> User | None:
    """The person a sound link is for, if it was not used; raises ``signing.BadSignature`` for any other."""
    said = signing.loads(token, salt=SALT, max_age=24 * 60 * 60)
    user = User.objects.filter(pk=said["u"], is_active=True).first()
    return user if user is not None and str(user.last_login) == said["w"] else None
