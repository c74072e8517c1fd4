"""The values that generated contracts are made of."""

from hypothesis import strategies as st

from pk_fhir.contract import codes
from pk_fhir.contract.code import Code

# Skatteverket's open test numbers, never issued.
PERSONNUMMER = ("201701012393", "197701172392", "197701182383", "197909212388")
SAMORDNINGSNUMMER = ("202601612381", "202601912393", "191401682396", "191500722390", "191711602399")
HSA_IDS = ("SE2321000131-E000000000001", "SE2321000131-E000000000002", "SE2321000016-1003")
ORGANISATION_NUMBERS = ("2321000131", "2120000142")

_WORDS = st.sampled_from(
    [
        "Gå ut varje dag",
        "träffa barnbarnen",
        "yrsel",
        "Åka till öarna",
        "ät <mer> & sov",
        'säg "hej"',
    ]
)
_SIGNS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12
)
TEXT = st.one_of(
    _WORDS, _SIGNS.filter(lambda said: said.strip()), st.just("rad ett\nrad två\tslut")
)
DATE = st.dates().map(str)
PARTIAL_DATE = st.one_of(DATE, DATE.map(lambda day: day[:7]), DATE.map(lambda day: day[:4]))
OFFSET = st.sampled_from(["Z", "+01:00", "+02:00", "-11:30"])
INSTANT = st.builds(
    lambda day, hour, fraction, offset: f"{day}T{hour:02}:30:00{fraction}{offset}",
    DATE,
    st.integers(0, 23),
    st.sampled_from(["", ".5", ".123", ".000000001"]),
    OFFSET,
)
DATE_TIME = st.one_of(PARTIAL_DATE, INSTANT)
TIME_OF_DAY = st.sampled_from(["08:00", "16:30", "23:59:30", "00:00"])
URI = st.sampled_from(
    ["urn:oid:1.2.752.1.2", "http://journal.example/id", "https://vard.example/a?b=c"]
)
CODING = st.fixed_dictionaries(
    {"code": st.sampled_from(["734163000", "kost", "T 1"])},
    optional={"system": URI, "version": TEXT, "display": TEXT},
)
IDENTIFIER = st.fixed_dictionaries({"system": URI, "value": TEXT})
COUNT = st.integers(1, 2**31 - 1)
PERIOD = st.one_of(
    st.fixed_dictionaries({"start": DATE_TIME}, optional={"end": DATE_TIME}),
    st.fixed_dictionaries({"end": DATE_TIME}),
)


def code(kind: type[Code]) -> st.SearchStrategy[str]:
    """One of the codes of a list."""
    return st.sampled_from([member.value for member in kind])


NAME = st.one_of(
    st.fixed_dictionaries({"given": st.lists(TEXT, min_size=1, max_size=2), "family": TEXT}),
    st.fixed_dictionaries({"text": TEXT}),
)
CONTACT_POINT = st.fixed_dictionaries(
    {"kind": code(codes.ContactKind), "value": TEXT},
    optional={"use": code(codes.ContactUse), "rank": COUNT, "period": PERIOD},
)
HOURS = st.one_of(
    st.fixed_dictionaries(
        {"days": st.lists(code(codes.Weekday), min_size=1, max_size=3)},
        optional={"opens": TIME_OF_DAY, "closes": TIME_OF_DAY},
    ),
    st.fixed_dictionaries({"allDay": st.booleans()}),
)
REPETITION = st.fixed_dictionaries(
    {"times": COUNT, "every": st.integers(1, 99), "unit": code(codes.TimeUnit)},
    optional={
        "text": TEXT,
        "days": st.lists(code(codes.Weekday), min_size=1, max_size=2),
        "at": st.lists(TIME_OF_DAY, min_size=1, max_size=2),
        "count": COUNT,
        "bounds": PERIOD,
        "dates": st.lists(DATE_TIME, min_size=1, max_size=2),
    },
) | st.fixed_dictionaries({"when": st.lists(code(codes.DayPart), min_size=1, max_size=2)})
