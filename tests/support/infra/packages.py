"""A Python package that brings a service, as an installer would leave it in a folder of `sys.path`."""

from pathlib import Path

from sync.adapters.plugins import GROUP


def installed(folder: Path, package: str, module: str, text: str, value: str = "SERVICE") -> Path:
    """The module and the metadata of a package whose entry point is `module:value`; returns the folder."""
    about = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{GROUP}]\n{package} = {module}:{value}\n")
    (folder / f"{module}.py").write_text(text)
    return folder
