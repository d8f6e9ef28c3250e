"""What others keep of a person who is deleted: their name goes from it, and what they had sent is taken back."""

from dataclasses import replace
from datetime import datetime

from sync.core.friends import Contact
from sync.core.invitation import Invitation
from sync.core.song_share import Sending, Share, ShareState
from sync.engine import saving
from sync.ports import Store


def forget(store: Store, user: str, now: datetime) -> None:
    """Everybody's documents are looked through: a friendship that one of two has ended is in no document of theirs.
    Safe to repeat, and to be killed anywhere."""
    for contact in store.all(Contact):
        if contact.other == user:
            store.remove(contact)
    for invitation in store.all(Invitation):
        if invitation.used_by == user:
            store.remove(invitation)
    for sending in store.all(Sending):
        if user in sending.to and sending.user != user:
            _without(store, sending, user)
        elif sending.user == user:
            for name in sending.to:
                _without_sender(store, name, sending, now)


def _without(store: Store, known: Sending | None, user: str) -> None:
    for _ in range(saving.TRIES):
        if known is None:
            return
        if saving.put(store, replace(known, to=tuple("" if name == user else name for name in known.to))) is not None:
            return
        known = store.load(Sending, known.user, known.id)


def _without_sender(store: Store, name: str, sending: Sending, now: datetime) -> None:
    for _ in range(saving.TRIES):
        share = store.load(Share, name, sending.id)
        if share is None or share.sender != sending.user:
            return
        ended = share.over(ShareState.WITHDRAWN, now) if share.is_open else share
        if saving.put(store, replace(ended, sender="", note="")) is not None:
            return
