"""What lifecycle policies decide, whatever the policy and the images."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_ecs.ecr.lifecycle_forecast import forecast
from mock_ecs.ecr.lifecycle_policies import DAY, act, evaluate, next_change
from mock_ecs.ecr.lifecycle_rules import LifecyclePolicy, Rule, read_policy
from mock_ecs.ecr.manifests import Manifest, read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Repository
from tests.ecr.examples import START, image_manifest, list_manifest, new_repository, new_state
from tests.ecr.lifecycle_suite import NOW, Case, Shelf

MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
COUNT_TYPES = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"]


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Rules of all kinds, few enough of each for two to meet on one image."""
    status = draw(st.sampled_from(["tagged", "untagged", "any"]))
    count_type = draw(st.sampled_from(COUNT_TYPES))
    of_archive = count_type == "sinceImageTransitioned"
    expires = of_archive or (count_type != "sinceImagePulled" and draw(st.booleans()))
    words = tuple(draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True)))
    by_prefix = draw(st.booleans())
    return Rule(
        priority=draw(st.integers(1, 1000)),
        tag_status=status,
        prefixes=words if status == "tagged" and by_prefix else (),
        patterns=tuple(f"{word}*" for word in words) if status == "tagged" and not by_prefix else (),
        storage_class="ARCHIVE" if of_archive else "STANDARD",
        count_type=count_type,
        count_number=draw(st.integers(1, 6)),
        action="EXPIRE" if expires else "TRANSITION",
    )


@st.composite
def policies(draw: st.DrawFn) -> LifecyclePolicy:
    found = draw(st.lists(rules(), min_size=1, max_size=4, unique_by=lambda rule: rule.priority))
    return LifecyclePolicy("", tuple(sorted(found, key=lambda rule: rule.priority)))


@st.composite
def images(draw: st.DrawFn) -> list[Image]:
    """Images of up to ten days, some of them pulled, in the archive, or back from it."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        pushed = START - number * DAY - draw(st.integers(0, 3)) * DAY / 4
        image = Image(Manifest(str(number), f"sha256:{number}", ""), pushed_at=pushed, size=1)
        for tag in draw(st.lists(st.sampled_from(["a1", "a2", "b1", "c1", "x"]), max_size=3, unique=True)):
            image.tags[f"{tag}-{number}"] = None
        age = (START - pushed) / DAY
        image.status = draw(st.sampled_from(["ACTIVE", "ACTIVE", "ARCHIVED", "ACTIVATING"]))
        if draw(st.booleans()):
            image.last_recorded_pull_time = START - draw(st.floats(0, age)) * DAY
        if image.status != "ACTIVE" or draw(st.booleans()):
            image.last_archived_at = START - draw(st.floats(0, age)) * DAY
        if image.status == "ACTIVE" and image.last_archived_at is not None:
            image.last_activated_at = draw(st.floats(image.last_archived_at, START))
        found.append(image)
    return found


def is_due(rule: Rule, image: Image, there: list[Image]) -> bool:
    """The rule's condition, image by image: as the guide puts it, and not as it is computed."""
    if rule.count_type == "imageCountMoreThan":
        selected = [other for other in there if is_for(rule, other)]
        begin = begin_of(image)
        place = there.index(image)
        younger = [other for other in selected if (begin_of(other), there.index(other)) > (begin, place)]
        return len(younger) >= rule.count_number
    if rule.count_type == "sinceImagePulled":
        last = image.last_recorded_pull_time or image.pushed_at
        since = max(last, image.last_activated_at or 0.0)
    elif rule.count_type == "sinceImageTransitioned":
        since = image.last_archived_at or 0.0
    else:
        since = begin_of(image)
    return since + rule.count_number * DAY < START


def begin_of(image: Image) -> float:
    return image.last_activated_at or image.pushed_at


def is_for(rule: Rule, image: Image) -> bool:
    of_class = {"ACTIVE": "STANDARD", "ARCHIVED": "ARCHIVE", "ACTIVATING": ""}[image.status]
    return of_class == rule.storage_class and rule.selects(image.tags)


@MANY
@given(policies(), images())
def test_an_image_goes_by_the_first_rule_that_selects_it_or_by_none(
    policy: LifecyclePolicy, there: list[Image]
) -> None:
    decided = {image.digest: rule for image, rule in evaluate(policy, there, START)}

    expected = {}
    for image in there:
        own = next((rule for rule in policy.rules if is_for(rule, image)), None)
        if own is not None and is_due(own, image, there):
            expected[image.digest] = own
    assert decided == expected


@MANY
@given(policies(), images())
def test_each_image_goes_once_and_the_oldest_goes_first(policy: LifecyclePolicy, there: list[Image]) -> None:
    decisions = evaluate(policy, there, START)

    assert len({image.digest for image, _ in decisions}) == len(decisions)
    begins = [begin_of(image) for image, _ in decisions]
    assert begins == sorted(begins)


@MANY
@given(policies(), images())
def test_no_rule_leaves_fewer_images_than_it_keeps(policy: LifecyclePolicy, there: list[Image]) -> None:
    decided = {image.digest: rule for image, rule in evaluate(policy, there, START)}

    for rule in policy.rules:
        selected = [image for image in there if is_for(rule, image)]
        kept = [image for image in selected if decided.get(image.digest) is not rule]
        if rule.count_type == "imageCountMoreThan":
            assert len(kept) >= min(rule.count_number, len(selected))


@MANY
@given(policies(), rules(), images())
def test_a_rule_at_the_end_changes_nothing_of_what_rules_before_it_do(
    policy: LifecyclePolicy, last: Rule, there: list[Image]
) -> None:
    more = LifecyclePolicy("", (*policy.rules, last))

    before = evaluate(policy, there, START)
    after = [decision for decision in evaluate(more, there, START) if decision.rule is not last]

    assert after == before


@MANY
@given(policies(), images())
def test_nothing_more_goes_at_the_same_moment(policy: LifecyclePolicy, there: list[Image]) -> None:
    """Of an image that went to the archive, a rule for the archive may have something to say."""
    gone = [image.digest for image, _ in evaluate(policy, there, START)]
    left = [image for image in there if image.digest not in gone]

    assert evaluate(policy, left, START) == []


@MANY
@given(policies(), images())
def test_until_the_next_change_nothing_goes_by_age(policy: LifecyclePolicy, there: list[Image]) -> None:
    ages = LifecyclePolicy("", tuple(rule for rule in policy.rules if rule.count_type != "imageCountMoreThan"))
    gone = {image.digest for image, _ in evaluate(ages, there, START)}
    left = [image for image in there if image.digest not in gone]

    change = next_change(ages, left, START)

    assert evaluate(ages, left, START + 1000 * DAY if change is None else change) == []


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Images with manifest lists and what refers to them, under a policy for some days."""
    entries: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 7))):
        entry: dict[str, Any] = {"name": f"i{number}", "pushed": 20 - 2 * number + draw(st.integers(0, 1))}
        entry["tags"] = draw(
            st.lists(st.sampled_from([f"a{number}", f"b{number}", f"c{number}"]), max_size=2, unique=True)
        )
        before = [one["name"] for one in entries]
        kind = draw(st.sampled_from(["image", "image", "list", "referrer"]))
        if kind == "list" and before:
            entry["children"] = draw(st.lists(st.sampled_from(before), min_size=1, max_size=2, unique=True))
        elif kind == "referrer" and before:
            entry["subject"] = draw(st.sampled_from(before))
        entries.append(entry)
    return Case("", "", [], entries, draw(st.integers(1, 40)), [])


@MANY
@given(cases(), policies())
def test_a_forecast_comes_true(case: Case, policy: LifecyclePolicy) -> None:
    shelf = Shelf(case)
    lifecycle = shelf.state.lifecycle
    first = lifecycle.first_run(shelf.repository)
    fates = forecast(shelf.repository, policy, first_run=first, until=NOW + case.days * DAY)

    lifecycle.put_policy(shelf.repository, policy)
    shelf.state.engine.run_until(NOW + case.days * DAY)

    told = {fate.image.digest: fate.image.status for fate in fates if not fate.gone}
    assert told == {image.digest: image.status for image in shelf.repository.images.values()}


@MANY
@given(cases(), policies())
def test_what_is_left_is_whole(case: Case, policy: LifecyclePolicy) -> None:
    """Each list has its images, none outside the archive has one in it, and each tag its image."""
    shelf = Shelf(case)
    shelf.state.lifecycle.put_policy(shelf.repository, policy)

    shelf.state.engine.run_until(NOW + case.days * DAY)

    there = shelf.repository.images
    for image in there.values():
        for child in image.manifest.children:
            assert image.digest in there[child].lists
            assert image.status == "ARCHIVED" or there[child].status == "ACTIVE"
    tags = {tag: image for image in there.values() for tag in image.tags}
    assert shelf.repository.tagged == tags


def policy_of(*selections: dict[str, Any]) -> LifecyclePolicy:
    found = [
        {"rulePriority": number, "selection": selection, "action": {"type": "expire"}}
        for number, selection in enumerate(selections, 1)
    ]
    return read_policy("", {"rules": found})


UNTAGGED = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}


def test_a_deed_that_cannot_be_done_has_the_failure_of_a_deletion() -> None:
    repository = repository_with_a_list()
    decisions = evaluate(policy_of(UNTAGGED), repository.images.values(), START + 2 * DAY)

    deeds = act(repository, decisions, START + 2 * DAY)

    (child, the_list) = repository.images.values()
    assert [(deed.image, deed.failure.code if deed.failure else None) for deed in deeds] == [
        (child, "ImageReferencedByManifestList")
    ]
    assert deeds[0].failure is not None
    assert deeds[0].failure.reason == f"Requested image referenced by manifest list: [{the_list.digest}]"


def repository_with_a_list() -> Repository:
    repository = new_repository()
    child, _ = put_image(repository, read_manifest(image_manifest("a")), now=START)
    put_image(repository, read_manifest(list_manifest(child.digest)), now=START, tag="v1")
    return repository


def test_what_a_list_took_to_the_archive_is_not_taken_there_again() -> None:
    repository = repository_with_a_list()
    child, the_list = repository.images.values()
    child.last_activated_at = START + 1  # so that the list is the older one
    to_archive = {"type": "transition", "targetStorageClass": "archive"}
    selection = {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}
    rule = {"rulePriority": 1, "selection": selection, "action": to_archive}
    decisions = evaluate(read_policy("", {"rules": [rule]}), repository.images.values(), START + 2 * DAY)

    deeds = act(repository, decisions, START + 2 * DAY)

    assert [image for image, _ in decisions] == [the_list, child]
    assert [deed.image for deed in deeds] == [the_list, child]


def test_what_refers_to_an_image_and_is_in_the_archive_already_stays_as_it_is() -> None:
    archive = {"tagStatus": "tagged", "tagPrefixList": ["v"], "countType": "sinceImagePushed", "countUnit": "days"}
    rule = {
        "rulePriority": 1,
        "selection": {**archive, "countNumber": 1},
        "action": {"type": "transition", "targetStorageClass": "archive"},
    }
    images = [
        {"name": "A", "tags": ["v1"], "pushed": 9},
        {"name": "S", "tags": [], "pushed": 9, "subject": "A", "archived": 5},
    ]
    shelf = Shelf(Case("", "", [rule], images, 0, []))
    decisions = evaluate(read_policy("", {"rules": [rule]}), shelf.repository.images.values(), NOW)

    act(shelf.repository, decisions, NOW)

    assert shelf.images["A"].last_archived_at == NOW
    assert shelf.images["S"].last_archived_at == NOW - 5 * DAY


def test_the_first_run_of_another_policy_is_the_next_run_of_the_one_before_where_that_is_sooner() -> None:
    state = new_state()
    repository = state.create_repository("app")
    state.lifecycle.put_policy(repository, policy_of(UNTAGGED))
    state.engine.run_until(START + 600)

    assert state.lifecycle.first_run(repository) == START + 3600


def test_a_number_with_a_point_is_read_as_the_whole_number_that_it_is() -> None:
    policy = policy_of({"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 2.0})

    assert policy.rules[0].count_number == 2


def test_a_repository_without_a_policy_has_nothing_to_come() -> None:
    state = new_state()

    state.create_repository("app")

    assert list(state.engine.pending()) == []
