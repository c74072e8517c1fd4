"""Care plans, and the statutes that regulate them."""

from pk_fhir.contract.code import Code


class PlanType(Code):
    """Types of care plan."""

    SIP = (
        "coordinated-individual-plan",
        "coordinated individual plan (SIP)",
        "samordnad individuell plan (SIP)",
    )
    COORDINATED_PSYCHIATRIC = (
        "coordinated-psychiatric-plan",
        "coordinated plan under LPT or LRV",
        "samordnad vårdplan enligt LPT eller LRV",
    )
    DISCHARGE = "discharge-plan", "coordinated plan at discharge", "samordnad plan vid utskrivning"
    CARE = "care-plan", "care plan", "vårdplan"
    HABILITATION = "habilitation-plan", "habilitation plan", "habiliteringsplan"
    REHABILITATION = "rehabilitation-plan", "rehabilitation plan", "rehabiliteringsplan"
    IMPLEMENTATION = "implementation-plan", "implementation plan", "genomförandeplan"
    STANDARDISED = "standardised-care-plan", "standardised care plan", "standardiserad vårdplan"
    TREATMENT = "treatment-plan", "treatment plan", "behandlingsplan"
    SELF_CARE = "self-care-plan", "plan of self-care", "planering av egenvård"
    INDIVIDUAL = "individual-plan", "individual plan", "individuell plan"


class StatutoryPlan(Code):
    """Plans regulated by statute."""

    TREATMENT = "treatment-plan", "treatment plan", "Behandlingsplan"
    SELF_CARE = (
        "self-care-planning",
        "documented planning of self-care",
        "Dokumentation av planeringen (egenvård)",
    )
    INDIVIDUAL = "individual-plan", "individual plan", "Individuell plan"
    INDIVIDUAL_HABILITATION = (
        "individual-plan-habilitation",
        "individual plan for habilitation, rehabilitation or aids",
        "Individuell plan vid habilitering, rehabilitering, hjälpmedel",
    )
    COMMUNICABLE_DISEASE = (
        "individual-plan-communicable-disease",
        "individual plan under the Communicable Diseases Act",
        "Individuell plan (smittskydd)",
    )
    HABILITATION = (
        "habilitation-rehabilitation-plan",
        "plan for habilitation and rehabilitation",
        "Plan för habilitering och rehabilitering",
    )
    COORDINATED_PSYCHIATRIC = (
        "coordinated-psychiatric-plan",
        "coordinated care plan",
        "Samordnad vårdplan",
    )
    PSYCHIATRIC_CARE = "psychiatric-care-plan", "care plan under LPT or LRV", "Vårdplan"


class Statute(Code):
    """The statutes that regulate plans, as the source's table cites them, and their successors."""

    SOSFS_2014_5 = "sosfs-2014-5", "SOSFS 2014:5", "SOSFS 2014:5"
    SOSFS_2009_6 = "sosfs-2009-6", "SOSFS 2009:6 (until 2023)", "SOSFS 2009:6 (till 2023)"
    HSLF_FS_2023_2 = "hslf-fs-2023-2", "HSLF-FS 2023:2", "HSLF-FS 2023:2"
    HSL = "hsl-2017-30", "Health Care Act (2017:30)", "hälso- och sjukvårdslagen (2017:30)"
    DISCHARGE_ACT = (
        "lag-2017-612",
        "Act (2017:612) on cooperation at discharge",
        "lagen (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård",
    )
    PATIENT_ACT = "patientlag-2014-821", "Patient Act (2014:821)", "patientlagen (2014:821)"
    COMMUNICABLE_DISEASES_ACT = (
        "smittskyddslag-2004-168",
        "Communicable Diseases Act (2004:168)",
        "smittskyddslagen (2004:168)",
    )
    SOSFS_2007_10 = "sosfs-2007-10", "SOSFS 2007:10", "SOSFS 2007:10"
    LPT = (
        "lpt-1991-1128",
        "Compulsory Psychiatric Care Act (1991:1128)",
        "lagen (1991:1128) om psykiatrisk tvångsvård (LPT)",
    )
    LRV = (
        "lrv-1991-1129",
        "Forensic Psychiatric Care Act (1991:1129)",
        "lagen (1991:1129) om rättspsykiatrisk vård (LRV)",
    )
    PSYCHIATRIC_ORDINANCE = (
        "forordning-1991-1472",
        "Ordinance (1991:1472)",
        "förordningen (1991:1472) om psykiatrisk tvångsvård och rättspsykiatrisk vård",
    )
    SOSFS_2005_27 = "sosfs-2005-27", "SOSFS 2005:27", "SOSFS 2005:27"
