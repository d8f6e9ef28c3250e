"""When somebody may be disturbed: their quiet hours, and how many new messages a day are enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
OFF = "off"


@dataclass(frozen=True, slots=True)
class Peace:
    """`quiet`: from which hour to which of their own clock nothing new comes (`22-8`), or `off`; `zone`: of that clock,
    "" for UTC. `a_day`: the most new messages in 24 hours. `together`: what was held comes as one message.
    Edits disturb nobody and are not counted. `language` ("": none is chosen) and `units`: of what is written."""

    quiet: str = "22-8"
    zone: str = ""
    a_day: int = 10
    together: bool = True
    language: str = ""
    units: str = "metric"

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end in which this moment is, None outside of them."""
        if self.quiet == OFF:
            return None
        from zoneinfo import ZoneInfo  # which most ticks have nothing to do with

        begins, ends = map(int, self.quiet.split("-"))
        local = now.astimezone(ZoneInfo(self.zone or "UTC"))
        inside = begins <= local.hour < ends if begins < ends else local.hour >= begins or local.hour < ends
        if not inside:
            return None
        morning = local.replace(hour=ends, minute=0, second=0, microsecond=0)
        if morning <= local:
            morning += DAY  # of the clock on the wall, whatever the summer time does that night
        return morning.astimezone(now.tzinfo)


def hours(text: str) -> str:
    """`22-8`, or `off`. Raises ValueError saying what it must be."""
    if text.lower() in (OFF, "none", "no"):
        return OFF
    begins, _, ends = text.partition("-")
    found = [int(each) for each in (begins, ends) if each.strip().isdecimal()]
    if len(found) != 2 or max(found) > 23 or found[0] == found[1]:
        raise ValueError("two hours such as 22-8, or off")
    return f"{found[0]}-{found[1]}"
