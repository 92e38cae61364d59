"""Images are replicated across regions and accounts by the rules of a registry."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecr.registries import AWAY, BOTH, EU, HOME, OTHER_ACCOUNT, allow, images, replicate, statuses
from tests.ecr.examples import DOCKER_LAYER, IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest, list_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

TO_EU, TO_OTHER = (HOME, "eu-west-1"), (AWAY, "us-east-1")


def push(client: Any, letter: str, tag: str | None = None, name: str = "app") -> str:
    more = {"imageTag": tag} if tag else {}
    answer = client.put_image(repositoryName=name, imageManifest=image_manifest(letter), **more)
    digest: str = answer["image"]["imageId"]["imageDigest"]
    return digest


@pytest.fixture
def eu(ecs_world: MockEcs) -> Any:
    """The same account in another region."""
    return ecs_world.client("ecr", region="eu-west-1")


@pytest.fixture
def other(ecs_world: MockEcs) -> Any:
    """Another account in the same region."""
    return ecs_world.client("ecr", account=AWAY)


class TestAnotherRegion:
    def test_what_is_pushed_arrives_a_while_later(self, ecs_world: MockEcs, app: Any, eu: Any) -> None:
        ecs_world.clock.set_mode("manual")
        replicate(app, EU)

        push(app, "a", "v1")
        on_the_way = statuses(app, "v1"), images(eu)
        ecs_world.clock.advance(60)

        assert on_the_way == ({TO_EU: ("IN_PROGRESS", None)}, {})
        assert statuses(app, "v1") == {TO_EU: ("COMPLETE", None)}
        assert images(eu) == {IMAGE_A_DIGEST: ["v1"]}

    def test_who_settles_sees_it_arrive(self, app: Any, eu: Any) -> None:
        replicate(app, EU)

        push(app, "a", "v1")

        assert images(eu) == {IMAGE_A_DIGEST: ["v1"]}

    def test_an_image_from_before_the_rule_stays_where_it_is(self, app: Any, eu: Any) -> None:
        push(app, "a", "v1")
        replicate(app, EU)

        push(app, "b", "v2")

        assert images(eu) == {IMAGE_B_DIGEST: ["v2"]}
        assert statuses(app, "v1") == {}

    def test_a_tag_moves_there_as_it_moves_here(self, app: Any, eu: Any) -> None:
        replicate(app, EU)

        push(app, "a", "latest")
        push(app, "b", "latest")

        assert images(eu) == images(app) == {IMAGE_A_DIGEST: [], IMAGE_B_DIGEST: ["latest"]}

    def test_another_tag_on_an_image_follows_it(self, app: Any, eu: Any) -> None:
        replicate(app, EU)

        push(app, "a")
        push(app, "a", "v1")
        push(app, "a", "v2")

        assert images(eu) == {IMAGE_A_DIGEST: ["v1", "v2"]}

    def test_a_list_brings_its_images_along(self, app: Any, eu: Any) -> None:
        push(app, "a")
        push(app, "b")
        replicate(app, EU)

        app.put_image(repositoryName="app", imageManifest=list_manifest(IMAGE_A_DIGEST, IMAGE_B_DIGEST), imageTag="v1")

        assert images(eu) == images(app)
        assert len(images(eu)) == 3

    def test_its_layers_can_be_had_there(self, app: Any, eu: Any) -> None:
        layer = b"tar!"
        digest = f"sha256:{sha256(layer).hexdigest()}"
        upload = app.initiate_layer_upload(repositoryName="app")["uploadId"]
        part = {"partFirstByte": 0, "partLastByte": 3, "layerPartBlob": layer}
        app.upload_layer_part(repositoryName="app", uploadId=upload, **part)
        app.complete_layer_upload(repositoryName="app", uploadId=upload, layerDigests=[digest])
        replicate(app, EU)
        manifest = image_manifest(layers=[{"mediaType": DOCKER_LAYER, "size": 4, "digest": digest}])

        app.put_image(repositoryName="app", imageManifest=manifest, imageTag="v1")

        found = eu.batch_check_layer_availability(repositoryName="app", layerDigests=[digest])["layers"]
        url = eu.get_download_url_for_layer(repositoryName="app", layerDigest=digest)["downloadUrl"]
        assert [(each["layerAvailability"], each["layerSize"]) for each in found] == [("AVAILABLE", 4)]
        assert "/eu-west-1/app/" in url

    def test_only_repositories_that_a_filter_covers_are_replicated(self, ecr: Any, eu: Any) -> None:
        for name in ("prod/app", "production", "test/app"):
            ecr.create_repository(repositoryName=name)
        replicate(ecr, EU, repositoryFilters=[{"filter": "prod", "filterType": "PREFIX_MATCH"}])

        for name in ("prod/app", "production", "test/app"):
            push(ecr, "a", "v1", name)

        created = [each["repositoryName"] for each in eu.describe_repositories()["repositories"]]
        assert created == ["prod/app", "production"]
        assert statuses(ecr, "v1", "test/app") == {}

    def test_a_destination_of_two_rules_gets_an_image_once(self, app: Any, eu: Any) -> None:
        rule = {"destinations": [EU]}
        app.put_replication_configuration(replicationConfiguration={"rules": [rule, rule]})

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_EU: ("COMPLETE", None)}

    def test_it_goes_no_further_from_there(self, ecs_world: MockEcs, app: Any, eu: Any) -> None:
        third = ecs_world.client("ecr", region="ap-south-1")
        replicate(app, EU)
        replicate(eu, {"region": "ap-south-1", "registryId": HOME})

        push(app, "a", "v1")

        assert images(eu) == {IMAGE_A_DIGEST: ["v1"]}
        assert images(third) == {}

    def test_two_registries_can_replicate_to_each_other(self, app: Any, eu: Any) -> None:
        replicate(app, EU)
        replicate(eu, {"region": "us-east-1", "registryId": HOME})

        push(app, "a", "v1")
        images(app)
        push(eu, "b", "v2")

        assert images(eu) == images(app) == {IMAGE_A_DIGEST: ["v1"], IMAGE_B_DIGEST: ["v2"]}

    def test_an_image_that_is_gone_before_it_left_does_not_arrive(self, ecs_world: MockEcs, app: Any, eu: Any) -> None:
        ecs_world.clock.set_mode("manual")
        replicate(app, EU)
        push(app, "a", "v1")

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])
        ecs_world.clock.settle()

        assert images(eu) == {}

    def test_so_does_one_whose_repository_is_gone(self, ecs_world: MockEcs, app: Any, eu: Any) -> None:
        ecs_world.clock.set_mode("manual")
        replicate(app, EU)
        push(app, "a", "v1")

        app.delete_repository(repositoryName="app", force=True)
        ecs_world.clock.settle()

        assert images(eu) == {}


class TestTheRepositoryThere:
    def test_it_has_the_defaults_without_a_template(self, app: Any, eu: Any) -> None:
        app.put_image_tag_mutability(repositoryName="app", imageTagMutability="IMMUTABLE")
        replicate(app, EU)

        push(app, "a", "v1")

        (repository,) = eu.describe_repositories()["repositories"]
        assert repository["imageTagMutability"] == "MUTABLE"
        assert repository["encryptionConfiguration"] == {"encryptionType": "AES256"}

    def test_it_is_made_by_a_template_of_its_own_registry(self, app: Any, eu: Any) -> None:
        eu.create_repository_creation_template(
            prefix="ROOT", appliedFor=["REPLICATION"], imageTagMutability="IMMUTABLE", description="copies"
        )
        replicate(app, EU)

        push(app, "a", "v1")

        (repository,) = eu.describe_repositories()["repositories"]
        assert repository["imageTagMutability"] == "IMMUTABLE"

    def test_it_cannot_be_made_by_a_template_that_lacks_its_role(self, app: Any, eu: Any) -> None:
        tags = [{"Key": "team", "Value": "red"}]
        with pytest.warns(UserWarning, match="customRoleArn"):
            eu.create_repository_creation_template(prefix="ROOT", appliedFor=["REPLICATION"], resourceTags=tags)
        replicate(app, EU)

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_EU: ("FAILED", "REPOSITORY_CREATION_FAILED")}
        assert images(eu) == {}

    def test_a_tag_that_may_not_move_there_is_left_out(self, app: Any, eu: Any) -> None:
        eu.create_repository(repositoryName="app", imageTagMutability="IMMUTABLE")
        push(eu, "b", "v1")
        replicate(app, EU)

        push(app, "a", "v1")

        assert images(eu) == {IMAGE_B_DIGEST: ["v1"], IMAGE_A_DIGEST: []}
        assert statuses(app, "v1") == {TO_EU: ("COMPLETE", None)}

    def test_an_image_that_is_archived_there_is_restored(self, app: Any, eu: Any) -> None:
        eu.create_repository(repositoryName="app")
        push(eu, "a", "v1")
        eu.update_image_storage_class(repositoryName="app", imageId={"imageTag": "v1"}, targetStorageClass="ARCHIVE")
        replicate(app, EU)

        push(app, "a", "v1")
        app.describe_registry()

        (detail,) = eu.describe_images(repositoryName="app")["imageDetails"]
        assert detail["imageStatus"] == "ACTIVE"


class TestAnotherAccount:
    def test_it_has_to_allow_it(self, app: Any, other: Any) -> None:
        replicate(app, OTHER_ACCOUNT)

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_OTHER: ("FAILED", "ACCESS_DENIED")}
        assert images(other) == {}

    def test_what_it_allows_is_replicated(self, app: Any, other: Any) -> None:
        allow(other, *BOTH)
        replicate(app, OTHER_ACCOUNT)

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_OTHER: ("COMPLETE", None)}
        assert images(other) == {IMAGE_A_DIGEST: ["v1"]}

    def test_without_leave_to_create_a_repository_it_has_to_be_there(self, app: Any, other: Any) -> None:
        allow(other, "ecr:ReplicateImage")
        replicate(app, OTHER_ACCOUNT)

        push(app, "a", "v1")
        before = statuses(app, "v1")
        other.create_repository(repositoryName="app")
        push(app, "b", "v2")

        assert before == {TO_OTHER: ("FAILED", "ACCESS_DENIED")}
        assert images(other) == {IMAGE_B_DIGEST: ["v2"]}

    def test_leave_for_another_account_does_not_help(self, app: Any, other: Any) -> None:
        allow(other, *BOTH, account="333333333333")
        replicate(app, OTHER_ACCOUNT)

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_OTHER: ("FAILED", "ACCESS_DENIED")}

    def test_several_destinations_fare_each_in_its_way(self, app: Any, eu: Any, other: Any) -> None:
        replicate(app, EU, OTHER_ACCOUNT)

        push(app, "a", "v1")

        assert statuses(app, "v1") == {TO_EU: ("COMPLETE", None), TO_OTHER: ("FAILED", "ACCESS_DENIED")}


class TestDeletions:
    def test_they_stay_here_unless_a_rule_says_otherwise(self, app: Any, eu: Any) -> None:
        replicate(app, EU)
        push(app, "a", "v1")
        images(eu)

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        assert images(eu) == {IMAGE_A_DIGEST: ["v1"]}

    def test_an_image_is_deleted_there_where_a_rule_says_so(self, app: Any, eu: Any) -> None:
        replicate(app, EU, deleteReplication={"enabled": True})
        push(app, "a", "v1")
        push(app, "b", "v2")

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_A_DIGEST}])

        assert images(eu) == {IMAGE_B_DIGEST: ["v2"]}

    def test_a_tag_is_taken_away_there_too(self, app: Any, eu: Any) -> None:
        replicate(app, EU, deleteReplication={"enabled": True})
        push(app, "a", "v1")
        push(app, "a", "v2")

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        assert images(eu) == {IMAGE_A_DIGEST: ["v2"]}

    def test_a_deletion_goes_no_further_from_there(self, ecs_world: MockEcs, app: Any, eu: Any) -> None:
        third = ecs_world.client("ecr", region="ap-south-1")
        replicate(app, EU, deleteReplication={"enabled": True})
        replicate(eu, {"region": "ap-south-1", "registryId": HOME}, deleteReplication={"enabled": True})
        third.create_repository(repositoryName="app")
        push(third, "a", "v1")
        push(app, "a", "v1")
        images(eu)

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        assert images(eu) == {}
        assert images(third) == {IMAGE_A_DIGEST: ["v1"]}

    def test_a_tag_that_is_on_another_image_there_stays(self, app: Any, eu: Any) -> None:
        replicate(app, EU, deleteReplication={"enabled": True})
        push(app, "a", "v1")
        push(app, "a", "v2")
        images(eu)
        push(eu, "b", "v1")

        app.batch_delete_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

        assert images(eu) == {IMAGE_A_DIGEST: ["v2"], IMAGE_B_DIGEST: ["v1"]}


def test_the_status_of_an_image_by_digest_has_no_tag(app: Any) -> None:
    push(app, "a", "v1")

    answers = [
        app.describe_image_replication_status(repositoryName="app", imageId=image_id)["imageId"]
        for image_id in ({"imageDigest": IMAGE_A_DIGEST}, {"imageTag": "v1"})
    ]

    assert answers == [{"imageDigest": IMAGE_A_DIGEST}, {"imageDigest": IMAGE_A_DIGEST, "imageTag": "v1"}]
