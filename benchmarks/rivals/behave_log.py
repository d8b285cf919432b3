"""The response rule of the device log as a sentence of behave-rv: a camera that is asked off stops within 30 seconds.

It knows one entity, so a request must already carry its recording: the script finds it, as an application that emits
such events would. It reads one event after another, in the order of their times, and has no row checks to compare.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

STOP_S = 30
SENTENCE = f"""
Feature: private homes
  Scenario: a camera that is asked off in a home stops
    When a camera is "asked off"
    Then a camera is "stopped" within "{STOP_S}.5" seconds
"""  # its deadline is strict and stamps are whole seconds: half a second more is the same limit


def run(folder: Path) -> dict[str, Iterable[Iterable[object]]]:
    """Feed every request in a home and every stop; name the requests whose camera did not stop in time."""
    from behave_rv.catalog.registry import StepRegistry
    from behave_rv.compile.compiler import compile_feature
    from behave_rv.engine.loop import Engine

    registry = StepRegistry()

    @registry.trigger('a camera is "{state}"', step_id="camera.is", event_type="camera", correlation_key="recording_id")
    def camera_is(ctx: Any, event: Any, state: str) -> bool:
        if event.payload["state"] != state:
            return False
        ctx.bind(recording_id=event.bindings["recording_id"])
        return True

    requests: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine = Engine(compile_feature(SENTENCE, registry), grace=0)
        source = SimpleNamespace(events=lambda: _events(folder, requests))
        verdicts = engine.run(source, emit_pending=True)
        late = [v.entity_key["recording_id"] for v in verdicts if v.verdict == "violated"]
    return {"camera-left-on-in-private-home": [(requests[recording],) for recording in late]}


def _events(folder: Path, requests: dict[str, object]) -> Iterator[Any]:
    import polars as pl
    from behave_rv.events.event import Event

    once = pl.read_csv(folder / "recordings.csv", try_parse_dates=True).unique("recording_id", keep="first")
    facts = pl.read_csv(folder / "facts.csv", try_parse_dates=True)
    homes = pl.read_csv(folder / "incidents.csv").filter(pl.col("location_type") == "residence")
    on = facts.join(homes, on="incident_id").sort("at").join_asof(
        once.select("recording_id", "officer_id", "started_at").sort("started_at"), left_on="at", right_on="started_at",
        by="officer_id",
    )  # fmt: skip
    requests.update(on.select("recording_id", "fact_id").iter_rows())
    asked = on.select("recording_id", pl.col("at").dt.epoch("s").alias("second"), state=pl.lit("asked off"))
    stopped = once.select("recording_id", pl.col("ended_at").dt.epoch("s").alias("second"), state=pl.lit("stopped"))
    for recording, second, state in pl.concat([asked, stopped]).sort("second", "state").iter_rows():
        yield Event("camera", float(second), {"recording_id": recording}, {"state": state}, "log")
