"""The type keys of activities, as far as they are known: there are more, and new ones come."""

from collections.abc import Iterable

from sync.core.preferences import RUNNING_KEYS

_NAMES = """
street_running track_running trail_running treadmill_running indoor_running cycling bmx cyclocross downhill_biking
e_bike_fitness e_bike_mountain e_enduro_mtb enduro_mtb gravel_cycling hand_cycling indoor_hand_cycling indoor_cycling
mountain_biking recumbent_cycling road_biking track_cycling virtual_ride walking casual_walking speed_walking
indoor_walking hiking rucking swimming lap_swimming open_water_swimming fitness_equipment strength_training
indoor_cardio elliptical stair_climbing indoor_rowing hiit yoga pilates mobility meditation breathwork jump_rope
boxing mixed_martial_arts floor_climbing bouldering indoor_climbing rock_climbing mountaineering winter_sports
cross_country_skiing_ws skate_skiing_ws resort_skiing_snowboarding_ws resort_skiing resort_snowboarding
backcountry_skiing_snowboarding_ws backcountry_skiing backcountry_snowboarding skating_ws snow_shoe_ws snowmobiling_ws
boating boating_v2 fishing fishing_v2 kayaking kayaking_v2 kiteboarding kiteboarding_v2 paddling paddling_v2 rowing
rowing_v2 sailing sailing_v2 stand_up_paddleboarding stand_up_paddleboarding_v2 surfing surfing_v2 wakeboarding
wakeboarding_v2 whitewater_rafting_kayaking whitewater_rafting_kayaking_v2 windsurfing windsurfing_v2 diving
team_sports american_football baseball basketball cricket field_hockey ice_hockey lacrosse rugby soccer softball
ultimate_disc volleyball racket_sports badminton padel pickleball platform_tennis racquetball squash table_tennis
tennis tennis_v2 golf disc_golf horseback_riding inline_skating hunting motorcycling motorcycling_v2 atv auto_racing
flying hang_gliding sky_diving wheelchair_push_run wheelchair_push_walk multi_sport transition transition_v2 other
uncategorized
"""
TYPES = RUNNING_KEYS | frozenset(_NAMES.split())


def unknown_types(names: Iterable[str]) -> list[str]:
    """A line for each activity type that Garmin is not known to have. It may be a new one: nothing is refused."""
    from difflib import get_close_matches

    lines = []
    for name in names:
        if name != "all" and name not in TYPES:
            close = get_close_matches(name, TYPES, n=1)
            meant = f"; did you mean {close[0]}?" if close else ""
            lines.append(f"RUNTRACK_ACTIVITY_TYPES: {name} is no activity type of Garmin that Runtrack knows{meant}")
    return lines
