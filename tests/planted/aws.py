"""The planted bugs of AWS: the ledger in DynamoDB, one tick's view of it, and what a tick spares itself there."""

from tests.planted.functions import LAMBDA_BUGS
from tests.planting import Mutant

TROUBLE = ("tests/contract/test_dynamo_trouble.py",)
CONTRACT = ("tests/contract/test_store.py", "-k", "dynamodb")
PLAYS = ("tests/contract/test_store_plays.py", "-k", "dynamodb")
RESTS = ("tests/contract/test_dynamo_rests.py",)
ITEMS = ("tests/contract/test_dynamo_items.py",)
VIEW = ("tests/contract/test_dynamo_view.py",)
NEWEST = ("tests/engine/test_newest.py",)
NOTING = ("tests/engine/test_noting.py",)

STORE_BUGS = (
    Mutant(
        "DynamoDB saves over any version",
        "sync/stores/dynamo_tables.py",
        '            condition = "#version = :was AND (attribute_not_exists(#expires) OR #expires > :now)"\n',
        '            condition = "#version >= :was OR attribute_not_exists(#expires) OR #expires > :now"\n',
        CONTRACT,
    ),
    Mutant(
        "DynamoDB inserts over what is there",
        "sync/stores/dynamo_tables.py",
        '        condition = "attribute_not_exists(#userId) OR #expires <= :now"\n',
        '        condition = "attribute_exists(#userId) OR attribute_not_exists(#userId) OR #expires <= :now"\n',
        CONTRACT,
    ),
    Mutant(
        "after a lost answer whatever stands there is ours",
        "sync/stores/dynamo_tables.py",
        "            if _stamp(found) == stamp:\n",
        "            if found is not None:\n",
        TROUBLE,
    ),
    Mutant(
        "a refusal of botocore's own second sending is a conflict",
        "sync/stores/dynamo_tables.py",
        "            if _stamp(refused.item) != stamp:",
        "            if True:",
        TROUBLE,
    ),
    Mutant(
        "a save whose answer is lost counts as not carried out",
        "sync/stores/dynamo_tables.py",
        "            found = self.get(table, {name: item[name] for name in KEYS[table]})\n",
        "            found = None if insert else {**item, 'version': {'N': str(was)}}\n",
        TROUBLE,
    ),
    Mutant(
        "a lost answer of DynamoDB is none to think of",
        "sync/stores/dynamo_errors.py",
        "        if writes:\n            raise Unsure(",
        "        if writes and service != 'DynamoDB':\n            raise Unsure(",
        TROUBLE,
    ),
    Mutant(
        "what has expired is alive",
        "sync/stores/dynamo_tables.py",
        'if "expires" not in item or int(item["expires"]["N"]) > now)',
        "if now)",
        ITEMS,
    ),
    Mutant(
        "the rest of a batch is dropped",
        "sync/stores/dynamo_tables.py",
        "            asked = answer.get(rest) or {}\n",
        "            asked = {}\n",
        RESTS,
    ),
    Mutant(
        "the rest of a batch of plays is dropped",
        "sync/stores/dynamo_tables.py",
        "            asked = answer.get(rest) or {}\n",
        '            asked = {} if operation == "BatchWriteItem" else answer.get(rest) or {}\n',
        RESTS,
    ),
    Mutant(
        "only the first page of a query is read",
        "sync/stores/dynamo_tables.py",
        '            if "LastEvaluatedKey" not in answer:\n',
        "            if answer:\n",
        RESTS,
    ),
    Mutant(
        "a row that waits for nothing stays in the index",
        "sync/stores/dynamo_items.py",
        '    return item | ({"wake": {"S": min(waits)}} if waits else {})\n',
        '    return item | {"wake": {"S": min(waits, default=stamp(activity.start))}}\n',
        ITEMS,
    ),
    Mutant(
        "a route that is due wakes no row",
        "sync/stores/dynamo_items.py",
        '    waits = [item[name]["S"] for name in times if name in item]\n',
        '    waits = [item["due"]["S"]] if "due" in item else []\n',
        PLAYS,
    ),
    Mutant(
        "two plays of one second are one",
        "sync/stores/dynamo_items.py",
        '    return bounded(f"{ms:016d}#',
        '    return bounded(f"{ms // 1000 * 1000:016d}#',
        PLAYS,
    ),
)

VIEW_BUGS = (
    Mutant(
        "the view does not see what the tick saves",
        "sync/stores/dynamo_view.py",
        "        saved = super().put(document)\n        self._remember(name, saved)\n",
        "        saved = super().put(document)\n",
        VIEW,
    ),
    Mutant(
        "the view forgets a run that the tick saves",
        "sync/stores/dynamo_view.py",
        "        saved = super().save(activity)\n        self._note(saved)\n",
        "        saved = super().save(activity)\n",
        VIEW,
    ),
    Mutant(
        "the view believes what a conflict has shown to be old",
        "sync/stores/dynamo_view.py",
        "        self._doubt(name)  # until it is known to be saved\n",
        "",
        VIEW,
    ),
    Mutant(
        "the view keeps a connection under a lease",
        "sync/stores/dynamo_view.py",
        "    return isinstance(document, Connection) and bool(document.lease_owner)\n",
        "    return False\n",
        VIEW,
    ),
    Mutant(
        "the view outlives its tick",
        "sync/stores/dynamo_view.py",
        '        """Forget it: from now on every answer is fresh."""\n        self._seen = None\n',
        '        """Forget it: from now on every answer is fresh."""\n',
        VIEW,
    ),
)

TICK_BUGS = (
    Mutant(
        "a list with something new is not looked up",
        "sync/engine/discover.py",
        "        known = ids if ids <= set(looked.newest_ids) else ",
        "        known = ids if ids & set(looked.newest_ids) else ",
        NEWEST,
    ),
    Mutant(
        "what is on the list is remembered without a row",
        "sync/engine/discover.py",
        "newest_ids=tuple(sorted(shown & have_rows)), newest_print=told)",
        "newest_ids=tuple(sorted(shown)), newest_print=told)",
        NEWEST,
    ),
    Mutant(
        "the newest are believed for ever",
        "sync/engine/discover.py",
        "    looked, seen = newest(app, user, anew, now)",
        "    looked, seen = newest(app, user, looked, now)",
        NEWEST,
    ),
    Mutant(
        "what a tick learned is not saved before the hour is over",
        "sync/engine/tick.py",
        "    if learned == begun_with and noted is not None and",
        "    if noted is not None and",
        NOTING,
    ),
    Mutant(
        "status takes a tick that is not written down for none",
        "sync/engine/views.py",
        "now - last > tick_within + person.noted_every\n",
        "now - last > tick_within\n",
        NOTING,
    ),
)

AWS_BUGS = (*STORE_BUGS, *VIEW_BUGS, *TICK_BUGS, *LAMBDA_BUGS)
