"""Style sheets and scripts: under names that change with them once they are gathered, as they are until then."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class GatheredFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names from the manifest that `collectstatic` wrote; plain names where there is none."""

    def stored_name(self, name: str) -> str:
        """The name to serve a file under."""
        return str(super().stored_name(name)) if self.hashed_files else name
