"""Why ECR refuses settings of the registry as a whole: replication, scanning, signing, pull times, account settings."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.errors import (
    ExclusionAlreadyExistsException,
    ExclusionNotFoundException,
    InvalidParameterException,
    LimitExceededException,
    ReplicationBackfillInProgressException,
    ReplicationBackfillInvalidStatusException,
    ReplicationBackfillNotFoundException,
    SigningConfigurationNotFoundException,
    ValidationException,
    invalid,
)

_REPLICATION = ("PutReplicationConfiguration",)
_START_BACKFILL = ("StartReplicationBackfill",)
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

BACKFILL_DESTINATION = Refusal(
    error=ValidationException,
    message="The destination with region '{region}' and registry id '{registry_id}' is not in the replication"
    " configuration of the registry",
    when="No replication rule of the registry has the destination.",
    mend="Add the destination to a rule with PutReplicationConfiguration.",
    operations=_START_BACKFILL,
    source="ours",
)
BACKFILL_IN_PROGRESS = Refusal(
    error=ReplicationBackfillInProgressException,
    message="A replication backfill to region '{region}' is already in progress",
    when="Another backfill to the region has not ended.",
    mend="Wait for the end of the backfill {id}, or stop it.",
    operations=_START_BACKFILL,
    source="ours",
)
BACKFILL_QUOTA = Refusal(
    error=LimitExceededException,
    message="The registry already has the maximum allowed number of replication backfills in progress which is"
    " '{maximum}'",
    when="As many backfills are in progress as there may be.",
    mend="Wait for the end of one; there can be {maximum}.",
    operations=_START_BACKFILL,
    source="ours",
)
BACKFILL_NOT_FOUND = Refusal(
    error=ReplicationBackfillNotFoundException,
    message="The replication backfill with id '{id}' does not exist in the registry with id '{registry_id}'",
    when="The registry has no backfill of that id; one that ended 90 days ago is forgotten.",
    mend="Name a backfill that ListReplicationBackfills shows.",
    operations=("DescribeReplicationBackfillResults", "StopReplicationBackfill"),
    source="ours",
)
BACKFILL_ENDED = Refusal(
    error=ReplicationBackfillInvalidStatusException,
    message="The replication backfill with id '{id}' cannot be stopped because its status is {status}",
    when="The backfill is neither PREPARING nor IN_PROGRESS.",
    mend="There is nothing to stop.",
    operations=("StopReplicationBackfill",),
    source="ours",
)

# Signing
SIGNING_NOT_FOUND = Refusal(
    error=SigningConfigurationNotFoundException,
    message="The signing configuration does not exist in the registry with id '{registry_id}'",
    when="The registry has no signing configuration.",
    mend="Put one with PutSigningConfiguration.",
    operations=("GetSigningConfiguration", "DeleteSigningConfiguration"),
    source="ours",
)

# Pull times
EXCLUSION_EXISTS = Refusal(
    error=ExclusionAlreadyExistsException,
    message="The pull time update exclusion for principal '{principal}' already exists",
    when="Pulls by the principal are not recorded already.",
    mend="There is nothing to do.",
    operations=("RegisterPullTimeUpdateExclusion",),
    source="ours",
)
EXCLUSION_NOT_FOUND = Refusal(
    error=ExclusionNotFoundException,
    message="The pull time update exclusion for principal '{principal}' does not exist",
    when="Pulls by the principal are recorded.",
    mend="Name a principal that ListPullTimeUpdateExclusions shows.",
    operations=("DeregisterPullTimeUpdateExclusion",),
    source="ours",
)
EXCLUSION_QUOTA = Refusal(
    error=LimitExceededException,
    message="The account already has the maximum allowed number of pull time update exclusions which is '{maximum}'",
    when="The account has as many exclusions as it may have.",
    mend="Deregister exclusions that are not needed; there can be {maximum}.",
    operations=("RegisterPullTimeUpdateExclusion",),
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
    message="Scan on push of a repository has no effect while the scanType of the registry is ENHANCED",
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
