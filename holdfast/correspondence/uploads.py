"""How a file arrives: in memory, never in a folder for temporary files, and never more than is kept of one."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from holdfast.correspondence.documents import LARGEST


class InMemory(FileUploadHandler):
    """Keeps the first 10 MB of a request's files and counts the rest: the form says that it is too large.

    Django's own would write what is large to the disk, unsealed.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.kept = 0

    def new_file(self, *args, **kwargs):
        """Another file of the request begins."""
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []

    def receive_data_chunk(self, raw_data, start):
        """Keep a part, as long as there is room."""
        if self.kept + len(raw_data) <= LARGEST:
            self.kept += len(raw_data)
            self.parts.append(raw_data)

    def file_complete(self, file_size):
        """The file, with the size of what was sent."""
        return InMemoryUploadedFile(
            BytesIO(b"".join(self.parts)), self.field_name, self.file_name, self.content_type, file_size,
            self.charset, self.content_type_extra,
        )  # fmt: skip
