"""The planted bugs of the Lambda: its entry points, the turns of many users, files in S3, parameters."""

from tests.planting import Mutant

S3 = ("tests/contract/test_s3_files.py", "tests/contract/test_files.py")
LAMBDA = ("tests/entrypoints/test_lambda.py",)
TURNS = ("tests/entrypoints/test_turns.py",)

LAMBDA_BUGS = (
    Mutant(
        "a file that S3 lacks is an error",
        "sync/stores/s3_files.py",
        '                if error.response["Error"]["Code"] != "NoSuchKey":\n',
        "                if True:\n",
        S3,
    ),
    Mutant(
        "a file that S3 denies is missing",
        "sync/stores/s3_files.py",
        '                if error.response["Error"]["Code"] != "NoSuchKey":\n',
        '                if error.response["Error"]["Code"] not in ("NoSuchKey", "AccessDenied"):\n',
        S3,
    ),
    Mutant(
        "a turn that failed is not named",
        "sync/entrypoints/aws/function.py",
        ' if not said["ok"]]\n',
        ' if said.get("Ticks")]\n',
        LAMBDA,
    ),
    Mutant(
        "nothing is kept back of a function's time",
        "sync/entrypoints/aws/function.py",
        "        seconds = context.get_remaining_time_in_millis() / 1000 - RESERVE\n",
        "        seconds = context.get_remaining_time_in_millis() / 1000\n",
        LAMBDA,
    ),
    Mutant(
        "wrong settings end in a stack trace",
        "sync/entrypoints/aws/function.py",
        '        log.error("wrong settings", extra={"problems": error.problems})\n',
        '        raise RuntimeError("wrong settings") from error\n',
        LAMBDA,
    ),
    Mutant(
        "a store that refuses is a stack trace",
        "sync/entrypoints/aws/function.py",
        "    except StoreBroken as error:\n",
        "    except FileNotFoundError as error:\n",
        LAMBDA,
    ),
    Mutant(
        "a copy without a key is kept warm",
        "sync/entrypoints/aws/function.py",
        "        if not settings.sealing_key:\n",
        "        if not settings:\n",
        LAMBDA,
    ),
    Mutant(
        "a user's minute changes from process to process",
        "sync/entrypoints/aws/turns.py",
        '    return int.from_bytes(hashlib.sha256(user.encode()).digest()[:4], "big") % SLOTS\n',
        "    return hash(user) % SLOTS\n",
        TURNS,
    ),
    Mutant(
        "a refused turn is not said",
        "sync/entrypoints/aws/turns.py",
        '.get("Failed", [])\n',
        '.get("Refused", [])\n',
        TURNS,
    ),
    Mutant(
        "a secret that was left out is the word for it",
        "sync/stores/parameters.py",
        "for name, value in values.items() if value != UNSET}\n",
        "for name, value in values.items()}\n",
        LAMBDA,
    ),
)
