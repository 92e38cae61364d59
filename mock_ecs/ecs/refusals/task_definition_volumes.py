"""Why ECS refuses the volumes of a task definition, and their mounts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException
from mock_ecs.ecs.refusals.task_definitions import REGISTER

UNKNOWN_VOLUME = Refusal(
    ClientException,
    "Unknown volume '{name}'.",
    when="A mount point names a volume that the task definition does not have.",
    mend="Name a volume of this task definition, or add it to volumes.",
    operations=REGISTER,
    source="deployment",
)
UNKNOWN_SOURCE = Refusal(
    ClientException,
    "Invalid 'volumesFrom' setting. Unknown container: '{name}'.",
    when="volumesFrom names a container that the task definition does not have.",
    mend="Name a container of this task definition.",
    operations=REGISTER,
    source="deployment",
)
VOLUMES_NOT_MOUNTED = Refusal(
    ClientException,
    "Volumes [{names}] are not referenced by any of the containers",
    when="A volume that is configured at launch is mounted by no container.",
    mend="Let a container mount the volume, or take it away.",
    operations=REGISTER,
    source="deployment",
)
IAM_WITHOUT_ENCRYPTION = Refusal(
    ClientException,
    "EFS IAM authorization requires TransitEncryption to be enabled.",
    when="An EFS volume has iam ENABLED, and transitEncryption is not ENABLED.",
    mend="Set transitEncryption to ENABLED.",
    operations=REGISTER,
    source="deployment",
)
PORT_WITHOUT_ENCRYPTION = Refusal(
    ClientException,
    "TransitEncryptionPort requires that TransitEncryption is enabled.",
    when="An EFS volume has a transitEncryptionPort, and transitEncryption is not ENABLED.",
    mend="Set transitEncryption to ENABLED, or take transitEncryptionPort away.",
    operations=REGISTER,
    source="deployment",
)
ACCESS_POINT_AND_DIRECTORY = Refusal(
    ClientException,
    'When using an EFS access point, the root directory must either be set to "/" or be omitted.',
    when="An EFS volume has an access point and another rootDirectory than /.",
    mend="Leave rootDirectory out; the access point says which directory it is.",
    operations=REGISTER,
    source="deployment",
)
ACCESS_POINT_WITHOUT_ENCRYPTION = Refusal(
    ClientException,
    "EFS access points require TransitEncryption to be enabled.",
    when="An EFS volume has an access point, and transitEncryption is not ENABLED.",
    mend="Set transitEncryption to ENABLED.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
VOLUME_NAMES = Refusal(
    ClientException,
    "Volume names must be unique within a task definition.",
    when="Two volumes of a task definition have the same name.",
    mend="Give each volume a name of its own.",
    operations=REGISTER,
    source="ours",
)
VOLUME_KINDS = Refusal(
    ClientException,
    "Volume '{name}' can have only one of {kinds}.",
    when="A volume has more than one kind of storage.",
    mend="Keep one kind, or make two volumes of it.",
    operations=REGISTER,
    source="ours",
)
TWO_VOLUMES_AT_LAUNCH = Refusal(
    ClientException,
    "Only one volume of a task definition can be configured at launch.",
    when="Two volumes have configuredAtLaunch.",
    mend="Keep one volume that is configured at launch.",
    operations=REGISTER,
    source="ours",
)
AUTOPROVISION_OF_TASK = Refusal(
    ClientException,
    "Volume '{name}' cannot have autoprovision unless its scope is shared.",
    when="A Docker volume has autoprovision true, and its scope is not shared.",
    mend="Set the scope to shared, or take autoprovision away.",
    operations=REGISTER,
    source="ours",
)
WINDOWS_VOLUME_DRIVER = Refusal(
    ClientException,
    "Windows containers only support the volume driver local.",
    when="A Docker volume of Windows containers has another driver than local.",
    mend="Use the driver local.",
    operations=REGISTER,
    source="ours",
)
FSX_OFF_WINDOWS = Refusal(
    ClientException,
    "FSx for Windows File Server volumes are only supported on Windows.",
    when="A volume of FSx for Windows File Server is given, and runtimePlatform says LINUX.",
    mend="Choose an operatingSystemFamily of Windows, or another kind of volume.",
    operations=REGISTER,
    source="ours",
)
EFS_ON_WINDOWS = Refusal(
    ClientException,
    "EFS volumes are not supported on Windows.",
    when="A volume of Amazon EFS is given for Windows containers.",
    mend="Use FSx for Windows File Server on EC2.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
S3_FILES_WITHOUT_ROLE = Refusal(
    ClientException,
    "Task definitions with S3 Files volumes require a value for 'taskRoleArn'.",
    when="A volume of Amazon S3 Files is given, and no taskRoleArn.",
    mend="Give the task a role that may use the file system.",
    operations=REGISTER,
    source="ours",
)
S3_FILES_DIRECTORY = Refusal(
    ClientException,
    'When using an S3 Files access point, the root directory must either be set to "/" or be omitted.',
    when="A volume of Amazon S3 Files has an access point and another rootDirectory than /.",
    mend="Leave rootDirectory out; the access point says which directory it is.",
    operations=REGISTER,
    source="ours",
)
MOUNTED_TWICE = Refusal(
    ClientException,
    "Container '{container}' has several mount points at '{place}'.",
    when="Two mount points of a container have the same containerPath.",
    mend="Give each mount point a containerPath of its own.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
