"""What every adapter promises to the domain, whoever answers behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.adapters import moto_neighbours
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.neighbours.null import null_neighbours
from mock_ecs.neighbours.null_networks import NullTargetGroups
from mock_ecs.ports.hosts import HostLaunch
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.ports.networks import Target, TargetHealth
from mock_ecs.ports.runtimes import TaskRuntime
from mock_ecs.ports.scaling import Metric, ScalingActivity, ServiceSpec
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

PARIS = Scope("111122223333", "eu-west-3")
TASK = "arn:aws:ecs:eu-west-3:111122223333:task/default/0f0f"


class Known(NamedTuple):
    """Neighbours, and what a user has made there."""

    neighbours: Neighbours
    subnets: list[str]
    security_group: str
    role: str
    target_group: str


def null(seed: int = 7) -> Known:
    subnets = ["subnet-1", "subnet-2", "subnet-3"]
    role = "arn:aws:iam::111122223333:role/web"
    return Known(null_neighbours(*_ids_and_runtime(seed)), subnets, "sg-1", role, "targetgroup/web")


def moto(seed: int = 7) -> Known:
    from moto.backends import get_backend

    reset_moto()
    ec2 = get_backend("ec2")[PARIS.account][PARIS.region]
    role = get_backend("iam")[PARIS.account]["aws"].create_role("web", "{}", "/", None, "", [], "3600")
    subnets = sorted(ec2.describe_subnets(), key=lambda subnet: subnet.availability_zone)
    return Known(
        moto_neighbours(*_ids_and_runtime(seed)),
        [subnet.id for subnet in subnets],
        ec2.get_default_security_group(subnets[0].vpc_id).id,
        role.arn,
        _target_group(subnets).arn,
    )


def _target_group(subnets: list[Any]) -> Any:
    """A target group in moto, to which a load balancer forwards."""
    from moto.backends import get_backend

    elb = get_backend("elbv2")[PARIS.account][PARIS.region]
    group = elb.create_target_group("web", protocol="HTTP", port="80", vpc_id=subnets[0].vpc_id, target_type="ip")
    balancer = elb.create_load_balancer("web", [], [subnet.id for subnet in subnets])
    forward = {"Type": "forward", "TargetGroupArn": group.arn, "Order": 1}
    elb.create_listener(balancer.arn, "HTTP", "80", None, None, [forward])
    return group


def _ids_and_runtime(seed: int) -> tuple[Ids, TaskRuntime]:
    ids = Ids(seed)
    return ids, SimulatedRuntime(Engine())


@pytest.fixture(params=[null, moto], ids=["null", "moto"])
def known(request: pytest.FixtureRequest) -> Iterator[Known]:
    yield request.param()
    reset_moto()


def test_a_subnet_that_exists_lies_in_a_zone_of_its_region(known: Known) -> None:
    networks = known.neighbours.networks

    found = [networks.subnet(PARIS, subnet_id) for subnet_id in known.subnets]

    assert [subnet and subnet.id for subnet in found] == known.subnets
    assert [subnet and subnet.availability_zone for subnet in found] == ["eu-west-3a", "eu-west-3b", "eu-west-3c"]
    assert len({subnet and subnet.vpc_id for subnet in found}) == 1


def test_what_a_user_has_made_exists(known: Known) -> None:
    networks, roles = known.neighbours.networks, known.neighbours.roles

    assert networks.has_security_group(PARIS, known.security_group)
    assert roles.has_role(PARIS, known.role)
    assert roles.has_role(PARIS, "web")


def test_a_target_group_with_a_load_balancer_takes_addresses(known: Known) -> None:
    found = known.neighbours.target_groups.target_group(PARIS, known.target_group)

    assert found is not None
    assert found.attached
    assert found.target_type in (None, "ip")


def test_targets_come_and_go_with_their_health(known: Known) -> None:
    groups, arn = known.neighbours.target_groups, known.target_group
    first, second = Target("10.0.0.1", 8080), Target("10.0.0.1", 9090)

    for target in (first, second):
        groups.register(PARIS, arn, target)
    new = health_in(known)
    groups.set_health(PARIS, arn, first, TargetHealth("healthy"))
    groups.set_health(PARIS, arn, second, TargetHealth("unhealthy", "Request timed out"))
    judged = health_in(known)
    groups.remove(PARIS, arn, first)
    groups.remove(PARIS, arn, first)
    groups.set_health(PARIS, arn, first, TargetHealth("healthy"))

    assert new == {first: "initial", second: "initial"}
    assert judged == {first: "healthy", second: "unhealthy"}
    assert health_in(known) == {second: "unhealthy"}


def test_a_target_of_a_group_that_does_not_exist_is_no_error(known: Known) -> None:
    for groups in (known.neighbours.target_groups, known.neighbours.classic_load_balancers):
        groups.register(PARIS, "none", Target("10.0.0.1", 80))
        groups.set_health(PARIS, "none", Target("10.0.0.1", 80), TargetHealth("healthy"))
        groups.remove(PARIS, "none", Target("10.0.0.1", 80))

    assert health_in(known) == {}


def health_in(known: Known) -> dict[Target, str]:
    """The states of the targets of the group, whoever keeps them."""
    groups = known.neighbours.target_groups
    if isinstance(groups, NullTargetGroups):
        return {target: health.state for target, health in groups.targets.get(known.target_group, {}).items()}
    from moto.backends import get_backend

    told = get_backend("elbv2")[PARIS.account][PARIS.region].describe_target_health(known.target_group, [])
    return {Target(one.target["Id"], one.target["Port"]): one.target_health["State"] for one in told}


def test_a_namespace_is_found_by_name_and_by_arn(known: Known) -> None:
    registries = known.neighbours.service_registries
    registries.create_namespace(PARIS, "internal")
    registries.create_namespace(PARIS, "internal")

    found = registries.namespace(PARIS, "internal")

    assert found is not None
    assert found.name == "internal"
    again = registries.namespace(PARIS, found.arn)
    assert again is not None
    assert again.arn == found.arn
    assert registries.namespace(PARIS, "arn:aws:servicediscovery:eu-west-3:111122223333:service/srv-1") is None


def test_a_service_of_a_namespace_is_made_once(known: Known) -> None:
    registries = known.neighbours.service_registries
    registries.create_namespace(PARIS, "internal")

    first, again, other = (registries.service(PARIS, "internal", name) for name in ("web", "web", "api"))
    elsewhere = registries.service(PARIS, "unheard-of", "web")

    assert first == again
    assert len({first, other, elsewhere}) == 3
    for arn in (first, other, elsewhere):
        assert re.fullmatch("arn:aws:servicediscovery:eu-west-3:111122223333:service/srv-[0-9a-f]{16}", arn)


def test_an_instance_may_be_deregistered_twice(known: Known) -> None:
    registries = known.neighbours.service_registries
    registries.create_namespace(PARIS, "internal")
    service = registries.service(PARIS, "internal", "web")

    registries.register(PARIS, service, "0f0f", {"AWS_INSTANCE_IPV4": "10.0.0.1"})
    for registry in (service, service, "arn:aws:servicediscovery:eu-west-3:111122223333:service/srv-none"):
        registries.deregister(PARIS, registry, "0f0f")


def test_a_stand_in_stays_the_same(known: Known) -> None:
    networks = known.neighbours.networks

    first = networks.stand_in(PARIS, "subnet-none")
    networks.stand_in(PARIS, "subnet-other")

    assert first.id == "subnet-none"
    assert networks.stand_in(PARIS, "subnet-none") == first


def test_an_interface_has_the_ids_that_ec2_gives(known: Known) -> None:
    networks = known.neighbours.networks
    subnet = networks.subnet(PARIS, known.subnets[0])
    assert subnet is not None

    made = networks.create_interface(PARIS, subnet, [known.security_group], owner=TASK, public=True)

    assert re.fullmatch("eni-[0-9a-f]{17}", made.id)
    assert re.fullmatch("0e(:[0-9a-f]{2}){5}", made.mac_address)
    assert made.subnet_id == known.subnets[0]
    assert made.private_dns_name == f"ip-{made.private_ip.replace('.', '-')}.eu-west-3.compute.internal"


def test_no_two_interfaces_of_a_region_share_an_address(known: Known) -> None:
    networks = known.neighbours.networks
    subnets = [networks.subnet(PARIS, subnet_id) for subnet_id in known.subnets]
    subnets.append(networks.stand_in(PARIS, "subnet-none"))

    made = [
        networks.create_interface(PARIS, subnet, [], owner=TASK, public=False)
        for subnet in subnets
        if subnet is not None
        for _ in range(300)
    ]

    assert len({interface.private_ip for interface in made}) == 1200
    assert len({interface.id for interface in made}) == 1200
    assert len({interface.mac_address for interface in made}) == 1200


@pytest.mark.parametrize("stands_in", [False, True], ids=["a subnet that exists", "a stand-in"])
def test_an_interface_may_be_deleted_twice(known: Known, stands_in: bool) -> None:
    networks = known.neighbours.networks
    subnet = networks.stand_in(PARIS, "subnet-none") if stands_in else networks.subnet(PARIS, known.subnets[0])
    assert subnet is not None
    made = networks.create_interface(PARIS, subnet, [], owner=TASK, public=False)

    networks.delete_interface(PARIS, made.id)
    networks.delete_interface(PARIS, made.id)

    assert networks.create_interface(PARIS, subnet, [], owner=TASK, public=False).id != made.id


@pytest.mark.parametrize("make", [null, moto], ids=["null", "moto"])
def test_one_seed_gives_one_sequence_of_interfaces(make: object) -> None:
    def interfaces(seed: int) -> list[tuple[str, ...]]:
        known = make(seed)  # type: ignore[operator]
        networks = known.neighbours.networks
        subnets = [networks.subnet(PARIS, subnet_id) for subnet_id in known.subnets] * 2
        made = [networks.create_interface(PARIS, subnet, [], owner=TASK, public=True) for subnet in subnets]
        reset_moto()
        return [(one.id, one.mac_address, one.private_ip, one.private_dns_name) for one in made]

    assert interfaces(7) == interfaces(7)
    assert interfaces(7) != interfaces(8)


def test_an_image_has_a_digest(known: Known) -> None:
    images = known.neighbours.images

    assert images.digest(PARIS, "nginx:1.27") == images.digest(PARIS, "nginx:1.27")
    assert images.digest(PARIS, "nginx:1.27") != images.digest(PARIS, "nginx:1.28")
    assert re.fullmatch("sha256:[0-9a-f]{64}", images.digest(PARIS, "nginx:1.27") or "")


def test_a_common_instance_type_has_its_sizes(known: Known) -> None:
    size = known.neighbours.instance_types.size("m5.large")

    assert size is not None
    assert (size.vcpus, size.memory, size.network_interfaces, size.gpus) == (2, 8192, 3, 0)


CPU = Metric("AWS/ECS", "CPUUtilization", (("ClusterName", "demo"), ("ServiceName", "web")))


def test_a_metric_that_nobody_put_has_no_values(known: Known) -> None:
    assert list(known.neighbours.metrics.read(PARIS, CPU, 600.0, 60, 3)) == [None, None, None]


def test_an_alarm_that_nobody_made_has_no_state(known: Known) -> None:
    alarms = known.neighbours.alarms

    alarms.set_state(PARIS, "cpu", "ALARM", "because", 600.0)

    assert alarms.states(PARIS, ["cpu"]) == {}
    assert list(alarms.metric_alarms(PARIS)) == []


def test_a_service_that_nobody_registered_is_not_scaled(known: Known) -> None:
    scaling = known.neighbours.service_scaling

    scaling.record(PARIS, ScalingActivity("1", "demo", "web", "Setting desired count to 1.", "why", "done", 600.0))

    assert (list(scaling.targets(PARIS)), list(scaling.scheduled_actions(PARIS))) == ([], [])


def test_nothing_is_known_of_a_load_without_a_scenario(known: Known) -> None:
    loads = known.neighbours.loads

    assert not loads.gives_load
    assert loads.load(ServiceSpec("arn", "demo", "web", "web"), 0.0) is None


def test_a_host_that_nobody_started_is_not_there(known: Known) -> None:
    hosts = known.neighbours.hosts

    assert hosts.states(PARIS) == {}
    assert hosts.host(PARIS, "i-1") is None


def test_offers_are_the_types_and_always_the_same(known: Known) -> None:
    types = known.neighbours.instance_types

    offers = types.offers()

    assert types.offers() is offers
    assert {offer.name: offer.size for offer in offers}["m5.large"] == types.size("m5.large")


def test_a_managed_host_runs_until_it_is_terminated(known: Known) -> None:
    hosts = known.neighbours.managed_hosts
    wanted = HostLaunch(
        "m5.large", "eu-west-3a", known.subnets[0], (known.security_group, "sg-none"), "profile", market="SPOT"
    )

    first, second = hosts.launch(PARIS, wanted), hosts.launch(PARIS, wanted._replace(subnet_id="subnet-none"))
    before = hosts.is_running(PARIS, first), hosts.is_running(PARIS, second), hosts.is_running(PARIS, "i-0")
    hosts.terminate(PARIS, first)
    hosts.terminate(PARIS, first)

    assert re.fullmatch("i-[0-9a-f]{17}", first)
    assert first != second
    assert before == (True, True, False)
    assert (hosts.is_running(PARIS, first), hosts.is_running(PARIS, second)) == (False, True)


@pytest.mark.parametrize("make", [null, moto], ids=["null", "moto"])
def test_one_seed_gives_one_sequence_of_managed_hosts(make: object) -> None:
    def launched(seed: int) -> list[str]:
        hosts = make(seed).neighbours.managed_hosts  # type: ignore[operator]
        made = [hosts.launch(PARIS, HostLaunch("m5.large", "eu-west-3b")) for _ in range(3)]
        reset_moto()
        return made

    assert launched(7) == launched(7)
    assert launched(7) != launched(8)


def test_before_there_is_a_rule_nobody_listens(known: Known) -> None:
    bus = known.neighbours.event_bus

    bus.put(PARIS, {"time": "2026-01-01T00:00:00Z"})

    assert not bus.listens(PARIS)
