"""Whatever is pushed and deleted, a registry that copies all of it has what its source has."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import ImageId, delete_image, remove_tag
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.region import create_ecr
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.storage_classes import archive, restore
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from tests.ecr.examples import START, image_manifest, list_manifest

SOURCE, TARGET = Scope(region="us-east-1"), Scope(region="eu-west-1")
IMAGES = {letter: read_manifest(image_manifest(letter)) for letter in "abd"}
LISTS = {
    "ab": read_manifest(list_manifest(IMAGES["a"].digest, IMAGES["b"].digest)),
    "a": read_manifest(list_manifest(IMAGES["a"].digest)),
}
TAGS = st.sampled_from([None, "v1", "v2"])
STEPS = st.one_of(
    st.tuples(st.just("push"), st.sampled_from(sorted(IMAGES)), TAGS),
    st.tuples(st.just("push list"), st.sampled_from(sorted(LISTS)), TAGS),
    st.tuples(st.just("delete tag"), st.just(""), st.sampled_from(["v1", "v2"])),
    st.tuples(st.just("remove tag"), st.just(""), st.sampled_from(["v1", "v2"])),
    st.tuples(st.just("delete"), st.sampled_from(sorted(IMAGES)), st.none()),
    st.tuples(st.just("delete list"), st.sampled_from(sorted(LISTS)), st.none()),
    st.tuples(st.just("archive"), st.sampled_from(sorted(IMAGES)), st.none()),
    st.tuples(st.just("restore"), st.sampled_from(sorted(IMAGES)), st.none()),
    st.tuples(st.just("wait"), st.sampled_from(["0.4", "1", "5"]), st.none()),
)


def two_registries() -> tuple[Engine, EcrState, EcrState]:
    """A registry that copies all that happens to another one."""
    engine, ids = Engine(START), Ids(0)
    states: dict[Scope, EcrState] = {}
    for scope in (SOURCE, TARGET):
        states[scope] = create_ecr(scope, engine, ids, address="localhost:4566", registries=lambda asked: states[asked])
    destination = {"region": TARGET.region, "registryId": TARGET.account}
    rule = {"destinations": [destination], "deleteReplication": {"enabled": True}}
    states[SOURCE].settings.set_replication({"rules": [rule]})
    return engine, states[SOURCE], states[TARGET]


def carry_out(state: EcrState, repository: Repository, step: tuple[str, str, str | None]) -> None:
    """What cannot be done (an image that is there, or is not) is not done."""
    what, which, tag = step
    if "delete" in what or "remove" in what:
        # What is deleted on its way never arrives, and so takes no tag from another image there.
        state.engine.run_until(state.engine.now + state.timings.replication)
    manifests = LISTS if "list" in what else IMAGES
    if what == "wait":
        state.engine.run_until(state.engine.now + float(which))
    elif what.startswith("push"):
        manifest = manifests[which]
        there = repository.images.get(manifest.digest)
        listed = all(digest in repository.images for digest in manifest.children)
        if listed and (there is None or (tag is not None and tag not in there.tags)):
            put_image(repository, manifest, now=state.engine.now, tag=tag, strict_layers=False)
    elif what == "delete tag":
        delete_image(repository, ImageId(tag=tag))
    elif what == "remove tag":
        remove_tag(repository, str(tag))
    elif what.startswith("delete"):
        delete_image(repository, ImageId(manifests[which].digest))
    elif (image := repository.images.get(manifests[which].digest)) is not None:
        if what == "archive":
            archive(repository, image, now=state.engine.now)
        else:
            restore(state, repository, image)


def contents(state: EcrState) -> dict[str, list[str]]:
    """Tags by digest."""
    repository = state.find_repository("app")
    return {digest: sorted(image.tags) for digest, image in sorted(repository.images.items())} if repository else {}


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=20))
def test_the_copy_ends_up_like_its_source(steps: list[tuple[str, str, str | None]]) -> None:
    engine, source, target = two_registries()
    repository = source.create_repository("app")

    for step in steps:
        carry_out(source, repository, step)
    engine.settle()

    assert contents(target) == contents(source)
    ways = [way for image in repository.images.values() for way in image.replications.values()]
    assert {way.status for way in ways} <= {"COMPLETE"}
