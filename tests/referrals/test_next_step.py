"""What comes next, in words."""

from holdfast.referrals.next_step import say_next


def test_the_plan_of_somebody_in_support_is_looked_at_again_and_not_made():
    assert [say_next("plan", status) for status in ("assessed", "supported")] == [
        "Make the plan", "Look at the plan again",
    ]  # fmt: skip
