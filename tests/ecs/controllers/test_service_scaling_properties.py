"""What holds of any scaling plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.controllers.service_scaling import LastScaling, ScalingView, StepView, TrackingView, plan
from mock_ecs.ports.scaling import Metric, Step, StepScaling, TargetTracking

NOW = 1000.0
METRIC = Metric("AWS/ECS", "CPUUtilization")

counts = st.integers(0, 50)
lasts = st.none() | st.builds(LastScaling, counts, st.sampled_from([NOW - 1, NOW, NOW + 1]))
values = st.none() | st.floats(0, 1000)
bounds = st.none() | st.integers(-50, 50).map(float)
tracking = st.builds(
    TrackingView,
    st.builds(
        TargetTracking,
        st.just("arn"),
        st.just("tracking"),
        st.floats(1, 200),
        st.just(METRIC),
        st.just("high"),
        st.none() | st.just("low"),
    ),
    values,
    values,
    high=st.booleans(),
    low=st.booleans(),
)
kinds = st.sampled_from(["ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"])
steps = st.lists(st.builds(Step, bounds, bounds, st.integers(-100, 100)), max_size=3).map(tuple)
stepping = st.builds(
    StepView,
    st.builds(
        StepScaling,
        st.just("arn"),
        st.just("steps"),
        kinds,
        steps,
        minimum_magnitude=st.integers(0, 5),
    ),
    st.just("alarm"),
    st.floats(-100, 100),
)
views = st.builds(
    lambda minimum, more, **members: ScalingView(minimum=minimum, maximum=minimum + more, **members),
    st.integers(0, 20),
    st.integers(0, 20),
    current=counts,
    policies=st.lists(tracking | stepping, max_size=4).map(tuple),
    last_out=lasts,
    last_in=lasts,
    deploying=st.booleans(),
    scale_in_suspended=st.booleans(),
    scale_out_suspended=st.booleans(),
)


@given(views)
def test_a_plan_stays_within_the_bounds_and_changes_something(view: ScalingView) -> None:
    found = plan(view, NOW)

    assert found is None or (view.minimum <= found.count <= view.maximum and found.count != view.current)


@given(views)
def test_nothing_happens_that_is_held_back(view: ScalingView) -> None:
    found = plan(view, NOW)

    if found is not None and found.count < view.current:
        assert not view.deploying
        assert not view.scale_in_suspended
        assert view.last_in is None or view.last_in.until <= NOW
    if found is not None and found.count > view.current:
        assert not view.scale_out_suspended


@given(views)
def test_a_service_within_its_bounds_is_not_scaled_without_an_alarm(view: ScalingView) -> None:
    quiet = tuple(
        TrackingView(each.policy, each.value, each.highest) for each in view.policies if isinstance(each, TrackingView)
    )

    assert plan(ScalingView(view.current, view.minimum, view.maximum, quiet), NOW) is None
