"""Free texts in the words of residents: what is wrong, since when, and what they want.

Grain: one text per complaint or survey answer. Some texts hold a phone number, a room, a name, a plate or a WeChat id
in the spellings of real ledgers; all of it is invented, and the product has to remove it.
"""

from typing import Any

import numpy as np

from pipeline.sample.facts import read_facts

PERSONAL_SHARE = 0.08
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_NUMERALS = "零一二三四五六七八九十"


class Writer:
    """Writes texts from the phrase bank with one random stream."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._phrases = read_facts("phrases")

    def complaint(self, subcategory: str, home: dict[str, Any], *, is_repeat: bool = False) -> str:
        """Return a complaint about ``subcategory`` by the resident of ``home``."""
        parts = [self._pick("again")] if is_repeat else []
        parts.append(self._pick("problems", subcategory))
        if self._rng.random() < 0.5:
            parts.append(self._pick("consequences"))
        text = "，".join(parts) + ("，" if self._rng.random() < 0.5 else "。")
        if self._rng.random() < 0.6:
            text += self._pick("demands")
        if self._rng.random() < PERSONAL_SHARE:
            text = text.rstrip("，。") + "。" + self.personal(home)
        return text.rstrip("，")

    def suggestion(self, home: dict[str, Any], *, about_lifts: bool = False) -> str:
        """Return an answer to "any suggestions?", now and then with personal data."""
        text = self._pick("lift_suggestions" if about_lifts else "suggestions")
        return f"{text}，{self.personal(home)}" if self._rng.random() < 0.04 else text

    def outcome(self, category: str, home: dict[str, Any]) -> str:
        """Return what the handler noted as the result of a complaint of ``category``."""
        text = str(self._rng.choice(self._phrases["outcomes"][category]))
        return text.format(name=home["resident"], phone=home["phone"])

    def personal(self, home: dict[str, Any]) -> str:
        """Return a clause with personal data of the resident of ``home`` or of an invented third party."""
        return str(self._rng.choice(self._phrases["personal"])).format(
            phone=self.spell_phone(home["phone"]),
            room=self._spell_own_room(home),
            name=home["resident"],
            title=home["resident"][0] + str(self._rng.choice(self._phrases["titles"])),
            wechat=f"{self._rng.choice(['home', 'lin', 'sunny', 'wx', 'abc'])}_{home['phone'][-5:]}",
            plate=self._plate(),
            other=self._rng.choice(self._phrases["third_parties"]),
        )

    def spell_phone(self, phone: str) -> str:
        """Return ``phone`` in one of the spellings found in ledgers."""
        groups = phone[:3], phone[3:7], phone[7:]
        spellings = [phone] * 4 + [" ".join(groups), "-".join(groups), f"+86 {phone}", phone.translate(_FULL_WIDTH)]
        return str(self._rng.choice(spellings))

    def _spell_own_room(self, home: dict[str, Any]) -> str:
        building, unit, room = home["building"], home["unit"], home["room"]
        spellings = [
            f"{building}栋{unit}单元{room}",
            f"{building}-{unit}-{room}",
            f"{building}号楼{unit}单元{room}室",
            f"{building}幢{room}",
        ]
        if building <= 10:
            spellings.append(f"{_NUMERALS[building]}栋{_NUMERALS[unit]}单元{room}")
        return str(self._rng.choice(spellings))

    def _plate(self) -> str:
        letters = list("ABCDEFGHJKLMNPQRSTUVWXYZ")
        tail = "".join(self._rng.choice(list("0123456789ABCDEFGHJK"), 5))
        region = self._rng.choice(list(self._phrases["plate_regions"]))
        return f"{region}{self._rng.choice(letters)}{self._rng.choice(['', '·'])}{tail}"

    def _pick(self, kind: str, subcategory: str | None = None) -> str:
        bank = self._phrases[kind]
        phrase = str(self._rng.choice(bank[subcategory] if subcategory else bank))
        if "{" not in phrase:
            return phrase
        return phrase.format(**{slot: self._rng.choice(self._phrases[key]) for slot, key in _SLOTS.items()})


_SLOTS = {"spot": "spots", "since": "since", "times": "times", "clock": "clock"}
