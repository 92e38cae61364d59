"""What user data tells the agent."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.user_data import AgentSettings, agent_settings

FILE = "/etc/ecs/ecs.config"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"#!/bin/bash\necho ECS_CLUSTER=demo >> {FILE}", id="echo"),
        pytest.param(f"#!/bin/bash\necho ECS_CLUSTER=demo>>{FILE}", id="without blanks"),
        pytest.param(f'#!/bin/bash\necho "ECS_CLUSTER=demo" >> {FILE}', id="in quotes"),
        pytest.param(f"#!/bin/bash\necho 'ECS_CLUSTER=demo' >> {FILE};", id="in single quotes"),
        pytest.param(f'#!/bin/bash\necho ECS_CLUSTER="demo" >> {FILE}', id="the value in quotes"),
        pytest.param(f"#!/bin/bash\ncat <<'EOF' >> {FILE}\nECS_CLUSTER=demo\nEOF", id="a here document"),
        pytest.param(
            f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n#!/bin/sh\necho ECS_CLUSTER=demo >> {FILE}\n--b--",
            id="a part among others",
        ),
        pytest.param('[settings.ecs]\ncluster = "demo"\n', id="Bottlerocket"),
        pytest.param("<powershell>\nInitialize-ECSAgent -Cluster demo -EnableTaskIAMRole\n</powershell>", id="Windows"),
        pytest.param("Initialize-ECSAgent -EnableTaskENI -Cluster 'demo'", id="Windows, in quotes"),
    ],
)
def test_the_cluster_is_found_in(text: str) -> None:
    settings = agent_settings(text)

    assert settings is not None
    assert settings.cluster == "demo"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="none"),
        pytest.param("#!/bin/bash\nyum install -y httpd", id="another purpose"),
        pytest.param("[settings.kubernetes]\ncluster-name = 'demo'", id="Bottlerocket for Kubernetes"),
        pytest.param("[settings.ecs]\ncluster = demo", id="no TOML"),
    ],
)
def test_without_a_word_of_the_agent_there_is_none(text: str) -> None:
    assert agent_settings(text) is None


@pytest.mark.parametrize(
    "text",
    [f"echo ECS_ENABLE_TASK_IAM_ROLE=true >> {FILE}", "[settings.ecs]\nloglevel = 'debug'", "ECS_CLUSTER="],
)
def test_an_agent_that_is_told_no_cluster_means_default(text: str) -> None:
    assert agent_settings(text) == AgentSettings("default")


def test_the_other_variables_are_read() -> None:
    text = "\n".join(
        [
            "#!/bin/bash",
            "cat <<'EOF' >> /etc/ecs/ecs.config",
            "ECS_CLUSTER=demo",
            'ECS_INSTANCE_ATTRIBUTES={"stack": "blue", "rack": "7"}',
            'ECS_CONTAINER_INSTANCE_TAGS={"team": "red"}',
            "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance",
            "ECS_RESERVED_MEMORY=256",
            "ECS_RESERVED_PORTS=[22, 80]",
            "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
            "EOF",
        ]
    )

    assert agent_settings(text) == AgentSettings(
        "demo",
        attributes={"stack": "blue", "rack": "7"},
        tags={"team": "red"},
        propagates_tags=True,
        reserved_memory=256,
        reserved_ports=(22, 80),
        drains_on_spot_notice=True,
    )


def test_escaped_quotes_are_read_as_the_shell_reads_them() -> None:
    text = 'echo "ECS_INSTANCE_ATTRIBUTES={\\"stack\\":\\"blue\\"}" >> /etc/ecs/ecs.config'

    assert agent_settings(text) == AgentSettings("default", attributes={"stack": "blue"})


def test_what_cannot_be_read_is_left_out() -> None:
    text = "ECS_CLUSTER=demo ECS_INSTANCE_ATTRIBUTES={stack} ECS_RESERVED_MEMORY=much ECS_RESERVED_PORTS=22"

    assert agent_settings(text) == AgentSettings("demo")


def test_bottlerocket_has_attributes_and_draining_too() -> None:
    text = (
        '[settings.ecs]\ncluster = "demo"\nenable-spot-instance-draining = true\n'
        '[settings.ecs.instance-attributes]\nstack = "blue"\n'
    )

    assert agent_settings(text) == AgentSettings("demo", attributes={"stack": "blue"}, drains_on_spot_notice=True)
