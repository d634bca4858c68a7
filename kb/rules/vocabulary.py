"""Every fact, value, relation, grade, level and avenue: declared once, with its words for people.

The form, the API schema, the rule checker, the documentation and the exports derive from here.
Source of names and values: the contract of the project (docs/contract.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field

VERDICTS = ("prohibited", "undetermined", "conditional", "permitted")  # strongest first
RISKS = ("none", "low", "medium", "high")
BASES = ("express", "silence")
ROLES = ("teacher_terms", "teacher_license", "host_terms", "dataset_license", "student_base_license", "law")
EFFECTS = ("forbids", "permits", "obliges")
GRADES = ("confirmed", "documented", "alleged", "inferred")  # strongest first
VERIFICATIONS = ("verified", "reported", "unverified", "disputed")
TIERS = ("primary", "secondary", "tertiary")
INSTRUMENT_KINDS = ("model_license", "service_terms", "use_policy", "dataset_license")
LAW_KINDS = ("statute", "regulation", "treaty", "bill", "executive_order", "guidance", "policy", "report", "agency_action", "code")
LAW_STATUSES = ("reported", "proposed", "introduced", "committee", "passed_chamber", "passed", "enacted", "in_force", "applies",
                "partly_applies", "amended", "failed", "vetoed", "repealed", "withdrawn", "stayed", "expired", "published")  # fmt: skip
CASE_STAGES = (
    "filed",
    "pleadings",
    "discovery",
    "summary_judgment",
    "trial",
    "judgment",
    "appeal",
    "settled",
    "dismissed",
    "closed",
    "unknown",
)
TREATMENTS = ("follows", "distinguishes", "criticizes", "cites", "overrules", "affirms", "reverses", "vacates", "disagrees")
COURT_STEPS: dict[str, str] = {  # how a case came to a court
    "filed": "filed in",
    "removed": "removed to",
    "transferred": "transferred to",
    "consolidated": "consolidated in",
    "referred": "questions referred to",
    "appealed": "appealed to",
    "reviewed": "further review sought from",
    "remanded": "sent back to",
    "parallel": "the same dispute in",
}
COURT_OUTCOMES = ("pending", "granted", "granted_in_part", "denied", "denied_in_part", "affirmed", "affirmed_in_part", "reversed",
                  "vacated", "remanded", "dismissed", "settled", "decided")  # fmt: skip
BEARINGS: dict[str, str] = {  # what a case does with a text or a law
    "interprets": "says what it means",
    "applies": "applies it",
    "challenges": "asks whether it stands",
    "concerns": "is about it",
}
MODEL_KINDS = ("llm", "embedding", "classifier", "reward_model", "image", "audio", "video", "other")
PATTERNS = ("intermediary-model", "published-dataset", "customer-data", "crowd-work", "anonymous-web")

RELATIONS: dict[str, str] = {
    "fine_tuned_from": "fine-tuned from",
    "continued_from": "pretraining continued from",
    "quantized_from": "quantized from",
    "merged_from": "merged from",
    "trained_on_outputs_of": "trained on outputs of",
    "distilled_from": "distilled from",
    "preferences_from": "trained on preferences of",
    "trained_on_dataset": "trained on the data set",
}
WEIGHT_RELATIONS = frozenset({"fine_tuned_from", "continued_from", "quantized_from", "merged_from"})
RELATION_METHOD = {
    "trained_on_outputs_of": "outputs",
    "distilled_from": "logits",
    "preferences_from": "preferences",
    "trained_on_dataset": "outputs",
}

ACTS: dict[str, str] = {
    "access": "access in that manner",
    "use": "this use",
    "use_outputs": "this use of outputs",
    "train": "training on outputs",
    "distill": "distilling",
    "develop": "developing a competing or similar product",
    "reverse_engineer": "reverse engineering",
    "extract": "extracting the model",
    "benchmark": "benchmarking",
    "modify": "modifying the model",
    "distribute": "distributing or making available",
    "name": "naming and notices",
    "document": "documentation",
    "register": "registration",
}

AVENUES: dict[str, str] = {
    "contract": "Contract",
    "copyright": "Copyright",
    "trade_secret": "Trade secret",
    "patent": "Patent",
    "computer_access": "Computer access",
    "technical_protection": "Technical protection",
    "unfair_competition": "Unfair competition",
    "export_control": "Export control",
    "pending_legislation": "Pending legislation",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One input of a question. `kind`: enum, bool, int, date, model, service, base, country, places.

    `presumed` is the value used when the fact is not given; None means that it stays unknown.
    """

    name: str
    kind: str
    label: str
    question: str
    why: str
    values: dict[str, str] = field(default_factory=dict)
    required: bool = False
    presumed: object = None
    presumption: str = ""


FACT_LIST: tuple[Fact, ...] = (
    Fact("teacher", "model", "Teacher", "Which model do you want to learn from?",
         "Its license, its provider's terms and its own ancestry decide most of the answer.", required=True),
    Fact("channel", "enum", "Channel", "How did its outputs or weights come to you?",
         "Terms bind whoever accepted them: the way you got the outputs tells which texts you accepted.",
         {"api": "the provider's own API", "app": "a chat product, consumer or business",
          "cloud": "another company's service that serves the model", "weights": "weights that you downloaded and run",
          "dataset": "a data set that someone published", "product_logs": "outputs that your own product got for its users through the API",
          "crowd": "paid workers who may have used the model", "web": "found on public pages"}, required=True),
    Fact("via", "service", "Service", "Which service served the outputs?",
         "A host has terms of its own and passes others through.", presumption="the provider's own service for that channel"),
    Fact("method", "enum", "Method", "What will you do with them?",
         "Bans on training do not reach outputs that only measure; logits may count as parts of the model.",
         {"outputs": "train on generated text, reasoning traces included", "preferences": "use the teacher as judge, labeler or reward",
          "logits": "train on logits", "hidden_states": "train on hidden states",
          "evaluation": "measure only, never train"}, required=True),
    Fact("student_kind", "enum", "Student", "What will you train?",
         "Many clauses reach language models only; some except classifiers and embeddings.",
         {"general_llm": "a general language model", "task_llm": "a language model for one task", "embedding": "an embedding model",
          "classifier": "a classifier", "reward_model": "a reward model", "image_model": "an image or video model",
          "audio_model": "an audio model"}, required=True),
    Fact("student_base", "base", "Student's base", "Which model does the student start from?",
         "The license of the base binds as well, whatever the teacher allows.", presumed="scratch",
         presumption="the student is trained from scratch"),
    Fact("release", "enum", "Release", "Who will get the student?",
         "Duties on names, notices and licenses begin when others can use the model or get its weights.",
         {"internal": "it never leaves the organization", "service": "others use it, the weights stay",
          "weights": "others get the weights"}),
    Fact("competes", "bool", "Competes with the teacher's provider",
         "Does the student, or the product that it powers, compete with the teacher's provider?",
         "Most service terms forbid competing models and leave others alone."),
    Fact("competes_with_base", "bool", "Competes with the base's provider",
         "Does it compete with the provider of the model that it starts from?",
         "Some licenses end where the licensor's products are competed with."),
    Fact("competes_with_host", "bool", "Competes with the host",
         "Does it compete with the operator of the service that served the outputs?",
         "Some hosts forbid building what competes with the host.",
         presumption="an internal model is no product or service that competes with the host"),
    Fact("purpose", "enum", "Purpose", "What is it for?", "Research licenses end where commerce begins.",
         {"commercial": "commercial", "research": "non-commercial research", "personal": "personal"}),
    Fact("country", "country", "Country", "Where are you established?",
         "Some licenses leave territories out, some terms differ by region, and national law follows the seat.",
         presumption="no national law applies (terms and licenses that turn on territory stay open)"),
    Fact("plan", "enum", "Plan", "Under which plan was the chat product used?",
         "Business plans have terms of their own.", {"consumer": "consumer", "business": "business"}, presumed="consumer",
         presumption="consumer terms"),
    Fact("collection", "enum", "Collection", "How were the outputs taken from the chat product?",
         "Many consumer terms forbid automated collection.",
         {"manual": "by hand", "automated": "by a script or bot", "export": "by the provider's own export"}),
    Fact("grounded", "bool", "Grounded", "Were the outputs made with the provider's web search or grounding?",
         "Grounded results are often under stricter terms.", presumed=False, presumption="no web search or grounding"),
    Fact("market", "places", "Market", "Where will the student be offered?",
         "Duties of model makers follow the market.", presumption="the market is the asker's own country"),
    Fact("monthly_active_users", "int", "Monthly active users", "How many monthly active users do all your products have?",
         "Some licenses end above a number of users.", presumption="under every threshold"),
    Fact("annual_revenue_usd", "int", "Annual revenue (US$)", "What is the annual revenue of you and your affiliates, in US dollars?",
         "Some licenses end above a revenue."),
    Fact("permission", "bool", "Permission", "Do you have the written permission of the teacher's provider?",
         "Written permission lifts that provider's own bans.", presumed=False, presumption="no written permission"),
    Fact("base_permission", "bool", "Permission for the base", "Do you have the written permission of the base's provider?",
         "It lifts that provider's own bans.", presumed=False, presumption="no written permission of the base's provider"),
    Fact("evasion", "bool", "Evasion", "Were false identities or many accounts used, or a limit or block worked around?",
         "The manner of access can be forbidden where the use is not.", presumed=False,
         presumption="no limit or block was worked around"),
    Fact("obtained_on", "date", "Obtained on", "When were the outputs or weights obtained?",
         "Terms and licenses are read on that day.", presumption="the day of the question"),
    Fact("as_of", "date", "As of", "For which day do you ask?", "Law, lineage and bills are read on that day."),
)  # fmt: skip
FACTS: dict[str, Fact] = {x.name: x for x in FACT_LIST}
FACT_VALUES: dict[str, tuple[str, ...]] = {x.name: tuple(x.values) for x in FACT_LIST if x.values}

LLM_STUDENTS = frozenset({"general_llm", "task_llm"})
STUDENT_LIKE_MODEL: dict[str, frozenset[str]] = {  # which kinds of student resemble a model of that kind
    "llm": LLM_STUDENTS,
    "embedding": frozenset({"embedding"}),
    "classifier": frozenset({"classifier"}),
    "reward_model": frozenset({"reward_model"}),
    "image": frozenset({"image_model"}),
    "video": frozenset({"image_model"}),
    "audio": frozenset({"audio_model"}),
    "other": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that follows from others and from the record. `reads` are the given facts that can change it."""

    name: str
    kind: str
    reads: tuple[str, ...]
    words: str
    values: tuple[str, ...] = ()


DERIVED_LIST: tuple[Derived, ...] = (
    Derived("role", "enum", (), "the part in which the text binds", ("teacher", "base", "host", "dataset", "law")),
    Derived("trains", "bool", ("method",), "a model is trained"),
    Derived("made_available", "bool", ("release",), "others can use the student or get its weights"),
    Derived("distributed", "bool", ("release",), "others get the student's weights"),
    Derived("student_is_llm", "bool", ("student_kind", "student_base"), "the student is a large language model"),
    Derived("same_kind", "bool", ("student_kind", "student_base"), "the student is a model of the teacher's kind"),
    Derived("derivative_by_similarity", "bool", ("method", "student_kind", "student_base"),
            "the student is trained to perform similarly to the model"),
    Derived("from_scratch", "bool", ("student_base",), "the student starts from scratch"),
    Derived("base_license", "set", ("student_base",), "the license of the student's base"),
    Derived("base_makers", "set", ("student_base",), "the makers of the student's base and of the models whose weights it shares"),
    Derived("base_provider", "slug", ("student_base",), "the provider of the student's base"),
    Derived("base_weights", "enum", ("student_base",), "the weights of the student's base", ("open", "closed", "none")),
    Derived("base_model", "slug", ("student_base",), "the student's base"),
    Derived("competes_with_issuer", "bool", ("competes", "competes_with_base", "competes_with_host"),
            "the student, or the product it powers, competes with the party behind this text"),
    Derived("monthly_revenue_usd", "int", ("annual_revenue_usd",), "monthly revenue"),
    Derived("model", "slug", (), "the model that this text is about"),
    Derived("model_provider", "slug", (), "the provider of the model"),
    Derived("model_kind", "enum", (), "what the model makes", MODEL_KINDS),
    Derived("model_multimodal", "bool", (), "the model takes images, audio or video"),
    Derived("model_weights", "enum", (), "the model's weights", ("open", "closed")),
    Derived("model_license", "set", (), "the license of the model"),
    Derived("human_written", "bool", (), "the data were written by people"),
)  # fmt: skip
DERIVED: dict[str, Derived] = {x.name: x for x in DERIVED_LIST}

# What a condition may name: kind and closed values, if any. `teacher` and dates are read through derived facts only.
CONDITION_FACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{x.name: (x.kind, tuple(x.values)) for x in FACT_LIST if x.name not in ("teacher", "via", "student_base", "as_of", "obtained_on")},
    **{x.name: (x.kind, x.values) for x in DERIVED_LIST},
    "via": ("slug", ()),
}
CONDITION_WORDS: dict[str, str] = {**{x.name: x.label.lower() for x in FACT_LIST}, **{x.name: x.words for x in DERIVED_LIST}}
READS: dict[str, tuple[str, ...]] = {
    **{n: (n,) for n in CONDITION_FACTS if n in FACTS},
    **{x.name: x.reads for x in DERIVED_LIST},
}

WARNINGS: dict[str, str] = {
    "stale-source": "The newest text held was last seen more than 180 days before the day asked for.",
    "no-text-in-force": "No text in force on that day is held.",
    "missing-text": "A text that binds by reference is not held.",
    "unverified-link": "That this text governs this model is general knowledge, not checked.",
    "silent-change": "The text changed without a new date; it is taken to apply from the day on which it was first seen.",
    "circular-exception": "The exception covers only a student that starts from a model of that family.",
    "conflicting-duties": "Two duties cannot both be met.",
    "threshold-between": "The annual figure does not settle a monthly threshold.",
    "threshold-day": "The text counts on another day or for one product only; the number given was taken.",
    "no-license-stated": "The data set states no license.",
    "channel-not-offered": "The model is not offered through that channel.",
    "override-argued": "It is argued that the law overrides the contract; the contract's answer stands.",
    "not-fully-explored": "There were too many unknown facts to look at every way of filling them in.",
    "base-not-given": "The student's base was not given; if it has one, its license binds as well.",
    "sources-conflict": "Two rules, or two sources, contradict each other.",
    "unencoded": "A clause that bears on the question must be read.",
}

DISCLAIMER = "Not legal advice. A reading of the texts held, by stated rules of construction."
