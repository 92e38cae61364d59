"""Why ECS refuses to create, update and delete services.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import (
    InvalidParameterException,
    ServiceNotActiveException,
    ServiceNotFoundException,
    UnsupportedFeatureException,
)

SERVICE_NOT_FOUND = Refusal(
    ServiceNotFoundException,
    None,
    when="There is no such service in the cluster.",
    mend="Name a service of this cluster, by name or ARN.",
    operations=("UpdateService", "DeleteService", "ListTasks"),
    source="transcript",
)
SERVICE_NOT_ACTIVE = Refusal(
    ServiceNotActiveException,
    None,
    when="The service is DRAINING or INACTIVE.",
    mend="Create the service anew, once it is INACTIVE.",
    operations=("UpdateService",),
    source="transcript",
)
NOT_IDEMPOTENT = Refusal(
    InvalidParameterException,
    "Creation of service was not idempotent.",
    when="An ACTIVE service has the name, and was created with other parameters.",
    mend="Use UpdateService to change the service, or choose another serviceName.",
    operations=("CreateService",),
    source="transcript",
)
STILL_DRAINING = Refusal(
    InvalidParameterException,
    "Unable to Start a service that is still Draining.",
    when="A service with the name is DRAINING.",
    mend="Wait until the service is INACTIVE, or choose another serviceName.",
    operations=("CreateService",),
    source="transcript",
)
DESIRED_COUNT_MISSING = Refusal(
    InvalidParameterException,
    "desiredCount value is required",
    when="A REPLICA service does not say how many tasks it is to have.",
    mend="Add desiredCount; mock-ecs takes it for 0.",
    operations=("CreateService",),
    source="ours",
    doubtful=True,
)
TASK_DEFINITION_BLANK = Refusal(
    InvalidParameterException,
    "TaskDefinition can not be blank.",
    when="A service whose deployment controller is not EXTERNAL names no task definition.",
    mend="Add taskDefinition: a family, family:revision, or an ARN.",
    operations=("CreateService",),
    source="ours",
)
DAEMON_WITH_DESIRED_COUNT = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value "
    "and try again",
    when="A DAEMON service has a desiredCount, even 0.",
    mend="Take desiredCount away: a daemon runs once on each container instance.",
    operations=("CreateService",),
    source="deployment",
)
DAEMON_MAXIMUM_PERCENT = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment "
    "configuration. Change the maximumPercent value to 100, and try again",
    when="A DAEMON service has a maximumPercent above 100.",
    mend="Set maximumPercent to 100, or take it away.",
    operations=("CreateService",),
    source="deployment",
)
DAEMON_WITH_PLACEMENT_STRATEGY = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again",
    when="A DAEMON service has placement strategies.",
    mend="Take placementStrategy away.",
    operations=("CreateService",),
    source="deployment",
)
DAEMON_WITH_REBALANCING = Refusal(
    InvalidParameterException,
    "The service couldn't be created because Availability Zone Rebalancing does not support DAEMON as scheduling "
    "strategy. Update scheduling strategy and try again.",
    when="A DAEMON service has availabilityZoneRebalancing ENABLED.",
    mend="Set availabilityZoneRebalancing to DISABLED, or take it away.",
    operations=("CreateService",),
    source="deployment",
)
DAEMON_NOT_SUPPORTED = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support {what}.",
    when="A DAEMON service is to run on Fargate, or with the deployment controller CODE_DEPLOY or EXTERNAL.",
    mend="Use the scheduling strategy REPLICA, or do without {what}.",
    operations=("CreateService",),
    source="ours",
)
BLOCKED_DEPLOYMENTS = Refusal(
    InvalidParameterException,
    "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    when="Both percentages of a rolling REPLICA service are 100.",
    mend="Lower minimumHealthyPercent or raise maximumPercent, so that one task can stop or start.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
CONTAINER_UNKNOWN = Refusal(
    InvalidParameterException,
    "The container {container} does not exist in the task definition.",
    when="A load balancer or service registry names a container that the task definition lacks.",
    mend="Name a container of the task definition instead of '{container}'.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
PORT_NOT_MAPPED = Refusal(
    InvalidParameterException,
    "The container {container} did not have a container port {port} defined.",
    when="A load balancer or service registry names a port that the container does not map.",
    mend="Name a containerPort of the port mappings of '{container}', or map {port} there.",
    operations=("CreateService", "UpdateService"),
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
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
LOAD_BALANCER_BLANK = Refusal(
    InvalidParameterException,
    "Target Group ARN and Load Balancer Name cannot both be blank.",
    when="A load balancer has neither a target group nor a name.",
    mend="Add targetGroupArn.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
LOAD_BALANCER_TWICE = Refusal(
    InvalidParameterException,
    "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a "
    "targetGroupArn in all loadBalancer entries",
    when="A load balancer has both a target group and a name.",
    mend="Take loadBalancerName away.",
    operations=("CreateService", "UpdateService"),
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
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
TARGET_GROUP_OF_INSTANCES = Refusal(
    InvalidParameterException,
    "The provided target group {arn} has target type instance, which is incompatible with the awsvpc network mode "
    "specified in the task definition.",
    when="Targets of the group are instances, and the network mode is awsvpc.",
    mend="Use a target group with target type ip.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
TARGET_GROUP_UNKNOWN = Refusal(
    InvalidParameterException,
    "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being "
    "passed has the proper permissions.",
    when="The target group does not exist (where references are strict).",
    mend="Create the target group, or name one that exists.",
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
SERVICE_LINKED_ROLE_REQUIRED = Refusal(
    InvalidParameterException,
    "You cannot specify an IAM role for services that require a service linked role.",
    when="A role is given, and the service has network mode awsvpc, several target groups, service discovery or the "
    "deployment controller EXTERNAL.",
    mend="Take role away: ECS uses its service-linked role.",
    operations=("CreateService",),
    source="deployment",
)
ROLE_WITHOUT_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "You can specify an IAM role only for services that use a load balancer.",
    when="A role is given, and no load balancer.",
    mend="Take role away, or add a load balancer.",
    operations=("CreateService",),
    source="ours",
    doubtful=True,
)
GRACE_WITHOUT_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "Health check grace period is only valid for services configured to use load balancers",
    when="A grace period is given, and no load balancer; AWS once refused this, and now seems to ignore it.",
    mend="Take healthCheckGracePeriodSeconds away, or add a load balancer.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
    doubtful=True,
)
REGISTRY_HALF_A_CONTAINER = Refusal(
    InvalidParameterException,
    "The service registry must have both a containerName and a containerPort, or neither.",
    when="A service registry names a container without a port, or a port without a container.",
    mend="Give containerName and containerPort together.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
REGISTRY_PORT_TWICE = Refusal(
    InvalidParameterException,
    "The service registry cannot have both a port and a containerName with a containerPort.",
    when="A service registry has a port beside a container's.",
    mend="Keep port, or containerName and containerPort.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
REGISTRY_WITHOUT_CONTAINER = Refusal(
    InvalidParameterException,
    "The service registry must have a containerName and a containerPort when networkMode is not 'awsvpc'.",
    when="A service registry names no container, and the network mode is bridge or host.",
    mend="Add containerName and containerPort.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
REGISTRY_CONTAINER_PORT = Refusal(
    InvalidParameterException,
    "The values specified for serviceRegistries do not require a value for 'containerPort'. Remove the value and "
    "retry. Registry: {arn}",
    when="A service registry names a container's port in network mode awsvpc, and may have A records only.",
    mend="Take containerName and containerPort away, unless the registry has SRV records.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
    doubtful=True,
)
NAMESPACE_MISSING = Refusal(
    InvalidParameterException,
    "Namespace is missing",
    when="Service Connect is enabled, and neither the service nor the cluster has a namespace.",
    mend="Add serviceConnectConfiguration.namespace, or serviceConnectDefaults to the cluster.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
TOO_MANY_ALIASES = Refusal(
    InvalidParameterException,
    "{count} clientAliases exceeds the max limit of 1",
    when="A service of Service Connect has more than one client alias.",
    mend="Keep one of the clientAliases.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
NO_ALIAS = Refusal(
    InvalidParameterException,
    "clientAliases must have 1 element.",
    when="A service of Service Connect has no client alias.",
    mend="Add clientAliases with one port, and a dnsName if you like.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
INVALID_DNS_NAME = Refusal(
    InvalidParameterException,
    "The DNS name that you provided is invalid. The name must be a valid DNS name but doesn\u2019t need to be "
    "fully-qualified. Up to 127 characters are allowed. The characters can include lowercase letters, numbers, "
    "underscores (_), hyphens (-), and periods (.). A hyphen can\u2019t be the first character.",
    when="The dnsName of a client alias is no DNS name.",
    mend="Use a dnsName of lowercase letters, digits, _, - and . that does not begin with a hyphen.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
PORT_NAME_UNKNOWN = Refusal(
    InvalidParameterException,
    "The portName {name} does not match a named port mapping in the task definition.",
    when="A service of Service Connect has a portName that no port mapping of the task definition has.",
    mend="Give a port mapping of the task definition the name {name}.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
CODE_DEPLOY_WITHOUT_LOAD_BALANCER = Refusal(
    InvalidParameterException,
    "When specifying the CODE_DEPLOY deployment controller type, the service requires an Application Load Balancer or "
    "Network Load Balancer.",
    when="The deployment controller is CODE_DEPLOY, and no target group is given.",
    mend="Add a load balancer with a targetGroupArn.",
    operations=("CreateService",),
    source="deployment",
)
CIRCUIT_BREAKER_CONTROLLER = Refusal(
    InvalidParameterException,
    "The deployment circuit breaker is supported with the ECS deployment controller only.",
    when="A circuit breaker is enabled with the deployment controller CODE_DEPLOY or EXTERNAL.",
    mend="Take deploymentCircuitBreaker away, or use the deployment controller ECS.",
    operations=("CreateService",),
    source="ours",
)
EXTERNAL_WITH_TASK_DEFINITION = Refusal(
    InvalidParameterException,
    "TaskDefinition must be blank.",
    when="The deployment controller is EXTERNAL, and a task definition is given.",
    mend="Take taskDefinition away: it belongs to the task sets.",
    operations=("CreateService",),
    source="deployment",
)
EXTERNAL_WITH_LOAD_BALANCERS = Refusal(
    InvalidParameterException,
    "LoadBalancers must be empty or null.",
    when="The deployment controller is EXTERNAL, and load balancers are given.",
    mend="Take loadBalancers away: they belong to the task sets.",
    operations=("CreateService",),
    source="deployment",
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
PAUSE_HOOK_STAGE = Refusal(
    InvalidParameterException,
    "Invalid lifecycle stage provided for Pause Hook",
    when="A PAUSE hook is for TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT.",
    mend="Use the stage before or after the shift of traffic.",
    operations=("CreateService", "UpdateService"),
    source="documentation",
)
TOO_MANY_HOOKS = Refusal(
    InvalidParameterException,
    "lifecycleHooks can have at most 10 hooks of type {type}.",
    when="There are more than ten lifecycle hooks of one type.",
    mend="Keep at most ten hooks of type {type}.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
LAMBDA_HOOK_TIMEOUT = Refusal(
    InvalidParameterException,
    "timeoutInMinutes must be at most 1440 for hooks of type AWS_LAMBDA",
    when="A hook of type AWS_LAMBDA has a timeout of more than a day.",
    mend="Use a timeoutInMinutes of 1 to 1440.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
EARLY_SUCCESS_PERCENT = Refusal(
    InvalidParameterException,
    "healthyPercent must be between minimumHealthyPercent and 100",
    when="The healthyPercent of the early success criteria is below minimumHealthyPercent.",
    mend="Raise healthyPercent to at least {minimum}.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
EXECUTE_COMMAND_WITHOUT_ROLE = Refusal(
    InvalidParameterException,
    "The service couldn't be {word} because a valid taskRoleArn is not being used. "
    "Specify a valid task role in your task definition and try again.",
    when="ECS Exec is asked for, and the task definition has no task role.",
    mend="Register the task definition with a taskRoleArn.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
OPERATING_SYSTEM_CHANGED = Refusal(
    InvalidParameterException,
    "The platform family of a service cannot be changed between Linux and Windows.",
    when="A service on Fargate is updated from a Linux task definition to one for Windows, or back.",
    mend="Create another service for the other operating system.",
    operations=("UpdateService",),
    source="ours",
)
SCALED_ABOVE_ZERO = Refusal(
    InvalidParameterException,
    "The service cannot be stopped while it is scaled above 0.",
    when="A service with a desiredCount above 0 is deleted without force.",
    mend="Set desiredCount to 0 first, or delete the service with force.",
    operations=("DeleteService",),
    source="transcript",
)
NOT_SIMULATED = Refusal(
    UnsupportedFeatureException,
    "mock-ecs does not have the {kind} {value} yet.",
    when="The request is valid, but for a kind of service that mock-ecs does not simulate yet.",
    mend="Use the scheduling strategy REPLICA, the deployment controller ECS and the deployment strategy ROLLING.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
