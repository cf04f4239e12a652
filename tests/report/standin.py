"""A made-up but well-formed replay, so that what is shown can be tested without running a model.

The numbers have the size of January 2022 and no other claim to truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl

from foedus.chronicle import Chronicle, Event
from foedus.clock import parse_moment
from foedus.evidence import Claim, Evidence, Fact, Source
from foedus.treaty import Situation

if TYPE_CHECKING:
    from foedus.study import Comparison, Replay
    from foedus.treaty import SituationFile

FIRST = date(2022, 1, 2)
START = datetime(2022, 1, 1, 18, tzinfo=UTC)  # local midnight at +06:00
HOURS = 20 * 24
RUNS = 400

CITIES = (
    ("Almaty", 43.2525, 76.9115, 2030285, 4),
    ("Nur-Sultan", 51.1801, 71.4460, 1234042, 3),
    ("Shymkent", 42.3099, 69.6004, 1112478, 4),
    ("Karaganda", 49.8019, 73.1021, 497777, 4),
    ("Aktobe", 50.2797, 57.2072, 500757, 3),
    ("Taraz", 42.9, 71.3667, 357795, 4),
    ("Pavlodar", 52.2833, 76.9667, 360014, 4),
    ("Ust-Kamenogorsk", 49.9714, 82.6059, 331614, 4),
    ("Semey", 50.4111, 80.2275, 325374, 5),
    ("Atyrau", 47.1164, 51.8833, 269720, 3),
    ("Kostanay", 53.2144, 63.6246, 246813, 4),
    ("Kyzylorda", 44.8528, 65.5092, 300517, 4),
    ("Uralsk", 51.2333, 51.3667, 235049, 3),
    ("Petropavl", 54.8753, 69.1628, 219500, 5),
    ("Aktau", 43.6532, 51.1975, 188324, 2),
    ("Turkistan", 43.2973, 68.2518, 164746, 5),
    ("Taldykorgan", 45.0156, 78.3739, 145403, 4),
    ("Kokshetau", 53.2833, 69.4, 144161, 5),
    ("Zhanaozen", 43.3412, 52.8619, 74200, 1),
)

MEMBERS = (
    ("ARM", "Armenia", False, 0.72, 0.17, 0.04, 0.07, 0.35, "held"),
    ("BLR", "Belarus", False, 0.83, 0.11, 0.02, 0.04, 0.30, "prior"),
    ("KAZ", "Kazakhstan", True, 1.0, 0.0, 0.0, 0.0, 0.60, "held"),
    ("KGZ", "Kyrgyzstan", False, 0.55, 0.26, 0.08, 0.11, 0.10, "prior"),
    ("RUS", "Russia", False, 0.91, 0.05, 0.01, 0.03, 0.45, "held"),
    ("TJK", "Tajikistan", False, 0.70, 0.19, 0.04, 0.07, 0.15, "text"),
)

ROUTES = ("treaty-4.assist", "treaty-6.deploy", "pka-3.mission")

ACCOUNTS = ("host", "chair", "secretary-general", "rights-organisations", "nothing")


@dataclass(frozen=True)
class StandIn:
    """The fields of a replay that are shown."""

    case: Any
    seed: int
    runs: int
    levers: dict[str, float | str]
    variant: str
    origin: str
    command: str
    versions: dict[str, str]
    summary: dict[str, Any]
    draws: pl.DataFrame
    hourly: pl.DataFrame
    city_days: pl.DataFrame
    members: pl.DataFrame
    contingents: pl.DataFrame
    legal_table: list[dict[str, Any]]
    routes: list[dict[str, Any]]
    markers: list[dict[str, Any]]
    record_points: pl.DataFrame
    record: Any
    chronicle: Any
    evidence: Any
    law: Any
    not_modelled: list[str]
    assumptions: list[str]
    levers_table: list[dict[str, Any]]
    fit: dict[str, dict[str, Any]]
    comparison: Comparison | None = None


def _at(day: float) -> datetime:
    return START + timedelta(hours=24 * day)


def _unused_spread(values: np.ndarray[Any, Any]) -> dict[str, float]:
    low, mid, high = np.quantile(values, (0.05, 0.5, 0.95))
    return {"p05": float(low), "p50": float(mid), "p95": float(high)}


def _hourly() -> pl.DataFrame:
    hour = np.arange(HOURS)
    day = hour / 24
    light = 0.35 + 0.65 * np.clip(np.cos(2 * np.pi * (hour - 18) / 24), 0, None)
    crowd = 48000 * np.exp(-(((day - 3.2) / 1.35) ** 2)) * light
    violent = 20000 * np.exp(-(((day - 3.6) / 1.1) ** 2)) * light
    deaths = 205 / (1 + np.exp(-(day - 4.2) * 1.7))
    detained = 10100 / (1 + np.exp(-(day - 6.0) * 0.9)) - 45
    force = np.where(day < 4.4, 0.0, 2100 * np.clip((day - 4.4) / 2.6, 0, 1) * np.clip(3.5 - day / 5, 0, 1))
    widths = {"street": 0.55, "violent": 0.6, "deaths": 0.33, "detained": 0.28, "personnel": 0.18}
    frames = []
    for name, centre in (
        ("street", crowd),
        ("violent", violent),
        ("deaths", deaths),
        ("detained", np.clip(detained, 0, None)),
        ("personnel", force),
    ):
        width = widths[name]
        frames.append(
            pl.DataFrame(
                {
                    "quantity": [name] * HOURS,
                    "hour": hour,
                    "time": [START + timedelta(hours=int(h)) for h in hour],
                    "p05": centre * np.exp(-1.64 * width),
                    "p25": centre * np.exp(-0.67 * width),
                    "p50": centre,
                    "p75": centre * np.exp(0.67 * width),
                    "p95": centre * np.exp(1.64 * width),
                }
            )
        )
    return pl.concat(frames)


def _city_days() -> pl.DataFrame:
    rows = []
    for city, lat, lon, population, onset in CITIES:
        for day in range(1, 13):
            share = float(np.clip(1 - abs(day - max(onset, 3.6)) / 3.2, 0, 1))
            status = "none" if day < onset else "gathering" if day == onset else "violence"
            status = "unknown" if city in ("Kokshetau", "Semey") and day < 6 else status
            status = "controlled" if day > 7 else status
            known = city == "Almaty" and day in (2, 3, 4)
            rows.append(
                {
                    "city": city,
                    "lat": lat,
                    "lon": lon,
                    "population": population,
                    "day": day,
                    "date": FIRST + timedelta(days=day - 1),
                    "street_p05": 0.0,
                    "street_p50": 6000 * share * population / 1e6,
                    "street_p95": 21000 * share * population / 1e6,
                    "violent_p50": 1800 * share * population / 1e6,
                    "active_share": share,
                    "record_status": status,
                    "record_low": 200.0 if known else None,
                    "record_high": 5000.0 if known else None,
                }
            )
    return pl.DataFrame(rows)


def _members() -> pl.DataFrame:
    seen = ("contested", "applies", "contested", "applies", "unknown", "contested")
    rows = []
    for (state, name, requester, consent, non_objection, absence, objection, legal, basis), four in zip(
        MEMBERS, seen, strict=True
    ):
        rows.append(
            {
                "state": state,
                "name": name,
                "requester": requester,
                "consent": consent,
                "non_objection": non_objection,
                "objection": objection,
                "absence": absence,
                "legal": legal,
                "legal_basis": basis,
                ROUTES[0]: four,
                ROUTES[1]: "contested",
                ROUTES[2]: "unknown" if basis == "prior" else "contested",
            }
        )
    return pl.DataFrame(rows)


def _contingents() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "state": ["RUS", "BLR", "TJK", "KGZ", "ARM"],
            "p05": [950.0, 72.0, 70.0, 69.0, 71.0],
            "p50": [1560.0, 130.0, 125.0, 118.0, 122.0],
            "p95": [2100.0, 230.0, 225.0, 214.0, 221.0],
            "sends_share": [0.99, 0.93, 0.88, 0.79, 0.9],
            "record_low": [1080.0, None, 200.0, 150.0, 70.0],
            "record_high": [1580.0, 500.0, 200.0, 150.0, 100.0],
            "first_p50": [14.0, 22.0, 31.0, 37.0, 30.0],
            "route": ["air", "air", "air", "road", "air"],
            "authorisation": ["president", "president", "president", "parliament", "government"],
        }
    )


def _record_points() -> pl.DataFrame:
    rows = [
        ("street", 2.5, 36831, 38000, "reported", "https://example.org/prosecutor", "11 regions"),
        ("street", 3.5, 50000, 50000, "claimed", "https://example.org/spoken", "on the streets, nationally"),
        ("violent", 3.7, 20000, 20000, "claimed", "https://example.org/spoken", "more than 20,000, doubted"),
        ("deaths", 3.9, 8, 8, "reported", "https://example.org/ministry", "state forces only"),
        (
            "deaths",
            5.6,
            44,
            44,
            "reported",
            "https://example.org/ministry",
            "26 armed, 18 of the state forces",
        ),
        ("deaths", 7.5, 164, 164, "withdrawn", "https://example.org/withdrawn", "deleted hours later"),
        ("deaths", 13.5, 225, 225, "confirmed", "https://example.org/prosecutor", "bodies in morgues"),
        ("deaths", 18.5, 227, 227, "reported", "https://example.org/press", ""),
        ("deaths", 71.5, 230, 230, "confirmed", "https://example.org/march", "prosecutor, 14 March"),
        ("deaths", 208.5, 241, 241, "claimed", "https://example.org/ngo", "joint letter of July 2022"),
        ("detained", 4.6, 2000, 2298, "reported", "https://example.org/ministry", ""),
        ("detained", 5.6, 3706, 3811, "reported", "https://example.org/ministry", ""),
        ("detained", 7.6, 5135, 5969, "reported", "https://example.org/ministry", "three counts in one day"),
        ("detained", 8.5, 7939, 7939, "reported", "https://example.org/press", ""),
        ("detained", 9.5, 9900, 9900, "reported", "https://example.org/press", "about"),
        ("personnel", 8.4, 2030, 2030, "confirmed", "https://example.org/council", "troops in place"),
        ("personnel", 5.2, None, 2500, "reported", "https://example.org/council", "announced ceiling"),
    ]
    return pl.DataFrame(
        {
            "quantity": [row[0] for row in rows],
            "time": [_at(row[1]) for row in rows],
            "low": [None if row[2] is None else float(row[2]) for row in rows],
            "high": [float(row[3]) for row in rows],
            "status": [row[4] for row in rows],
            "source": [row[5] for row in rows],
            "note": [row[6] for row in rows],
        }
    )


def _event(name: str, start: str, kind: str, what: str, end: str | None = None) -> Event:
    return Event(
        id=name,
        start=parse_moment(start),
        end=parse_moment(end) if end else None,
        place="Kazakhstan",
        kind=kind,
        actor="not established",
        what=what,
        sources=("prosecutor",),
    )


def _record() -> Chronicle:
    return Chronicle(
        (
            _event("k1", "2022-01-05T01:30+06:00", "emergency", "in Almaty", "2022-01-19T00:00+06:00"),
            _event("k3", "2022-01-06T00:43+06:00", "request", "request made public"),
            _event("k4", "2022-01-06T04:00+06:00", "decision", "decision announced"),
        )
    )


def _sources() -> dict[str, Source]:
    kinds = {
        "prosecutor": "official-statement",
        "parliament": "official-text",
        "deleted-list": "official-statement",
        "monitors": "rights-organisation",
        "host-speech": "official-statement",
        "alliance": "official-statement",
        "document-four": "press",
        "ministry": "official-statement",
        "agency": "wire",
    }
    return {
        name: Source(
            id=name,
            title=f"Page of {name} <with> an odd & title",
            tier=tier,
            publisher=name,
            url=f"https://example.org/{name}",
            published="2022-01-15",
        )
        for name, tier in kinds.items()
    }


def _evidence() -> Evidence:
    sources = _sources()

    def claim(
        name: str, source: str, holder: str, low: float | None, high: float | None, **more: Any
    ) -> Claim:
        return Claim(
            name, sources[source], holder, low, high, locator="line 12", stated=date(2022, 1, 15), **more
        )

    facts = [
        Fact(
            "deaths",
            "How many people died in the whole crisis?",
            "persons",
            (
                claim("final", "parliament", "Prosecutor General", 238, 238, knows=date(2023, 1, 5)),
                claim("bodies", "alliance", "Health Ministry", 225, 225, knows=date(2022, 1, 15)),
                claim("list", "monitors", "rights organisations", 241, 241),
                claim("deleted", "deleted-list", "ministry channel", 164, 164, withdrawn=True),
            ),
        ),
        Fact(
            "personnel",
            "How many persons did the outside force have?",
            "persons",
            (
                claim("in-place", "host-speech", "KAZ", 2030, 2030),
                claim("ceiling", "alliance", "CSTO", None, 2500, hedge="at-most"),
                claim("press", "document-four", "press", 3000, 3500, hedge="range"),
            ),
        ),
        Fact(
            "detained_10jan",
            "How many people had been taken in by the end of 10 January, in all regions and by all bodies?",
            "persons",
            (
                claim("ministry", "ministry", "Interior Ministry", 7939, 7939),
                claim("agency", "agency", "press", 9900, 9900, hedge="about"),
            ),
        ),
        Fact(
            "injured", "How many were hurt?", "persons", (claim("a", "prosecutor", "Prosecutor", 4353, 4578),)
        ),
        Fact(
            "price",
            "What did a litre of fuel cost before the first day?",
            "tenge/litre",
            (claim("early", "agency", "press", 60, 60), claim("late", "document-four", "press", 100, 100)),
        ),
        Fact(
            "decided-by",
            "Who decided to send the force?",
            "text",
            (
                Claim("council", sources["host-speech"], "KAZ", text="the Collective Security Council"),
                Claim("chair", sources["document-four"], "press", text="the chair alone"),
            ),
        ),
    ]
    return Evidence(Path("case"), sources, {fact.id: fact for fact in facts})


def _marker(
    name: str,
    what: str,
    unit: str,
    fitted: bool,
    record: tuple[float, float],
    run: tuple[float, float, float],
    prior: tuple[float, float],
) -> dict[str, Any]:
    return {
        "id": name,
        "what": what,
        "unit": unit,
        "fitted": fitted,
        "record": {"low": record[0], "high": record[1]},
        "run": {"p05": run[0], "p50": run[1], "p95": run[2]},
        "prior": {"p05": prior[0], "p95": prior[1]},
        "inside": run[0] <= record[1] and record[0] <= run[2],
        "source": "prosecutor parliament",
    }


def _markers() -> list[dict[str, Any]]:
    m = _marker
    return [
        m("deaths", "deaths, all", "persons", True, (225, 241), (121, 201, 322), (8, 2100)),
        m(
            "detained_10jan",
            "detained by 10 Jan",
            "persons",
            True,
            (7939, 9900),
            (6100, 8800, 12900),
            (90, 41000),
        ),
        m(
            "street_4jan",
            "on the street, 4 Jan",
            "persons",
            True,
            (36831, 38000),
            (18000, 39000, 71000),
            (0, 2e5),
        ),
        m(
            "street_5jan",
            "on the street, 5 Jan",
            "persons",
            True,
            (50000, 50000),
            (22000, 46000, 88000),
            (0, 3e5),
        ),
        m("cities_3jan", "cities with a crowd on 3 January", "cities", True, (8, 9), (6, 11, 15), (1, 19)),
        m("peak_day", "day of the largest crowds", "day", False, (4, 4), (3, 4, 5), (2, 14)),
        m("violent_peak_day", "day of the most violence", "day", True, (4, 4), (4, 4, 5), (2, 16)),
        m("calm_day", "first day of calm", "day", False, (8, 9), (7, 9, 13), (3, 20)),
        m("decision_hours", "request to decision", "hours", False, (3.3, 10), (3.1, 6.4, 14.8), (2.9, 16.0)),
        m("first_arrival_hours", "to first arrival", "hours", False, (5, 24), (11.2, 19.3, 33.0), (10, 40)),
        m("closure_hours", "request to complete force", "hours", False, (72, 96), (55, 83, 130), (48, 170)),
        m("personnel", "size of the force", "persons", False, (2030, 2500), (1500, 2050, 2700), (1300, 2900)),
        m("personnel_arm", "contingent of Armenia", "persons", False, (70, 100), (0, 122, 221), (0, 230)),
        m("personnel_kgz", "contingent of Kyrgyzstan", "persons", False, (150, 150), (0, 118, 214), (0, 230)),
        m("personnel_tjk", "contingent of Tajikistan", "persons", False, (200, 200), (0, 125, 225), (0, 230)),
        m("withdrawal_day", "last unit leaves", "day", False, (18, 18), (19, 20, 20), (12, 20)),
    ]


def _summary(markers: list[dict[str, Any]]) -> dict[str, Any]:
    run = {marker["id"]: marker["run"] for marker in markers}
    return {
        "case": "kazakhstan-2022",
        "seed": 1,
        "runs": RUNS,
        "levers": {"request": "recorded"},
        "law": {
            ROUTES[0]: "contested",
            ROUTES[1]: "contested",
            ROUTES[2]: "contested",
            "pka-1.definition": "contested",
            "charter-5.non-interference": "contested",
        },
        "council": {
            "adopted": 0.84,
            "hours": run["decision_hours"],
            "consent": {row[0]: row[3] for row in MEMBERS},
        },
        "forces": {
            "personnel": run["personnel"],
            "by_state": {"RUS": {"p50": 1560}, "ARM": {"p50": 122}},
            "first_arrival_hours": run["first_arrival_hours"],
            "closure_hours": run["closure_hours"],
        },
        "outcome": {
            "deaths": run["deaths"],
            "detained": {"p05": 7300, "p50": 10200, "p95": 14100},
            "peak_on_street": {"p05": 24000, "p50": 49000, "p95": 93000},
            "peak_day": run["peak_day"],
        },
        "hours_simulated": RUNS * HOURS,
        "markers": markers,
        "basis": {
            "deaths": {"fit": "data", "cause": "assumed"},
            "detained": {"fit": "data", "cause": "assumed"},
            "council.adopted": {"fit": "prior", "cause": "assumed"},
            "forces.closure_hours": {"fit": "prior", "cause": "identified"},
        },
        "harm": {
            "state": {"p05": 82, "p50": 146, "p95": 251},
            "armed": {"p05": 9, "p50": 25, "p95": 58},
            "services": {"p05": 4, "p50": 21, "p95": 60},
            "custody": {"p05": 0, "p50": 3, "p95": 9},
            "unarmed": {"p05": 6, "p50": 22, "p95": 61},
            "injured": {"p05": 2100, "p50": 4100, "p95": 7900},
            "detained": {"p05": 7300, "p50": 10200, "p95": 14100},
            "released": {"p05": 6100, "p50": 9300, "p95": 13100},
            "emergency_days": {"p05": 14, "p50": 14, "p95": 14},
        },
    }


def _route(
    norm: str, citation: str, gist: str, status: str, by_account: tuple[str, ...], grade: str
) -> dict[str, Any]:
    return {
        "norm": norm,
        "citation": citation,
        "gist": gist,
        "status": status,
        "by_account": dict(zip(ACCOUNTS, by_account, strict=True)),
        "grade": grade,
    }


def _routes() -> list[dict[str, Any]]:
    applies, contested, unknown = "applies", "contested", "unknown"
    return [
        _route(
            ROUTES[0],
            "csto/treaty-4.2@2012-12-19",
            "the others give the help that is necessary, on request",
            contested,
            (applies, applies, contested, "does_not_apply", unknown),
            "A",
        ),
        _route(
            ROUTES[1],
            "csto/treaty-6@2012-12-19",
            "forces are used abroad by decision of the Council alone",
            contested,
            (contested, contested, contested, "conflict", unknown),
            "A",
        ),
        _route(
            ROUTES[2],
            "csto/pka-3@2009-01-15",
            "a peacekeeping mission by decision, at a member's request",
            contested,
            (contested, applies, applies, "silent", unknown),
            "B",
        ),
    ]


def _position(route: dict[str, Any]) -> Any:
    node = SimpleNamespace(sentence="a member asked for help", value="yes", parts=())
    other = SimpleNamespace(sentence="what happened was an attack <armed>", value="differs", parts=(node,))
    readings = (
        SimpleNamespace(readings={"aggression": "from-abroad"}, value="no", held_by=(), conflict_with=()),
        SimpleNamespace(
            readings={"aggression": "directed-bands"}, value="yes", held_by=("KAZ",), conflict_with=()
        ),
    )
    return SimpleNamespace(
        norm=route["norm"],
        citation=route["citation"],
        gist=route["gist"],
        status=route["status"],
        modality="obligation",
        bearers=("ARM", "BLR", "KGZ", "RUS", "TJK"),
        organ="collective-security-council",
        grade=route["grade"],
        by_reading=readings,
        needs=("Were the bands directed from abroad?",),
        why=lambda: SimpleNamespace(sentence=route["gist"], value="differs", parts=(other,)),
    )


def _nothing_told() -> Situation:
    return Situation(date(2022, 1, 5), "KAZ")


def situation() -> SituationFile:
    """Build the accounts of the facts, with their holders."""
    gists = {
        "host": "armed people trained abroad attacked the state",
        "chair": "outside interference is among the causes",
        "secretary-general": "the stability of a member was threatened",
        "rights-organisations": "protest, met with force",
        "nothing": "nothing is established",
    }
    accounts = [
        SimpleNamespace(id=name, gist=gist, held_by=[SimpleNamespace(who="KAZ")] if name == "host" else [])
        for name, gist in gists.items()
    ]
    return cast("SituationFile", SimpleNamespace(accounts=accounts, target="KAZ", situation=_nothing_told))


def _case() -> Any:
    emergency = SimpleNamespace(start="2022-01-05T01:30+06:00", end="2022-01-19T00:00+06:00")
    file = SimpleNamespace(
        about="Protest over the price of fuel becomes a crisis;\nthe president calls on the alliance.",
        cities=[SimpleNamespace(emergency=emergency), SimpleNamespace(emergency=None)],
        schedule=SimpleNamespace(
            shutdown=SimpleNamespace(start="2022-01-05T16:30+06:00", end="2022-01-11T08:15+06:00")
        ),
        request=SimpleNamespace(earliest="2022-01-05T19:00+06:00", latest="2022-01-06T00:43+06:00"),
        thresholds=SimpleNamespace(crowd=200),
    )
    return SimpleNamespace(
        id="kazakhstan-2022",
        title="Kazakhstan, January 2022",
        first_day=FIRST,
        hours=HOURS,
        start=START,
        offset=360,
        file=file,
        folder=Path("case"),
        time=lambda hour: START + timedelta(hours=float(hour)),
    )


def _draws() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "replica": np.arange(RUNS),
            "deaths": rng.poisson(200, RUNS).astype(float),
            "request_hour": rng.uniform(91, 96.7, RUNS),
            "decision_hours": rng.lognormal(1.8, 0.5, RUNS) + 1,
            "first_arrival_hours": rng.lognormal(2.9, 0.3, RUNS),
            "closure_hours": rng.lognormal(4.4, 0.25, RUNS),
            "withdrawal_day": rng.integers(17, 20, RUNS).astype(float),
        }
    )


def typed(replay: StandIn) -> Replay:
    """Pass the stand-in off as the real thing."""
    return cast("Replay", replay)


@cache
def stand_in() -> StandIn:
    """Build the replay that the tests show."""
    markers = _markers()
    law = SimpleNamespace(
        accounts=ACCOUNTS,
        stages=("gatherings", "violence"),
        answers={
            (account, "violence"): SimpleNamespace(
                positions=lambda: [_position(route) for route in _routes()]
            )
            for account in ACCOUNTS
        },
    )
    return StandIn(
        case=_case(),
        seed=1,
        runs=RUNS,
        levers={
            "request": "recorded",
            "account": "host",
            "rule": "consensus",
            "legal_table": "declared",
            "shutdown_from": 88.5,
            "shutdown_to": 224.25,
        },
        variant="base",
        origin="parameters.csv",
        command="foedus replay kazakhstan-2022 --runs 400 --seed 1",
        versions={"foedus": "0.1.0", "numpy": "2.4.6", "case": "kazakhstan-2022 (3 files)"},
        summary=_summary(markers),
        draws=_draws(),
        hourly=_hourly(),
        city_days=_city_days(),
        members=_members(),
        contingents=_contingents(),
        legal_table=[
            {"status": "applies", "number": 0.6, "reason": "the text is on the requester's side"},
            {"status": "contested", "number": 0.1, "reason": "a member may choose its reading"},
            {"status": "unknown", "number": 0.0, "reason": "nothing to lean on"},
            {"status": "does_not_apply", "number": -0.6, "reason": "the text gives no ground"},
        ],
        routes=_routes(),
        markers=markers,
        record_points=_record_points(),
        record=_record(),
        chronicle=_record(),
        evidence=_evidence(),
        law=law,
        not_modelled=["survival of the government", "succession", "effects on the region"],
        assumptions=["Severity of force stays at the record.", "Crowds move between cities only by word."],
        levers_table=[
            {
                "id": "request",
                "unit": "hour of the case",
                "low": 0.0,
                "high": 480.0,
                "words": ["recorded", "never"],
                "default": "recorded",
                "value": "recorded",
                "meaning": "when the government asks",
            },
            {
                "id": "rule",
                "unit": "1",
                "low": None,
                "high": None,
                "words": ["consensus", "unanimity", "majority"],
                "default": "consensus",
                "value": "consensus",
                "meaning": "the rule by which the council decides",
            },
        ],
        fit={
            "deaths": {"fit": "data", "cause": "assumed", "ratio": 0.66, "parameters": ["phi", "s0"]},
            "detained": {"fit": "data", "cause": "assumed", "ratio": 0.69, "parameters": ["arrest"]},
            "adopted": {"fit": "prior", "cause": "assumed", "ratio": 1.0, "parameters": ["beta_threat"]},
        },
    )


def comparison(scale: float = 1.0, held: str = "base") -> Comparison:
    """Build what a what-if changes; `scale` says how much, the smaller an outcome's number the larger.

    Deaths from lost services and the hour of the decision differ in no run, the council adopts in none.
    """
    from foedus.study._compare import Comparison
    from foedus.study._grounds import Grounds
    from foedus.study._over import Change, Over, Under
    from foedus.study._paired import ORDER, difference
    from foedus.study._surviving import Survivors

    rng = np.random.default_rng(7)
    rows, nothing = np.arange(RUNS), Grounds({}, {}, (), np.zeros((RUNS, 0)), {}, (), 1)
    found = []
    for place, name in enumerate(ORDER):
        record = np.round(rng.lognormal(6.0, 0.4, RUNS))
        what_if = record + np.round(rng.normal(3.0, 9.0, RUNS) * scale ** (place + 1))
        if name in ("deaths_services", "decision_hours"):
            what_if = record
        if name == "adopted":
            record, what_if = (rng.uniform(size=RUNS) < 0.8).astype(float), np.zeros(RUNS)
        if name in ("personnel", "closure_hours"):
            what_if = np.full(RUNS, np.nan)
        found.append(difference(name, record, what_if, rows, nothing))
    names = ("concession-calms", "guard-relief", "backlash")
    changes: dict[str, Change | None] = {
        one.outcome: Change(120, float(place - 2), 0.7, 0.1, 0.2) if one.change else None
        for place, one in enumerate(found)
    }
    under = (
        Under(names[0], 100, 1.21, "budget", 200, changes),
        Under(names[1], 100, 1.18, "budget", 200, {**changes, "deaths": Change(200, 4.0, 0.2, 0.1, 0.7)}),
        Under(names[2], 100, 2.6, "acceptance", 200, {**changes, "calm_day": None}),
    )
    note = "foedus study rivals kazakhstan-2022 --write --draws 50000 --seed 2022"
    mechanism = {
        "meaning": "an outside force frees guards", "levers": ["request"], "fit": "prior", "cause": "assumed",
        "ratio": 0.98,
    }  # fmt: skip
    return Comparison(
        case="kazakhstan-2022",
        moved={"request": ("recorded", "never")},
        held=held,
        origin="parameters.csv" if held == "base" else "rivals.csv",
        runs=RUNS,
        rows=RUNS,
        mechanisms={"outside": mechanism},
        differences=tuple(found),
        over=Over(Survivors(names, ("resented",), note, {}), under, 1.09) if held == "base" else None,
        draws=pl.DataFrame(),
    )


def what_if(scale: float = 1.0, held: str = "base") -> StandIn:
    """Build a what-if: the same replay with a lever moved, and what that changes."""
    from dataclasses import replace

    base = stand_in()
    moved = [{**base.levers_table[0], "value": "never"}, *base.levers_table[1:]]
    beside = comparison(scale, held)
    return replace(base, variant=held, origin=beside.origin, levers_table=moved, comparison=beside)
