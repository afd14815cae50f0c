"""Pages of referral: coming in, referring, what was sent, the link of somebody named, and the staff's side."""
