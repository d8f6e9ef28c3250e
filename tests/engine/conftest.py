"""What a verb leaves in a store is looked at in every implementation of it."""

from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
