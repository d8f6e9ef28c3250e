"""The verbs, in the order things happen. `tick` is the only one that saves activities and catches errors."""
