"""What one computer needs to run Holdfast by itself: an embedded PostgreSQL and a process supervisor.

Nothing here knows Django, so that it can start what Django needs.
"""
