"""The nouns of the record as tables. Which field of a record lies in which column is said in `layout`."""

from kb.models.cases import Bearing, Case, CaseEvent, Holding, Proceeding, Treatment
from kb.models.conflicts import Conflict
from kb.models.constructions import Construction
from kb.models.datasets import Dataset, Generator
from kb.models.edges import Edge
from kb.models.incidents import Incident, Involvement
from kb.models.instruments import Clause, Incorporation, Instrument, Norm, NormException, Provenance, Reading, Version
from kb.models.issues import Assessment, Authority, Issue, Position
from kb.models.jobs import Chunk, Job
from kb.models.laws import Law, LawStatus, Provision
from kb.models.links import Link
from kb.models.models import AiModel
from kb.models.notices import Notice
from kb.models.places import Place
from kb.models.providers import Provider
from kb.models.records import Part, Record
from kb.models.requests import DoneRequest
from kb.models.revisions import Address, Publication, Revision
from kb.models.search import SearchEntry
from kb.models.services import AbsentText, PassThrough, Service, Term
from kb.models.sources import Source, SourceUse
from kb.models.techniques import Countermeasure, Defense, Paper, Technique
from kb.models.tokens import ApiToken
from kb.models.verdicts import SavedVerdict

__all__ = [
    "AbsentText", "Address", "AiModel", "ApiToken", "Assessment", "Authority", "Bearing", "Case", "CaseEvent", "Chunk",
    "Clause", "Conflict", "Construction", "Countermeasure", "Dataset", "Defense", "DoneRequest", "Edge", "Generator", "Holding",
    "Incident", "Incorporation", "Instrument", "Involvement", "Issue", "Job", "Law", "LawStatus", "Link", "Norm",
    "NormException", "Notice", "Paper", "Part", "PassThrough", "Place", "Position", "Proceeding", "Provenance", "Provider", "Provision",
    "Publication", "Reading", "Record", "Revision", "SavedVerdict", "SearchEntry", "Service", "Source", "SourceUse",
    "Technique", "Term", "Treatment", "Version",
]  # fmt: skip
