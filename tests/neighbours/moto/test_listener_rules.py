"""Rules and listeners of moto's ELBv2, by which traffic is shifted."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.listener_rules import MotoListenerRules

HERE = Scope("111122223333", "eu-west-1")
UNKNOWN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/none/1/2/3"
PATH = [{"Field": "path-pattern", "Values": ["/*"]}]


@pytest.fixture
def elb() -> Any:
    """moto's ELBv2 of the account and region, with target groups a and b and a load balancer."""
    from moto.backends import get_backend

    backend = get_backend("elbv2")[HERE.account][HERE.region]
    subnets = get_backend("ec2")[HERE.account][HERE.region].describe_subnets()
    for name in ("a", "b"):
        backend.create_target_group(name, protocol="HTTP", port="80", vpc_id=subnets[0].vpc_id)
    backend.create_load_balancer("web", [], [subnet.id for subnet in subnets[:2]])
    return backend


def groups(elb: Any) -> list[str]:
    return sorted(elb.target_groups)


def listener(elb: Any, *actions: dict[str, Any]) -> Any:
    (balancer,) = elb.load_balancers
    return elb.create_listener(balancer, "HTTP", "80", None, None, list(actions))


def forward(arn: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": arn}


def test_before_its_first_use_there_is_none() -> None:
    assert MotoListenerRules().weights(Scope("444455556666", "eu-west-1"), UNKNOWN) is None


def test_a_rule_that_does_not_exist_has_none_and_takes_none(elb: Any) -> None:
    MotoListenerRules().set_weights(HERE, UNKNOWN, {"a": 1})

    assert MotoListenerRules().weights(HERE, UNKNOWN) is None


def test_a_single_target_group_has_all(elb: Any) -> None:
    a, _ = groups(elb)

    assert MotoListenerRules().weights(HERE, listener(elb, forward(a)).arn) == {a: 1}


def test_a_rule_that_forwards_nowhere_has_no_weights(elb: Any) -> None:
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}
    arn = listener(elb, fixed).arn
    MotoListenerRules().set_weights(HERE, arn, {groups(elb)[0]: 1})

    assert MotoListenerRules().weights(HERE, arn) == {}


def test_what_was_set_is_what_clients_see(elb: Any) -> None:
    a, b = groups(elb)
    made = listener(elb, forward(a))
    rule = elb.create_rule(made.arn, PATH, 10, [forward(a)])
    rules = MotoListenerRules()
    for arn in (made.arn, rule.arn):
        rules.set_weights(HERE, arn, {a: 5, b: 95})

    assert [rules.weights(HERE, arn) for arn in (made.arn, rule.arn)] == [{a: 5, b: 95}] * 2
    for action in (made.default_actions[0], made.rules[0].actions[0], rule.actions[0]):
        assert action.data["ForwardConfig"]["TargetGroups"] == [
            {"TargetGroupArn": a, "Weight": 5},
            {"TargetGroupArn": b, "Weight": 95},
        ]
        assert "TargetGroupArn" not in action.data


def test_other_actions_stay(elb: Any) -> None:
    a, _ = groups(elb)
    login = {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": {}}
    made = listener(elb, forward(a))
    made.default_actions.insert(0, type(made.default_actions[0])(login))
    MotoListenerRules().set_weights(HERE, made.arn, {a: 100})

    assert [action.type for action in made.default_actions] == ["authenticate-cognito", "forward"]
