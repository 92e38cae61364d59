"""Why ECS refuses to protect tasks from scale-in.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException

EXPIRY = Refusal(
    InvalidParameterException,
    "expiresInMinutes must be between 1 and 2880.",
    when="expiresInMinutes is below 1 or above 2880 (48 hours).",
    mend="Set expiresInMinutes to a number of minutes from 1 to 2880, or leave it out for 120.",
    operations=("UpdateTaskProtection",),
    source="ours",
)
