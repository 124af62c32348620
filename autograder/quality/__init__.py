"""What tests the tests: the answers corpus, attacks, audits."""
