"""The benchmark, `invoke bench`: the portal beside its peers, as ratios measured in one run.

The suite never runs it: tests assert behaviour, this measures.
"""
