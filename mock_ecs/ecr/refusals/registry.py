"""Why ECR refuses settings of the registry as a whole: replication, scanning, account settings."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import InvalidParameterException, ValidationException, invalid

_REPLICATION = ("PutReplicationConfiguration",)
_SCANNING = ("PutRegistryScanningConfiguration",)

# Replication
OWN_REGISTRY = Refusal(
    error=InvalidParameterException,
    message=invalid("replicationConfiguration", "Replication destination cannot be the same as the source registry"),
    when="A destination is the registry itself: the same account in the same region.",
    mend="Name another region, or another account.",
    operations=_REPLICATION,
    source="deployment",
)
OTHER_PARTITION = Refusal(
    error=InvalidParameterException,
    message=invalid("replicationConfiguration", "Invalid region '{region}'"),
    when="A destination is in another partition of AWS.",
    mend="Name a region of the partition {partition}.",
    operations=_REPLICATION,
    source="deployment",
)
MANY_DESTINATIONS = Refusal(
    error=ValidationException,
    message="A replication configuration can have at most {maximum} destinations in all its rules",
    when="The rules have more than 25 different destinations in all.",
    mend="Name at most {maximum} destinations.",
    operations=_REPLICATION,
    source="ours",
)

# Scanning
FREQUENCY = Refusal(
    error=InvalidParameterException,
    message="Invalid parameter failed to satisfy constraint: 'Invalid scan frequency for scanType {type}: {frequency}'",
    when="CONTINUOUS_SCAN is asked for with BASIC scanning, or MANUAL with ENHANCED scanning.",
    mend="With {type} scanning, let scanFrequency be {allowed}.",
    operations=_SCANNING,
    source="deployment",
)
SAME_FREQUENCY = Refusal(
    error=InvalidParameterException,
    message="Invalid parameter failed to satisfy constraint: 'Invalid input. Contains duplicate scan frequencies:"
    " [{frequency}]'",
    when="Two scanning rules have the same frequency.",
    mend="Join the rules for {frequency} to one.",
    operations=_SCANNING,
    source="deployment",
)
ENHANCED_SCANNING = Refusal(
    error=ValidationException,
    message="This feature is disabled",
    when="Scan on push is set for a repository while the scanning of the registry is ENHANCED.",
    mend="Set the frequency by a rule of PutRegistryScanningConfiguration.",
    operations=("PutImageScanningConfiguration",),
    source="ours",
    doubtful=True,
)

# Account settings
SETTING_NAME = Refusal(
    error=ValidationException,
    message="There is no account setting {name}",
    when="There is no account setting of that name.",
    mend="Choose one of {names}.",
    operations=("GetAccountSetting", "PutAccountSetting"),
    source="ours",
)
SETTING_VALUE = Refusal(
    error=ValidationException,
    message="The account setting {name} has no value {value}",
    when="The account setting has no such value.",
    mend="Choose one of {values}.",
    operations=("PutAccountSetting",),
    source="ours",
)
FORMER_SETTING_VALUE = Refusal(
    error=ValidationException,
    message="The account setting {name} does not have the value {value} any more",
    when="The account setting had that value formerly: CLAIR for BASIC_SCAN_TYPE_VERSION, V1 for"
    " REGISTRY_POLICY_SCOPE.",
    mend="Choose one of {values}.",
    operations=("PutAccountSetting",),
    source="ours",
    doubtful=True,
)
