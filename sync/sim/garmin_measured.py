"""What a watch adds to an activity in Garmin Connect: averages, zones, best splits, with invented values."""

import random
from typing import Any

from sync.sim.athlete import SimActivity


def measured(activity: SimActivity) -> dict[str, Any]:
    """What a watch adds: averages, zones, best splits. All None for a manual entry."""
    dice = random.Random(f"item {activity.garmin_id}")
    speed = activity.distance / activity.duration if activity.duration else 0.0
    pulse, steps = dice.randint(138, 158), dice.randint(160, 172)
    climb = round(activity.distance * dice.uniform(0.004, 0.02), 1)
    minutes = activity.duration / 60
    moving = {
        "noOfSplits": 1,
        "totalAscent": climb,
        "duration": activity.duration,
        "splitType": "RWD_RUN",
        "numClimbSends": 0,
        "maxElevationGain": climb,
        "averageElevationGain": climb,
        "maxDistance": int(activity.distance),
        "distance": activity.distance,
        "averageSpeed": round(speed, 3),
        "maxSpeed": round(speed * 1.3, 3),
        "numFalls": 0,
        "elevationLoss": climb,
    }
    measured: dict[str, Any] = {
        "elevationGain": climb,
        "elevationLoss": climb,
        "minElevation": 171.2,
        "maxElevation": 171.2 + climb,
        "averageSpeed": round(speed, 3),
        "maxSpeed": round(speed * 1.3, 3),
        "maxVerticalSpeed": 0.6,
        "calories": round(activity.distance * 0.066),
        "bmrCalories": round(minutes * 1.3),
        "averageHR": pulse,
        "maxHR": pulse + dice.randint(12, 25),
        "averageRunningCadenceInStepsPerMinute": steps + dice.randint(0, 9) / 10,
        "maxRunningCadenceInStepsPerMinute": steps + 14.0,
        "maxDoubleCadence": steps + 14.0,
        "steps": int(minutes * steps),
        "avgPower": dice.randint(240, 290),
        "maxPower": dice.randint(330, 420),
        "normPower": dice.randint(250, 295),
        "avgStrideLength": round(speed * 6000 / steps, 2),
        "avgVerticalOscillation": 8.6,
        "avgGroundContactTime": 251.3,
        "avgVerticalRatio": 8.1,
        "aerobicTrainingEffect": dice.randint(25, 42) / 10,
        "anaerobicTrainingEffect": dice.randint(0, 14) / 10,
        "trainingEffectLabel": dice.choice(("AEROBIC_BASE", "TEMPO", "LACTATE_THRESHOLD", "RECOVERY")),
        "aerobicTrainingEffectMessage": "IMPROVING_AEROBIC_BASE_8",
        "anaerobicTrainingEffectMessage": "NO_ANAEROBIC_BENEFIT_0",
        "activityTrainingLoad": dice.randint(600, 1900) / 10,
        "vO2MaxValue": 51.0,
        "minTemperature": 11.0,
        "maxTemperature": 19.0,
        "waterEstimated": round(minutes * 12),
        "minActivityLapDuration": 61.25,
        "moderateIntensityMinutes": int(minutes * 0.3),
        "vigorousIntensityMinutes": int(minutes * 0.7),
        "differenceBodyBattery": -dice.randint(6, 15),
        "splitSummaries": [moving | {"splitType": kind} for kind in ("RWD_RUN", "INTERVAL_ACTIVE", "RWD_WALK")],
        "fastestSplit_1000": round(950 / max(speed, 0.1), 3),
        "fastestSplit_1609": round(1545 / max(speed, 0.1), 3),
        "fastestSplit_5000": round(4850 / max(speed, 0.1), 3) if activity.distance >= 5000 else None,
    }
    shares = [0.06, 0.22, 0.41, 0.26, 0.05]
    measured |= {f"hrTimeInZone_{i + 1}": round(activity.duration * share, 3) for i, share in enumerate(shares)}
    measured |= {f"powerTimeInZone_{i + 1}": round(activity.duration * share, 3) for i, share in enumerate(shares)}
    return dict.fromkeys(measured) if activity.manual else measured
