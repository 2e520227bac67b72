"""Days as publishers write them, by language, and as machines read them."""
from datetime import date

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
}
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


def in_words(day: date, language: str) -> str:
    if language in ("zh", "ja"):
        return f"{day.year}年{day.month}月{day.day}日"
    month = MONTHS[language].split()[day.month - 1]
    number = {"fr": "1er" if day.day == 1 else str(day.day), "de": f"{day.day}."}.get(language, str(day.day))
    return f"{number} {month} {day.year}"


def iso_time(day: date) -> str:
    return f"{day.isoformat()}T09:00:00+00:00"


def http_date(day: date) -> str:
    month = MONTHS["en"].split()[day.month - 1][:3]
    return f"{WEEKDAYS[day.weekday()]}, {day.day:02} {month} {day.year} 09:00:00 GMT"
