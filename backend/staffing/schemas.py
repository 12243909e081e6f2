"""Shapes in and out: the brief of contracts section 7, replies, checks, dispatches, the calendar."""

from marshmallow import fields, validate

from backend.accounts.schemas import SheetFaultSchema
from backend.core.fields import (
    HashField,
    IdField,
    Instant,
    PageArgs,
    Schema,
    Text,
    Word,
    page_of,
)
from backend.staffing.models import ROLES

KIND = validate.OneOf(("theory", "practical"), error="kind")
# The states of a form; inspections, which stands below, tells them.
FORM_STATES = ("in_progress", "signed", "flawed", "submitted", "returned", "received")
DAY = validate.Regexp(r"\A\d{4}-\d{2}-\d{2}\Z", error="day")


class BriefNamedSchema(Schema):
    """Something with id and name."""

    id = IdField(required=True)
    name = Text(120, required=True)


class BriefCalledSchema(Schema):
    """Somebody with a number to call."""

    name = Text(60, required=True)
    phone = Text(30, required=True)


class BriefDispatchSchema(Schema):
    """The dispatch itself."""

    id = IdField(required=True)
    number = Text(60, required=True)
    issued_at = Instant(required=True)
    issuer = Text(60, required=True)
    remark = Text(500, required=True)


class BriefCentreSchema(BriefNamedSchema):
    """The dispatching centre."""

    duty_phone = Text(30, required=True)
    paper_original = fields.Boolean(required=True)


class BriefStationSchema(BriefNamedSchema):
    """Where it happens."""

    place = Text(200, required=True)
    contact_phone = Text(30, required=True)


class BriefTeamSchema(Schema):
    """A supervisor of the team."""

    person = IdField(required=True)
    name = Text(60, required=True)
    lead = fields.Boolean(required=True)
    phone = Text(30, required=True)


class BriefProjectSchema(BriefNamedSchema):
    """A row of the figures table before the exam."""

    due = fields.Integer(required=True, strict=True)
    theory_due = fields.Integer(required=True, allow_none=True, strict=True)
    practical_due = fields.Integer(required=True, allow_none=True, strict=True)
    paper_code = Text(60, required=True)
    copies = fields.Integer(required=True, allow_none=True, strict=True)


class BriefRoomSchema(BriefNamedSchema):
    """An exam room."""

    kind = fields.String(required=True, validate=KIND)
    computer = fields.Boolean(required=True)


class BriefSessionSchema(Schema):
    """A sitting with its anchors' two ends."""

    id = IdField(required=True)
    batch = IdField(required=True)
    project = IdField(required=True)
    kind = fields.String(required=True, validate=KIND)
    t0 = Instant(required=True)
    end = Instant(required=True)
    rooms = fields.List(IdField(), required=True)
    due = fields.Integer(required=True, allow_none=True, strict=True)


class BriefExaminerSchema(BriefNamedSchema):
    """A dispatched examiner; the id is the person's."""

    leader = fields.Boolean(required=True)
    card_number = Text(40, required=True)


class BriefContactSchema(Schema):
    """A number to call on the day."""

    label = Text(40, required=True)
    name = Text(60, required=True)
    phone = Text(30, required=True)


class BriefFlagsSchema(Schema):
    """What the dispatch says about the exam as a whole."""

    technical_defence = fields.Boolean(required=True)


class BriefPreviousSchema(Schema):
    """A B or C of the station's last signed form."""

    no = fields.Integer(required=True, strict=True)
    grade = fields.String(required=True, validate=validate.OneOf(("B", "C")))
    remark = Text(1000, required=True)
    day = fields.String(required=True, validate=DAY)


class BriefTextsSchema(Schema):
    """Talking points for the two meetings, each a list of sentences (A10-6)."""

    talking_staff = fields.List(Text(300), required=True)
    talking_examiners = fields.List(Text(300), required=True)


class BriefSchema(Schema):
    """Section `brief` of the kit, exactly (contracts section 7)."""

    event = IdField(required=True)
    practice = fields.Boolean(required=True)
    demo = fields.Boolean(required=True)
    template = HashField(required=True)
    dispatch = fields.Nested(BriefDispatchSchema, required=True)
    centre = fields.Nested(BriefCentreSchema, required=True)
    station = fields.Nested(BriefStationSchema, required=True)
    chief = fields.Nested(BriefCalledSchema, required=True)
    team = fields.List(fields.Nested(BriefTeamSchema), required=True)
    batches = fields.List(fields.Nested(BriefNamedSchema), required=True)
    projects = fields.List(fields.Nested(BriefProjectSchema), required=True)
    rooms = fields.List(fields.Nested(BriefRoomSchema), required=True)
    sessions = fields.List(fields.Nested(BriefSessionSchema), required=True)
    examiners = fields.List(fields.Nested(BriefExaminerSchema), required=True)
    flags = fields.Nested(BriefFlagsSchema, required=True)
    contacts = fields.List(fields.Nested(BriefContactSchema), required=True)
    previous = fields.List(fields.Nested(BriefPreviousSchema), required=True)
    deadline = Instant(required=True)
    last_day = fields.String(required=True, validate=DAY)
    texts = fields.Nested(BriefTextsSchema, required=True)


# --- data of the kinds -------------------------------------------------------------------------


class EventPersonSchema(Schema):
    """Somebody with a part in the event; `person` where the centre knows them."""

    id = IdField(required=True)
    person = IdField(required=True, allow_none=True)
    name = Text(60, required=True)
    role = Word(*ROLES)
    post = Text(40, required=True)
    room = IdField(required=True, allow_none=True)
    id_number = Text(18, required=True, allow_none=True)
    phone = Text(30, required=True)
    card_number = Text(40, required=True)
    card_until = Text(10, required=True)
    photo = HashField(required=True, allow_none=True)


class PeopleDataSchema(Schema):
    """Data of `staffing.people`."""

    people = fields.List(fields.Nested(EventPersonSchema), required=True)


class DispatchDataSchema(Schema):
    """Data of `staffing.dispatch`."""

    dispatch = fields.Nested(BriefSchema, required=True)


class ReplyDataSchema(Schema):
    """Data of `staffing.reply`."""

    decision = fields.String(required=True, validate=validate.OneOf(("accept", "decline")))
    reason = Text(200, required=True, allow_none=True)


class CheckSchema(Schema):
    """One test of 出发前体检."""

    name = Text(40, least=1, required=True)
    ok = fields.Boolean(required=True)
    note = Text(200, required=True, allow_none=True)


class CheckDataSchema(Schema):
    """Data of `staffing.check`."""

    checks = fields.List(
        fields.Nested(CheckSchema), required=True, validate=validate.Length(min=1, max=40)
    )
    ready = fields.Boolean(required=True)


# --- routes ------------------------------------------------------------------------------------


class DispatchListArgs(PageArgs):
    """Filters of the list of dispatches."""

    mine = fields.Boolean(load_default=False)
    from_ = fields.String(data_key="from", load_default=None, validate=DAY)
    to = fields.String(load_default=None, validate=DAY)
    state = fields.String(
        load_default=None, validate=validate.OneOf(("upcoming", "running", "past"))
    )
    q = Text(60, load_default="")


class NextSessionSchema(Schema):
    """The running or next session."""

    id = IdField(required=True)
    t0 = Instant(required=True)
    end = Instant(required=True)
    kind = Word("theory", "practical")


class CheckStateSchema(Schema):
    """Whether the phone passed 出发前体检."""

    ready = fields.Boolean(required=True, allow_none=True)
    at = Instant(required=True, allow_none=True)


class SupervisorSchema(Schema):
    """A supervisor with reply and check."""

    person = IdField(required=True)
    name = fields.String(required=True)
    lead = fields.Boolean(required=True)
    reply = Word("accepted", "declined", allow_none=True)
    reply_reason = fields.String(required=True)
    check = fields.Nested(CheckStateSchema, required=True)


class PhoneSchema(Schema):
    """A supervisor's phone as it announced itself last, and what its silence means."""

    person = IdField(required=True)
    name = fields.String(required=True)
    label = fields.String(required=True)
    last_contact = Instant(required=True, allow_none=True)
    unsent = fields.Integer(required=True, allow_none=True)
    tip = fields.List(
        fields.Raw(metadata={"type": ["integer", "string"]}), required=True, allow_none=True
    )
    kit_at = Instant(required=True, allow_none=True)
    state = fields.String(
        required=True, validate=validate.OneOf(("never", "online", "planned", "silent", "seen"))
    )
    until = Instant(required=True, allow_none=True)


class FormStateSchema(Schema):
    """How far the form is."""

    state = Word(*FORM_STATES)
    graded = fields.Integer(required=True)
    due = fields.Integer(required=True)


class DispatchSchema(Schema):
    """A dispatch as lists and pages show it."""

    event = IdField(required=True)
    id = IdField(required=True)
    number = fields.String(required=True)
    station = fields.Nested(BriefStationSchema, required=True)
    centre = fields.Nested(BriefNamedSchema, required=True)
    batches = fields.List(fields.Nested(BriefNamedSchema), required=True)
    projects = fields.List(fields.Nested(BriefProjectSchema), required=True)
    rooms = fields.List(fields.Nested(BriefRoomSchema), required=True)
    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    deadline = Instant(required=True)
    practice = fields.Boolean(required=True)
    demo = fields.Boolean(required=True)
    next_session = fields.Nested(NextSessionSchema, required=True, allow_none=True)
    sessions = fields.List(fields.Nested(BriefSessionSchema), required=True)
    supervisors = fields.List(fields.Nested(SupervisorSchema), required=True)
    my_role = fields.String(required=True, allow_none=True)
    my_lead = fields.Boolean(required=True)
    chief = fields.Nested(BriefCalledSchema, required=True)
    centre_phone = fields.String(required=True)
    form = fields.Nested(FormStateSchema, required=True, allow_none=True)
    phones = fields.List(fields.Nested(PhoneSchema), required=True)


DispatchPage = page_of(DispatchSchema)


class HandoutSchema(Schema):
    """One-time codes to hand to a person; stored nowhere in clear."""

    person = IdField(required=True)
    name = fields.String(required=True)
    activation = fields.String(required=True, allow_none=True)
    enrol = fields.String(required=True)
    expires = Instant(required=True)


class ImportResultSchema(Schema):
    """What an import did; with errors it did nothing."""

    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    event = IdField(required=True, allow_none=True)
    errors = fields.List(fields.Nested(SheetFaultSchema), required=True)
    codes = fields.List(fields.Nested(HandoutSchema), required=True)


class SpecialDaySchema(Schema):
    """A holiday or shifted workday."""

    day = fields.Date(required=True)
    working = fields.Boolean(required=True)
    name = Text(60, required=True)


class CalendarSchema(Schema):
    """A year of the working-day calendar."""

    year = fields.Integer(required=True)
    confirmed = fields.Boolean(required=True)
    source = fields.String(required=True)
    note = fields.String(required=True)
    days = fields.List(fields.Nested(SpecialDaySchema), required=True)


class CalendarChangeSchema(Schema):
    """What a centre enters for a year."""

    confirmed = fields.Boolean(required=True)
    note = Text(200, load_default="")
    days = fields.List(
        fields.Nested(SpecialDaySchema), required=True, validate=validate.Length(max=366)
    )
