"""All tables; importing this package is enough for migrations to know them."""

from backend.db.models.audit import AuditEntry, AuditHead
from backend.db.models.base import Base, random_id
from backend.db.models.bulletins import Bulletin, TypicalCase
from backend.db.models.cases import (
    Attachment,
    Case,
    CaseBody,
    CaseEvent,
    DataKey,
    Hold,
    Identity,
    MaliceMark,
    Message,
    Report,
    Reward,
)
from backend.db.models.changes import OwnChange
from backend.db.models.chat import (
    Account,
    ChatSlot,
    ConversationState,
    InboxMark,
    Link,
    WebReply,
)
from backend.db.models.clocks import CaseClock, ClockPoint
from backend.db.models.discipline import DisciplineReferral
from backend.db.models.evidence import Evidence
from backend.db.models.identities import (
    CustodianKey,
    IdentityKey,
    IdentityLook,
    IdentityRequest,
)
from backend.db.models.inside import FirmDesk, InsideCase, InsideLine
from backend.db.models.money import ClaimPassword, LedgerEntry, PayerKey, PaymentAccount
from backend.db.models.plans import InspectionPlan
from backend.db.models.ratings import Rating
from backend.db.models.robots import BodyRobot
from backend.db.models.similar import CaseLink, SimilarKey
from backend.db.models.webhooks import Webhook, WebhookTry
from backend.db.models.work import (
    ApiAnswer,
    ApiToken,
    BodyGroup,
    EnforcementBody,
    Job,
    Lesson,
    Meta,
    OneTimeCode,
    RecoveryCode,
    SavedView,
    Staff,
    StaffAccount,
    StaffPasskey,
    StaffSession,
    StaffTotp,
    Tally,
)
from backend.db.models.workplaces import PosterCode, Workplace, WorkplaceKey, WorkplaceMark

OF_ACCOUNTS = (Link, InboxMark, WebReply, ChatSlot, ConversationState, Job)
"""All that hangs on an account: erased with it, and never left in an order that tells anything."""

__all__ = [
    "OF_ACCOUNTS",
    "Account",
    "ApiAnswer",
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "BodyGroup",
    "BodyRobot",
    "Bulletin",
    "Case",
    "CaseBody",
    "CaseClock",
    "CaseEvent",
    "CaseLink",
    "ChatSlot",
    "ClaimPassword",
    "ClockPoint",
    "ConversationState",
    "CustodianKey",
    "DataKey",
    "DisciplineReferral",
    "EnforcementBody",
    "Evidence",
    "FirmDesk",
    "Hold",
    "Identity",
    "IdentityKey",
    "IdentityLook",
    "IdentityRequest",
    "InboxMark",
    "InsideCase",
    "InsideLine",
    "InspectionPlan",
    "Job",
    "LedgerEntry",
    "Lesson",
    "Link",
    "MaliceMark",
    "Message",
    "Meta",
    "OneTimeCode",
    "OwnChange",
    "PayerKey",
    "PaymentAccount",
    "PosterCode",
    "Rating",
    "RecoveryCode",
    "Report",
    "Reward",
    "SavedView",
    "SimilarKey",
    "Staff",
    "StaffAccount",
    "StaffPasskey",
    "StaffSession",
    "StaffTotp",
    "Tally",
    "TypicalCase",
    "WebReply",
    "Webhook",
    "WebhookTry",
    "Workplace",
    "WorkplaceKey",
    "WorkplaceMark",
    "random_id",
]
