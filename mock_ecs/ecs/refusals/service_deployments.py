"""Why ECS refuses how services are scheduled and deployed.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-types.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ConflictException, InvalidParameterException, ServiceDeploymentNotFoundException

DAEMON_WITH_DESIRED_COUNT = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value "
    "and try again",
    when="A DAEMON service has a desiredCount, even 0.",
    mend="Take desiredCount away: a daemon runs once on each container instance.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
DAEMON_MAXIMUM_PERCENT = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment "
    "configuration. Change the maximumPercent value to 100, and try again",
    when="A DAEMON service has a maximumPercent above 100.",
    mend="Set maximumPercent to 100, or take it away.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
DAEMON_WITH_PLACEMENT_STRATEGY = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again",
    when="A DAEMON service has placement strategies.",
    mend="Take placementStrategy away.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
DAEMON_WITH_CAPACITY_PROVIDERS = Refusal(
    InvalidParameterException,
    "Specifying a capacity provider strategy is not supported when you create a service using the DAEMON scheduling "
    "strategy.",
    when="A DAEMON service has a capacity provider strategy: its own, or its cluster's default one.",
    mend="Set launchType to EC2, or to EXTERNAL, and take capacityProviderStrategy away.",
    operations=("CreateService", "UpdateService"),
    source="transcript",
)
DAEMON_WITH_REBALANCING = Refusal(
    InvalidParameterException,
    "The service couldn't be created because Availability Zone Rebalancing does not support DAEMON as scheduling "
    "strategy. Update scheduling strategy and try again.",
    when="A DAEMON service has availabilityZoneRebalancing ENABLED.",
    mend="Set availabilityZoneRebalancing to DISABLED, or take it away.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
DAEMON_NOT_SUPPORTED = Refusal(
    InvalidParameterException,
    "The daemon scheduling strategy does not support {what}.",
    when="A DAEMON service is to run on Fargate, with the deployment controller CODE_DEPLOY or EXTERNAL, or with EBS "
    "volumes.",
    mend="Use the scheduling strategy REPLICA, or do without {what}.",
    operations=("CreateService", "UpdateService"),
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
    operations=("CreateService", "UpdateService"),
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
SERVICE_DEPLOYMENT_NOT_FOUND = Refusal(
    ServiceDeploymentNotFoundException,
    None,
    when="There is no service deployment with the ARN.",
    mend="Take the ARN from ListServiceDeployments, or from currentServiceDeployment of DescribeServices.",
    operations=("StopServiceDeployment", "ContinueServiceDeployment"),
    source="documentation",
)
SERVICE_DEPLOYMENT_ENDED = Refusal(
    ConflictException,
    "Stopping a service deployment is not allowed for service deployment in terminal states.",
    when="The service deployment to be stopped has ended.",
    mend="There is nothing to stop: it has ended.",
    operations=("StopServiceDeployment",),
    source="ours",
)
HOOK_ID_MALFORMED = Refusal(
    InvalidParameterException,
    "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}",
    when="The hookId is none of ECS's.",
    mend="Take hookId from lifecycleHookDetails of DescribeServiceDeployments.",
    operations=("ContinueServiceDeployment",),
    source="documentation",
)
HOOK_NOT_WAITING = Refusal(
    InvalidParameterException,
    "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN",
    when="The service deployment has no such hook, or it does not await an action.",
    mend="Take the hookId of a hook that is AWAITING_ACTION from lifecycleHookDetails of DescribeServiceDeployments.",
    operations=("ContinueServiceDeployment",),
    source="documentation",
)
SERVICE_DEPLOYMENT_OVER = Refusal(
    InvalidParameterException,
    "Continuing a service deployment is not allowed for service deployment in terminal states.",
    when="The service deployment to be continued has ended.",
    mend="There is nothing to continue: it has ended.",
    operations=("ContinueServiceDeployment",),
    source="documentation",
)
