"""The planted bugs of the API as a function on AWS."""

from tests.planting import Mutant

WEB = ("tests/entrypoints/test_web_on_aws.py",)
ONCE = ("tests/contract/test_dynamo_once.py",)

WEB_FUNCTION_BUGS = (
    Mutant(
        "a stranger is counted by the address that they say",
        "sync/entrypoints/aws_web/arriving.py",
        "            return str(ip_address(known[-2]))\n",
        "            return str(ip_address(known[0]))\n",
        WEB,
    ),
    Mutant(
        "what is left to do is done behind the answer",
        "sync/entrypoints/aws_web/ending.py",
        "        if others := asyncio.all_tasks() - {asyncio.current_task()}:\n",
        "        if others := set[asyncio.Task[None]]():\n",
        WEB,
    ),
    Mutant(
        "the function goes by the name of its HTTP API",
        "sync/entrypoints/aws_web/arriving.py",
        '    given = {"host": host, "x-forwarded-proto": "https"}\n',
        '    given = {"host": headers.get("host", host), "x-forwarded-proto": "https"}\n',
        WEB,
    ),
    Mutant(
        "a look goes on with what it knew when a save has failed",
        "sync/stores/dynamo_once.py",
        "        self.forget()\n\n\ndef _name",
        "        pass\n\n\ndef _name",
        ONCE,
    ),
    Mutant(
        "what a request has read is believed in the next one",
        "sync/entrypoints/aws_web/function.py",
        "            store.end()\n",
        "            pass\n",
        WEB,
    ),
)
