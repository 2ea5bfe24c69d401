"""Times around clock changes by Python's zoneinfo: `python3 zones.py > zones.json`.

For each zone: instants in UTC, what clocks showed (times that occur twice are left out), their days and hours, and the mean
time between neighbouring instants in hours.
"""

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CASES = [
    ("America/New_York", "2025-03-07T20:15:00"),
    ("America/New_York", "2025-10-31T20:15:00"),
    ("Europe/London", "2025-03-28T21:40:00"),
    ("Europe/London", "2025-10-24T21:40:00"),
    ("Australia/Lord_Howe", "2025-04-04T10:05:00"),
    ("America/Santiago", "2025-09-05T23:30:00"),
    ("Asia/Shanghai", "2025-03-07T12:00:00"),
    ("Asia/Kolkata", "2025-03-07T12:00:00"),
]


def twice(local, zone):
    return local.replace(fold=0).astimezone(timezone.utc) != local.replace(fold=1).astimezone(timezone.utc)


def case(name, start):
    zone = ZoneInfo(name)
    first = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    instants = [first + timedelta(minutes=437 * i) for i in range(12)]
    instants = [at for at in instants if not twice(at.astimezone(zone), zone)]
    local = [at.astimezone(zone) for at in instants]
    hours = [(b - a).total_seconds() / 3600 for a, b in zip(instants, instants[1:])]
    return {
        "zone": name,
        "utc": [at.strftime("%Y-%m-%d %H:%M:%S") for at in instants],
        "local": [at.strftime("%Y-%m-%d %H:%M:%S") for at in local],
        "activeDays": len({at.date() for at in local}),
        "nightShare": sum(at.hour < 6 for at in local) / len(local),
        "weekendShare": sum(at.isoweekday() >= 6 for at in local) / len(local),
        "gapHours": sum(hours) / len(hours),
    }


print(json.dumps([case(*given) for given in CASES], indent=1))
