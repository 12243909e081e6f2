"""What `dev.py` is made of: steps, environment, run, test.

Only the standard library is imported here, because these modules prepare the environment
in which everything else is installed. `make_ca.py`, `terminal_qr.py` and `stage_report.py`
are the exceptions: they run inside that environment.
"""
