"""The wheel depends on what `requirements.in` names, so that the list stands once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsHook(MetadataHookInterface):
    """Reads the run-time dependencies for `[project] dynamic = ["dependencies"]`."""

    def update(self, metadata: dict) -> None:
        """Fill `metadata["dependencies"]` from the lines of `requirements.in`."""
        lines = (Path(self.root) / "requirements.in").read_text().splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
