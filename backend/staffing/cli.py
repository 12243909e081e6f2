"""What staffing brings to the command line; the sub-commands are in `commands`."""

from backend.staffing.commands import export_group, import_group

__all__ = ["export_group", "import_group"]
