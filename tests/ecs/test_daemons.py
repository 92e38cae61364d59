"""Daemons through any history: where their tasks are, and how many each instance has."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.testing import MockEcs, mock_ecs

BLUE = "attribute:stack == blue"
STEPS = ["join", "join blue", "drain", "activate", "leave", "paint", "strip", "update", "stop", "disconnect", "wait"]
WEB = {"cluster": "demo", "service": "web"}


class History:
    """A daemon on the blue instances of a cluster, beside a service of replicas, and what happens to them."""

    def __init__(self, mock: MockEcs, minimum: int) -> None:
        self.mock = mock
        self.ecs = mock.client("ecs")
        self.ecs.create_cluster(clusterName="demo")
        self.register()
        shared: dict[str, Any] = {"cluster": "demo", "taskDefinition": "web"}
        self.ecs.create_service(**shared, serviceName="job", desiredCount=2)
        self.ecs.create_service(
            **shared,
            serviceName="web",
            schedulingStrategy="DAEMON",
            placementConstraints=[{"type": "memberOf", "expression": BLUE}],
            deploymentConfiguration={"minimumHealthyPercent": minimum},
        )

    def register(self) -> None:
        app = {"name": "app", "image": "nginx", "cpu": 100, "memory": 100}
        self.ecs.register_task_definition(family="web", containerDefinitions=[app])

    def instances(self) -> list[dict[str, Any]]:
        arns = self.ecs.list_container_instances(cluster="demo")["containerInstanceArns"]
        if not arns:
            return []
        found = self.ecs.describe_container_instances(cluster="demo", containerInstances=arns)
        described: list[dict[str, Any]] = found["containerInstances"]
        return described

    def tasks(self) -> list[dict[str, Any]]:
        """The daemon's tasks that are not STOPPED."""
        arns = self.ecs.list_tasks(cluster="demo", serviceName="web", desiredStatus="RUNNING")["taskArns"]
        arns += self.ecs.list_tasks(cluster="demo", serviceName="web", desiredStatus="STOPPED")["taskArns"]
        tasks = self.ecs.describe_tasks(cluster="demo", tasks=arns[:100])["tasks"] if arns else []
        return [task for task in tasks if task["lastStatus"] != "STOPPED"]

    def do(self, step: str, number: int) -> None:
        if step.startswith("join"):
            attributes = {"stack": "blue"} if step == "join blue" else None
            self.mock.add_instances("demo", "m5.large", 1, attributes=attributes)
        elif step == "update":
            self.register()
            self.ecs.update_service(**WEB, taskDefinition="web")
        elif step == "wait":
            self.mock.clock.advance(number * 7)
        elif step == "stop" and (tasks := self.tasks()):
            self.ecs.stop_task(cluster="demo", task=tasks[number % len(tasks)]["taskArn"])
        elif instances := self.instances():
            self.change(step, instances[number % len(instances)]["containerInstanceArn"])

    def change(self, step: str, arn: str) -> None:
        blue = [{"name": "stack", "value": "blue", "targetId": arn}]
        one = {"cluster": "demo", "containerInstances": [arn]}
        if step in ("drain", "activate"):
            status = "DRAINING" if step == "drain" else "ACTIVE"
            self.ecs.update_container_instances_state(**one, status=status)
        elif step == "leave":
            self.ecs.deregister_container_instance(cluster="demo", containerInstance=arn, force=True)
        elif step == "paint":
            self.ecs.put_attributes(cluster="demo", attributes=blue)
        elif step == "strip":
            self.ecs.delete_attributes(cluster="demo", attributes=blue)
        elif step == "disconnect":
            self.mock.set_agent_connected(arn, connected=False)
            self.mock.clock.advance(3)
            self.mock.set_agent_connected(arn, connected=True)


def test_each_blue_instance_that_stays_comes_to_have_one_task() -> None:
    with mock_ecs(neighbours="null") as mock:

        @settings(max_examples=12, deadline=None)
        @given(
            minimum=st.sampled_from([0, 50, 90]),
            steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=5, max_size=20),
        )
        def any_history(minimum: int, steps: list[tuple[str, int]]) -> None:
            mock.reset()
            history = History(mock, minimum)

            for step, number in steps:
                history.do(step, number)
                mock.clock.advance(1)
                on = [task["containerInstanceArn"] for task in history.tasks()]
                assert len(on) == len(set(on)), "an instance has two"
            mock.clock.advance(2000)

            assert_all_is_in_place(history, minimum)

        mock.clock.set_mode("manual")
        any_history()
        assert mock.faults == []


def assert_all_is_in_place(history: History, minimum: int) -> None:
    """Each blue instance that is ACTIVE has a task, of the newest revision where the bounds allow it; no other has one,
    but those that tasks of others are leaving.
    """
    service = history.ecs.describe_services(cluster="demo", services=["web"])["services"][0]
    instances, tasks = history.instances(), history.tasks()
    staying = {
        each["containerInstanceArn"]
        for each in instances
        if each["status"] == "ACTIVE" and {"name": "stack", "value": "blue"} in each["attributes"]
    }
    left = {each["containerInstanceArn"] for each in instances if each["status"] == "DRAINING"}
    there = {task["containerInstanceArn"] for task in tasks}
    assert staying <= there <= staying | left
    assert service["desiredCount"] == len(staying)
    one_may_stop = len(staying) * (100 - minimum) >= 100
    if there == staying and one_may_stop:
        assert {task["taskDefinitionArn"] for task in tasks} <= {service["taskDefinition"]}
        assert len(service["deployments"]) == 1


def test_what_a_daemon_does_is_told_to_eventbridge() -> None:
    with mock_ecs(neighbours="null") as mock:
        heard = mock.listen()
        history = History(mock, 0)
        (arn,) = mock.add_instances("demo", "m5.large", 1, attributes={"stack": "blue"})
        mock.clock.settle()

        history.change("strip", arn)
        mock.clock.settle()

    told = [event["detail"] for event in heard if event["detail-type"] == "ECS Service Action"]
    violated = [each for each in told if each["eventName"] == "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"]
    assert [(each["eventType"], each["containerInstanceArns"]) for each in violated] == [("ERROR", [arn])]


def test_boto3_waits_until_a_daemon_is_everywhere() -> None:
    with mock_ecs(neighbours="null") as mock:
        history = History(mock, 0)
        mock.add_instances("demo", "m5.large", 3, attributes={"stack": "blue"})

        history.ecs.get_waiter("services_stable").wait(cluster="demo", services=["web"])

        service = history.ecs.describe_services(cluster="demo", services=["web"])["services"][0]
        assert (service["runningCount"], service["desiredCount"]) == (3, 3)
