#!/usr/bin/env python3
"""Prints the changes of UTC offset from 1990 to 2037 of some zones, or of all zones: zones.py [ZONE...|all].

The first line names the version of the zone data. Each other line is one zone: "transitions" holds the first second
with the new offset, the old and the new offset from UTC, in seconds.
"""
import json
import pathlib
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

FIRST, END = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (1990, 2038))
SAMPLES = [
    "Africa/Casablanca", "America/Caracas", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "Antarctica/Troll", "Asia/Tokyo", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Pacific/Apia",
    "Pacific/Kwajalein",
]


def offset(zone, second):
    return int(datetime.fromtimestamp(second, zone).utcoffset() / timedelta(seconds=1))


def transitions(name):
    zone = zoneinfo.ZoneInfo(name)
    found = []
    step = 24 * 3600
    before = offset(zone, FIRST)
    for start in range(FIRST, END, step):
        after = offset(zone, start + step)
        if after != before:
            low, high = start, start + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            found.append([high, before, after])
            before = after
    return found


def version():
    for directory in zoneinfo.TZPATH:
        file = pathlib.Path(directory, "tzdata.zi")
        if file.exists():
            return file.read_text().split("\n")[0].split()[-1]
    return "unknown"


names = sys.argv[1:] or SAMPLES
if names == ["all"]:
    names = sorted(zoneinfo.available_timezones())
print(json.dumps({"data": version(), "source": "Python zoneinfo"}))
for each in names:
    print(json.dumps({"zone": each, "transitions": transitions(each)}))
