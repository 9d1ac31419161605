"""Training that goes on where it died: all of a model's state, saved by all processes together.

Each process writes the rows that it keeps, and reads those that it will keep, so that 2 processes
can go on with what 8 wrote. A checkpoint gets its name when it is complete. Orbax does this; here
are what belongs to the state, and what is said when it does not fit.
"""

from pathlib import Path
from typing import Any

import jax
import orbax.checkpoint as ocp

KEPT = 3


class OtherModel(ValueError):
    """A checkpoint that does not belong to this model; the message says what differs."""


class Checkpoints:
    """The checkpoints of one training run.

    Args:
        folder: on a disk that all hosts see.
        kept: how many to keep; older ones are deleted.
    """

    def __init__(self, folder: str | Path, kept: int = KEPT):
        self.folder = Path(folder).absolute()
        options = ocp.CheckpointManagerOptions(
            max_to_keep=kept, create=True, enable_async_checkpointing=False
        )
        self._manager = ocp.CheckpointManager(self.folder, options=options)

    def steps(self) -> list[int]:
        """The steps after which there is a complete checkpoint, ascending."""
        return sorted(self._manager.all_steps())

    def save(self, step: int, model: Any) -> None:
        """Write the state after `step` steps. All processes must call it."""
        shapes = {name: list(value.shape) for name, value in _state(model).items()}
        items = ocp.args.Composite(
            state=ocp.args.StandardSave(_state(model)), shapes=ocp.args.JsonSave(shapes)
        )
        self._manager.save(step, args=items)
        self._manager.wait_until_finished()

    def restore(self, model: Any) -> int:
        """Set a model of the same kind, with a built optimizer, to the latest state that is whole.

        Args:
            model: compiled Keras model, on any number of devices.

        Returns:
            int: the steps it was trained for; 0, and nothing changed, if there is no checkpoint.

        Raises:
            OtherModel: naming what differs. ValueError: if there are checkpoints, and none can
                be read.
        """
        failures = []
        for step in reversed(self.steps()):
            try:
                _set(model, self._read(step, model))
            except OtherModel:
                raise
            except (OSError, KeyError, RuntimeError, ValueError) as error:
                failures.append(f"step {step}: {str(error).splitlines()[0]}")
            else:
                for failure in failures:
                    print(f"skipped a damaged checkpoint, {failure}", flush=True)
                return step
        if failures:
            raise ValueError(
                f"no checkpoint in {self.folder} can be read ({'; '.join(failures)}): "
                "delete the folder to begin anew"
            )
        return 0

    def close(self) -> None:
        """Wait for what is being written."""
        self._manager.close()

    def _read(self, step, model):
        shapes = self._part(step, "shapes", ocp.args.JsonRestore())
        ours = {name: list(value.shape) for name, value in _state(model).items()}
        for name in sorted(ours.keys() | shapes.keys()):
            if ours.get(name) != shapes.get(name):
                raise OtherModel(
                    f"the checkpoint of step {step} in {self.folder} is of another model: {name} "
                    f"is {shapes.get(name, 'missing')} there and {ours.get(name, 'missing')} here. "
                    "Give the model the settings of then, or another folder"
                )
        return self._part(step, "state", ocp.args.StandardRestore(_places(model)))

    def _part(self, step, name, arguments):
        return self._manager.restore(step, args=ocp.args.Composite(**{name: arguments}))[name]


def _variables(model):
    """Name → variable, the same names in every process and every run."""
    found = {f"model {i:03} {v.name}": v for i, v in enumerate(model.variables)}
    optimizer = {f"optimizer {i:03}": v for i, v in enumerate(model.optimizer.variables)}
    return found | optimizer


def _state(model):
    return {name: variable.value for name, variable in _variables(model).items()}


def _places(model):
    """What to read, and onto which devices."""
    return {
        name: jax.ShapeDtypeStruct(value.shape, value.dtype, sharding=value.sharding)
        for name, value in _state(model).items()
    }


def _set(model, state):
    for name, variable in _variables(model).items():
        variable.assign(state[name])
