"""Words that state a level, abbreviations and gendered forms in English job titles.

Levels run from 0 to 100. They only order words against each other; what a step is worth in practice the
model learns from judged pairs. Other languages add their words here.
"""

from __future__ import annotations

from typing import Final

PLAIN_LEVEL: Final = 30
"""Where a title without any level word stands."""

LEVEL_BEFORE: Final[dict[str, int]] = {
    "trainee": 5,
    "apprentice": 5,
    "intern": 5,
    "student": 5,
    "probationary": 5,
    "junior": 15,
    "graduate": 15,
    "entry": 15,
    "assistant": 18,
    "associate": 22,
    "intermediate": 25,
    "experienced": 35,
    "senior": 40,
    "advanced": 40,
    "staff": 45,
    "expert": 45,
    "lead": 50,
    "leading": 50,
    "principal": 55,
    "distinguished": 60,
    "supervising": 60,
    "managing": 70,
    "head": 75,
    "chief": 78,
}
"""Level words that stand before the job: "senior nurse", "head chef". They leave the core."""

LEVEL_AFTER: Final[dict[str, int]] = {
    "trainee": 5,
    "apprentice": 5,
    "intern": 5,
    "internship": 5,
    "lead": 50,
    "leader": 50,
    "principal": 55,
    "foreperson": 58,
    "supervisor": 60,
    "superintendent": 66,
    "manager": 70,
    "head": 75,
    "chief": 78,
    "director": 80,
    "president": 95,
}
"""Level words that end the job: "kitchen supervisor". Those in ``MANAGING`` stay in the core as its head."""

MANAGING: Final = frozenset(
    {
        "supervisor",
        "superintendent",
        "manager",
        "director",
        "president",
        "foreperson",
        "leader",
        "chief",
        "principal",
    }
)

DEPUTY: Final = frozenset({"assistant", "associate", "deputy", "vice", "junior", "sub", "under"})
"""One step below the managing word that follows: "deputy head", "assistant manager"."""

RAISING: Final[dict[str, int]] = {
    "senior": 4,
    "executive": 5,
    "general": 5,
    "principal": 4,
    "chief": 5,
    "group": 3,
}
"""A little above the managing word that follows: "senior manager", "executive director"."""

NOT_A_LEVEL: Final = frozenset(
    {
        ("staff", "nurse"),
        ("staff", "training"),
        ("staff", "development"),
        ("lead", "generation"),
        ("head", "hunter"),
        ("student", "services"),
        ("student", "affairs"),
        ("student", "support"),
        ("student", "counsellor"),
        ("student", "adviser"),
        ("student", "advisor"),
        ("graduate", "school"),
        ("graduate", "recruitment"),
        ("entry", "operator"),
        ("entry", "clerk"),
        ("expert", "witness"),
    }
)
"""Pairs of words in which the first only looks like a level ("data entry clerk")."""

ABBREVIATIONS: Final[dict[str, str]] = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "asst": "assistant",
    "assist": "assistant",
    "assoc": "associate",
    "mgr": "manager",
    "mngr": "manager",
    "mgmt": "management",
    "mgt": "management",
    "dir": "director",
    "supv": "supervisor",
    "supvr": "supervisor",
    "supt": "superintendent",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "avp": "assistant vice president",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cto": "chief technology officer",
    "coo": "chief operating officer",
    "cio": "chief information officer",
    "cmo": "chief marketing officer",
    "chro": "chief human resources officer",
    "ciso": "chief information security officer",
    "exec": "executive",
    "engr": "engineer",
    "engg": "engineering",
    "dev": "developer",
    "swe": "software engineer",
    "admin": "administrator",
    "adm": "administrator",
    "coord": "coordinator",
    "rep": "representative",
    "reps": "representative",
    "spec": "specialist",
    "techn": "technician",
    "acct": "accountant",
    "acctg": "accounting",
    "dept": "department",
    "ops": "operations",
    "op": "operator",
    "hr": "human resources",
    "qa": "quality assurance",
    "r&d": "research and development",
    "it": "information technology",
    "rn": "registered nurse",
    "lpn": "licensed practical nurse",
    "gp": "general practitioner",
    "govt": "government",
    "intl": "international",
    "natl": "national",
    "mfg": "manufacturing",
    "mktg": "marketing",
    "maint": "maintenance",
    "mech": "mechanical",
    "elec": "electrical",
    "svc": "service",
    "svcs": "services",
    "cust": "customer",
    "serv": "service",
    "&": "and",
    "hd": "head",
    "prof": "professor",
    "dr": "doctor",
    "sgt": "sergeant",
    "lt": "lieutenant",
    "capt": "captain",
}

ABBREVIATIONS_BY_PLACE: Final[dict[str, tuple[str, str]]] = {
    "tech": ("technical", "technician"),
    "eng": ("engineering", "engineer"),
}
"""Abbreviations that mean one thing inside a title and another at its end ("tech lead", "lab tech")."""

GENDER_NEUTRAL: Final[dict[str, str]] = {
    "actress": "actor",
    "waitress": "waiter",
    "hostess": "host",
    "stewardess": "steward",
    "manageress": "manager",
    "headmaster": "headteacher",
    "headmistress": "headteacher",
    "seamstress": "sewer",
    "masseuse": "massage therapist",
    "masseur": "massage therapist",
    "landlady": "landlord",
    "priestess": "priest",
    "sculptress": "sculptor",
    "conductress": "conductor",
    "governess": "governor",
    "barmaid": "bartender",
    "barman": "bartender",
    "policeman": "police officer",
    "policewoman": "police officer",
    "fireman": "firefighter",
    "firewoman": "firefighter",
    "postman": "mail carrier",
    "postwoman": "mail carrier",
    "mailman": "mail carrier",
    "milkman": "milk deliverer",
    "midwive": "midwife",
    "businessman": "businessperson",
    "businesswoman": "businessperson",
    "cameraman": "camera operator",
    "camerawoman": "camera operator",
}

MAN_KEPT: Final = frozenset(
    {"german", "human", "roman", "norman", "woman", "man", "ottoman", "shaman", "talisman"}
)
"""Words in -man that name no person of one sex at work."""

SINGULAR_KEPT: Final = frozenset(
    {
        "sales",
        "news",
        "sports",
        "logistics",
        "always",
        "series",
        "species",
        "canvas",
        "gas",
        "bus",
        "lens",
        "pos",
        "sas",
        "aws",
        "ios",
        "devops",
        "plus",
        "less",
        "texas",
        "james",
        "human resources",
    }
)
"""Words in -s that are not plurals here."""

STANDS_APART: Final = frozenset(
    {
        "remote",
        "hybrid",
        "contract",
        "contractor",
        "temporary",
        "temp",
        "permanent",
        "seasonal",
        "freelance",
        "parttime",
        "fulltime",
        "part-time",
        "full-time",
        "part time",
        "full time",
        "onsite",
        "night shift",
        "day shift",
        "m/f/d",
        "f/m/d",
        "m/w/d",
        "m/f",
        "f/m",
        "h/f",
        "m/f/x",
        "w/m/d",
        "all genders",
        "fixed term",
        "fixed-term",
        "casual",
        "per diem",
        "prn",
        "internship",
    }
)
"""Ways of working that say nothing about the job."""
