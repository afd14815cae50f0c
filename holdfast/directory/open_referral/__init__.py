"""Services as Open Referral UK writes them (HSDS 3.0, `service_full`): checked, read as our fields, and written.

What came is kept as it came. What is written is that record with our fields over it, where somebody changed them: a
record that nobody touched leaves exactly as it came.

Source: Human Services Data Specification 3.0, docs.openreferral.org.
"""
