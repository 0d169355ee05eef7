"""Homes and the people in them: the households of the invented company.

Grain: one row per home. Names and phone numbers are random; a number may by chance exist, but it belongs to nobody
here.
"""

import numpy as np
import pandas as pd

from pipeline.sample.facts import random_stream, read_facts

MOBILE_PREFIXES = [130, 131, 135, 136, 137, 138, 139, 150, 151, 158, 159, 177, 180, 186, 188, 189, 199]


def invent_homes(communities: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return ``community, building, unit, room, resident, phone``, numbered from 0 without gaps inside each
    community."""
    rng = random_stream(seed, "homes")
    homes = pd.concat([_rooms(community) for community in communities.to_dict("records")], ignore_index=True)
    homes["resident"] = invent_names(len(homes), rng)
    homes["phone"] = invent_phones(len(homes), rng)
    return homes


def invent_names(count: int, rng: np.random.Generator) -> list[str]:
    """Random Chinese names of two or three characters."""
    phrases = read_facts("phrases")
    surnames = rng.choice(list(phrases["surnames"]), count)
    given = rng.choice(list(phrases["given"]), (count, 2))
    is_long = rng.random(count) < 0.7
    return [s + a + (b if long else "") for s, (a, b), long in zip(surnames, given, is_long, strict=True)]


def invent_phones(count: int, rng: np.random.Generator) -> list[str]:
    """Random mobile numbers of 11 digits."""
    prefixes = rng.choice(MOBILE_PREFIXES, count)
    numbers = rng.integers(0, 10**8, count)
    return [f"{prefix}{number:08d}" for prefix, number in zip(prefixes, numbers, strict=True)]


def spell_room(home: dict, style: str) -> str:
    """Write a home the way the community's staff do: ``dash`` 3-2-501, ``long`` 3栋2单元501室, ``short`` 3栋2-501,
    ``hash`` 3#2-501."""
    building, unit, room = home["building"], home["unit"], home["room"]
    return {
        "dash": f"{building}-{unit}-{room}",
        "long": f"{building}栋{unit}单元{room}室",
        "short": f"{building}栋{unit}-{room}",
        "hash": f"{building}#{unit}-{room}",
    }[style]


def _rooms(community: dict) -> pd.DataFrame:
    number = np.arange(community["households"])
    building = number % community["buildings"]
    unit = number // community["buildings"] % community["units"]
    place = number // (community["buildings"] * community["units"])
    floor, door = place % community["floors"], place // community["floors"]
    return pd.DataFrame(
        {
            "community": community["name"],
            "building": building + 1,
            "unit": unit + 1,
            "room": (floor + 1) * 100 + door + 1,
        }
    )
