"""The statistics of music and running, with numpy: the one package that knows it. From arrays to frozen values.

It is imported where something is computed, and nowhere else: not by a tick, an idle daemon or a starting API.
"""
