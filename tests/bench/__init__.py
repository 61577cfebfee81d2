"""The benchmark, `invoke bench`: ratios of the portal to its peers, measured in one run.

The suite never runs it: tests assert behaviour, this measures.
"""
