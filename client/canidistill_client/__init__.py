"""Ask whether a model may be distilled: an instance over the network, or a downloaded revision without one. Standard library only.

`Site("https://distill.example.org").ask(question)` and `Record.open(Path("revision")).ask(question)` give the same verdict.
"""

from canidistill_client.errors import ClientError, InputError, UnjudgedError
from canidistill_client.offline import Record
from canidistill_client.online import Site

__all__ = ["ClientError", "InputError", "Record", "Site", "UnjudgedError"]
