"""Why ECS refuses load balancers and service registries.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException

CONTAINER_UNKNOWN = Refusal(
    InvalidParameterException,
    "The container {container} does not exist in the task definition.",
    when="A load balancer or service registry names a container that the task definition lacks.",
    mend="Name a container of the task definition instead of '{container}'.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="deployment",
)
PORT_NOT_MAPPED = Refusal(
    InvalidParameterException,
    "The container {container} did not have a container port {port} defined.",
    when="A load balancer or service registry names a port that the container does not map.",
    mend="Name a containerPort of the port mappings of '{container}', or map {port} there.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="deployment",
)
HOST_PORT_REQUIRED = Refusal(
    InvalidParameterException,
    "A host port mapping for the container port {port} is required.",
    when="A Classic Load Balancer is used for a container port that has no fixed host port.",
    mend="Give the port mapping of {port} a hostPort, or use a target group.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
CONTAINER_NAME_BLANK = Refusal(
    InvalidParameterException,
    "Container Name can not be blank.",
    when="A load balancer names no container.",
    mend="Add containerName and containerPort.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="transcript",
)
LOAD_BALANCER_BLANK = Refusal(
    InvalidParameterException,
    "Target Group ARN and Load Balancer Name cannot both be blank.",
    when="A load balancer has neither a target group nor a name.",
    mend="Add targetGroupArn.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="transcript",
)
LOAD_BALANCER_TWICE = Refusal(
    InvalidParameterException,
    "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a "
    "targetGroupArn in all loadBalancer entries",
    when="A load balancer has both a target group and a name.",
    mend="Take loadBalancerName away.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="deployment",
)
LOAD_BALANCERS_MIXED = Refusal(
    InvalidParameterException,
    "All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)",
    when="Some load balancers have a target group, and others a name.",
    mend="Use targetGroupArn in each entry.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
CLASSIC_LOAD_BALANCERS = Refusal(
    InvalidParameterException,
    "A service can have at most 1 Classic Load Balancer.",
    when="There is more than one Classic Load Balancer.",
    mend="Keep one entry with loadBalancerName, or use target groups.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
TARGET_GROUP_DETACHED = Refusal(
    InvalidParameterException,
    "The target group with targetGroupArn {arn} does not have an associated load balancer.",
    when="No load balancer forwards to the target group (where references are strict).",
    mend="Add a listener that forwards to {arn} first.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="transcript",
)
TARGET_GROUP_OF_INSTANCES = Refusal(
    InvalidParameterException,
    "The provided target group {arn} has target type instance, which is incompatible with the awsvpc network mode "
    "specified in the task definition.",
    when="Targets of the group are instances, and the network mode is awsvpc.",
    mend="Use a target group with target type ip.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="transcript",
)
TARGET_GROUP_UNKNOWN = Refusal(
    InvalidParameterException,
    "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being "
    "passed has the proper permissions.",
    when="The target group does not exist (where references are strict).",
    mend="Create the target group, or name one that exists.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="transcript",
)
CLASSIC_LOAD_BALANCER_UNKNOWN = Refusal(
    InvalidParameterException,
    "Unable to assume role and validate the listeners configured on your load balancer. Please verify that the ECS "
    "service role being passed has the proper permissions.",
    when="The Classic Load Balancer does not exist (where references are strict).",
    mend="Create the load balancer, or name one that exists.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
CLASSIC_ON_FARGATE = Refusal(
    InvalidParameterException,
    "Classic Load Balancers are not supported with Fargate.",
    when="A Classic Load Balancer is used for tasks on Fargate.",
    mend="Use targetGroupArn in place of loadBalancerName.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
REGISTRY_HALF_A_CONTAINER = Refusal(
    InvalidParameterException,
    "The service registry must have both a containerName and a containerPort, or neither.",
    when="A service registry names a container without a port, or a port without a container.",
    mend="Give containerName and containerPort together.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="ours",
)
REGISTRY_PORT_TWICE = Refusal(
    InvalidParameterException,
    "The service registry cannot have both a port and a containerName with a containerPort.",
    when="A service registry has a port beside a container's.",
    mend="Keep port, or containerName and containerPort.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="ours",
)
REGISTRY_WITHOUT_CONTAINER = Refusal(
    InvalidParameterException,
    "The service registry must have a containerName and a containerPort when networkMode is not 'awsvpc'.",
    when="A service registry names no container, and the network mode is bridge or host.",
    mend="Add containerName and containerPort.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="ours",
)
REGISTRY_CONTAINER_PORT = Refusal(
    InvalidParameterException,
    "The values specified for serviceRegistries do not require a value for 'containerPort'. Remove the value and "
    "retry. Registry: {arn}",
    when="A service registry names a container's port in network mode awsvpc, and may have A records only.",
    mend="Take containerName and containerPort away, unless the registry has SRV records.",
    operations=("CreateService", "UpdateService", "CreateTaskSet"),
    source="deployment",
    doubtful=True,
)
ADVANCED_CONFIGURATION_MISSING = Refusal(
    InvalidParameterException,
    "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
    when="The deployment strategy is not ROLLING, and a load balancer has no advancedConfiguration.",
    mend="Add advancedConfiguration with the other target group, the listener rule and the role.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
ADVANCED_CONFIGURATION_OF_CLASSIC = Refusal(
    InvalidParameterException,
    "advancedConfiguration field is not allowed with ELBv1 loadBalancers",
    when="A Classic Load Balancer has an advancedConfiguration.",
    mend="Take advancedConfiguration away, or use targetGroupArn.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
ADVANCED_CONFIGURATION_OF_SOME = Refusal(
    InvalidParameterException,
    "Either all or none of the provided loadBalancers must have advancedConfiguration defined",
    when="Some load balancers have an advancedConfiguration, and others have none.",
    mend="Add advancedConfiguration to each load balancer, or take it away from all.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
LISTENER_RULE_MALFORMED = Refusal(
    InvalidParameterException,
    "productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: {arn}",
    when="A productionListenerRule is not the ARN of a listener or of a listener's rule.",
    mend="Use the ARN of a rule of an Application Load Balancer, or of a listener of a Network Load Balancer.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
LISTENER_RULE_TWICE = Refusal(
    InvalidParameterException,
    "The following rules cannot be used as both production and test listener rules: {arn}",
    when="The same rule is the production and the test listener rule.",
    mend="Use another rule for one of them.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
TARGET_GROUP_TWICE = Refusal(
    InvalidParameterException,
    "Duplicate targetGroupArn found: {arn}",
    when="Two load balancers of a service whose deployment strategy is not ROLLING have the same target group.",
    mend="Use another target group for one of them.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
