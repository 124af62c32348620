"""The workload day: a seeded day of queries and loads on the reader's warehouse, with the policies of their
operations labs. Never graded, and no check of the lab comes here.

    python -m warehouse.capstone.day [--seed 1] [--budget DOLLARS]
"""
