"""Each test of a store is made once for every implementation."""

from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
