"""Which instance types meet the requirements of a provider."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.instance_requirements import allowed_offers, meets
from mock_ecs.neighbours.instance_types import KnownInstanceTypes
from mock_ecs.ports.hosts import Accelerator, InstanceOffer, InstanceType

ANY: dict[str, Any] = {"vCpuCount": {"min": 0}, "memoryMiB": {"min": 0}}
T4 = Accelerator("gpu", "nvidia", "t4", 2, 32768)
PLAIN = InstanceOffer("m7i.xlarge", InstanceType(4, 16384, 4))
DISKS = PLAIN._replace(name="m6id.xlarge", local_storage=237.0, disks=("ssd",), current=False)
WITH_GPUS = PLAIN._replace(name="g4dn.xlarge", accelerators=(T4,), network_bandwidth=5.0, ebs_bandwidth=950.0)
BURSTING = PLAIN._replace(name="t3.xlarge", burstable=True, hibernates=True)
METAL = PLAIN._replace(name="m7i.metal-24xl", bare_metal=True, cpu_manufacturer="amd")
ALL = (PLAIN, DISKS, WITH_GPUS, BURSTING, METAL)
COMMON = {"m7i.xlarge", "m6id.xlarge", "g4dn.xlarge"}


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        pytest.param({}, COMMON, id="the defaults leave out T types and bare metal"),
        pytest.param({"vCpuCount": {"min": 4, "max": 4}}, COMMON, id="both bounds belong to a range"),
        pytest.param({"vCpuCount": {"min": 5}}, set(), id="too few vCPUs"),
        pytest.param({"vCpuCount": {"min": 0, "max": 3}}, set(), id="too many vCPUs"),
        pytest.param({"memoryMiB": {"min": 16385}}, set(), id="too little memory"),
        pytest.param({"memoryMiB": {"min": 0, "max": 16383}}, set(), id="too much memory"),
        pytest.param({"memoryGiBPerVCpu": {"max": 4}}, COMMON, id="memory for each vCPU"),
        pytest.param({"memoryGiBPerVCpu": {"min": 4.5}}, set(), id="not enough for each vCPU"),
        pytest.param({"cpuManufacturers": ["amd"]}, set(), id="the processors' maker"),
        pytest.param({"cpuManufacturers": ["amd"], "bareMetal": "required"}, {"m7i.metal-24xl"}, id="bare metal"),
        pytest.param({"bareMetal": "included"}, COMMON | {"m7i.metal-24xl"}, id="bare metal too"),
        pytest.param({"burstablePerformance": "required"}, {"t3.xlarge"}, id="T types alone"),
        pytest.param({"burstablePerformance": "included"}, COMMON | {"t3.xlarge"}, id="T types too"),
        pytest.param({"requireHibernateSupport": True}, set(), id="hibernation"),
        pytest.param({"requireHibernateSupport": False}, COMMON, id="no hibernation asked for"),
        pytest.param({"instanceGenerations": ["previous"]}, {"m6id.xlarge"}, id="previous generations"),
        pytest.param({"instanceGenerations": ["current"]}, COMMON - {"m6id.xlarge"}, id="current generations"),
        pytest.param({"localStorage": "required"}, {"m6id.xlarge"}, id="disks"),
        pytest.param({"localStorage": "excluded"}, COMMON - {"m6id.xlarge"}, id="no disks"),
        pytest.param({"localStorageTypes": ["hdd"]}, COMMON - {"m6id.xlarge"}, id="the kind of disks"),
        pytest.param({"totalLocalStorageGB": {"min": 200}}, {"m6id.xlarge"}, id="the size of disks"),
        pytest.param({"networkInterfaceCount": {"min": 5}}, set(), id="interfaces"),
        pytest.param({"networkBandwidthGbps": {"min": 2.5}}, {"g4dn.xlarge"}, id="network"),
        pytest.param({"baselineEbsBandwidthMbps": {"min": 900}}, {"g4dn.xlarge"}, id="EBS"),
        pytest.param({"acceleratorTypes": ["gpu"]}, {"g4dn.xlarge"}, id="GPUs"),
        pytest.param({"acceleratorTypes": ["fpga"]}, set(), id="FPGAs"),
        pytest.param({"acceleratorCount": {"max": 0}}, COMMON - {"g4dn.xlarge"}, id="no accelerators"),
        pytest.param({"acceleratorCount": {"min": 2, "max": 2}}, {"g4dn.xlarge"}, id="two accelerators"),
        pytest.param({"acceleratorManufacturers": ["nvidia"]}, {"g4dn.xlarge"}, id="the accelerators' maker"),
        pytest.param({"acceleratorNames": ["t4"]}, {"g4dn.xlarge"}, id="the accelerators' name"),
        pytest.param({"acceleratorNames": ["a100"]}, set(), id="another name"),
        pytest.param({"acceleratorTotalMemoryMiB": {"min": 32768}}, {"g4dn.xlarge"}, id="their memory"),
        pytest.param({"allowedInstanceTypes": ["m*"]}, COMMON - {"g4dn.xlarge"}, id="allowed by a pattern"),
        pytest.param({"allowedInstanceTypes": ["m7i.xlarge"]}, {"m7i.xlarge"}, id="allowed by name"),
        pytest.param({"allowedInstanceTypes": []}, COMMON, id="an empty list allows all"),
        pytest.param({"excludedInstanceTypes": ["*.xlarge"]}, set(), id="excluded by a pattern"),
        pytest.param({"excludedInstanceTypes": ["g4dn.*"]}, COMMON - {"g4dn.xlarge"}, id="a family excluded"),
        pytest.param({"onDemandMaxPricePercentageOverLowestPrice": 1}, COMMON, id="prices are not known"),
    ],
)
def test_an_offer_meets_requirements(requirements: dict[str, Any], expected: set[str]) -> None:
    assert {offer.name for offer in ALL if meets(offer, ANY | requirements)} == expected


def test_without_requirements_general_types_of_recent_generations_are_taken() -> None:
    found = allowed_offers(KnownInstanceTypes().offers(), None)

    families = {offer.name.partition(".")[0] for offer in found}
    assert {"c5", "m5", "m6g", "m7i", "r7a"} <= families
    assert not families & {"m4", "t3", "g5", "p4d", "x2idn", "i3", "c4"}
    assert not [offer.name for offer in found if offer.bare_metal]


def test_the_smallest_come_first_and_the_newest_of_one_size() -> None:
    found = allowed_offers(KnownInstanceTypes().offers(), {**ANY, "allowedInstanceTypes": ["m5.*", "m6i.*"]})

    names = [offer.name for offer in found]
    assert names[:4] == ["m6i.large", "m5.large", "m6i.xlarge", "m5.xlarge"]
    assert [offer.size.vcpus for offer in found] == sorted(offer.size.vcpus for offer in found)


def test_what_ecs_cannot_run_on_is_never_taken() -> None:
    macs = {**ANY, "bareMetal": "included", "allowedInstanceTypes": ["mac*"]}

    assert allowed_offers(KnownInstanceTypes().offers(), macs) == []
