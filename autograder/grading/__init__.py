"""From what lies in submitted/ to what stands in the gradebook: find, repair, execute, record."""
