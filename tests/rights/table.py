"""Who may do what at which address: the one table to read, and to change with a sentence in the pull request.

Letters: ``-`` anybody without logging in, ``a`` annotator, ``r`` reviewer (lead), ``m`` ML engineer, ``s`` search
client with a token, ``d`` administrator.
"""

from __future__ import annotations

OPEN = "-armsd"
EVERYBODY = "armsd"
JUDGES = "ard"
LEADS = "rd"
ENGINEERS = "md"
LEADS_AND_ENGINEERS = "rmd"
STAFF = "armd"
ROOT = "d"

RIGHTS: dict[str, dict[str, str]] = {
    # operators
    "health": {"GET": OPEN},
    "health/live": {"GET": OPEN},
    "health/ready": {"GET": OPEN},
    "health/workers": {"GET": OPEN},
    "metrics": {"GET": ROOT},
    "schema/": {"GET": OPEN},
    # one's own account
    "session": {"GET": EVERYBODY, "POST": OPEN, "DELETE": EVERYBODY},
    "session/password": {"POST": EVERYBODY},
    "tokens": {"GET": EVERYBODY, "POST": EVERYBODY},
    "tokens/<int:token_id>": {"DELETE": EVERYBODY},
    "home": {"GET": EVERYBODY},
    # administration
    "people": {"GET": ROOT, "POST": ROOT},
    "people/<int:person_id>": {"GET": ROOT, "PATCH": ROOT},
    "people/<int:person_id>/password-reset": {"POST": ROOT},
    # taxonomists
    "queue/next": {"GET": JUDGES},
    "queue/release": {"POST": JUDGES},
    "queue/fill": {"POST": LEADS},
    "queue/leases": {"GET": LEADS, "POST": LEADS},
    "queue/value": {"GET": LEADS_AND_ENGINEERS},
    "queue/policy": {"GET": JUDGES, "PUT": LEADS},
    "tasks/<int:task_id>/skip": {"POST": JUDGES},
    "annotations": {"GET": JUDGES, "POST": JUDGES},
    "annotations/<int:annotation_id>/undo": {"POST": JUDGES},
    "pairs/<int:pair_id>": {"GET": STAFF},
    "proposals": {"GET": LEADS_AND_ENGINEERS},
    "proposals/by-title": {"GET": LEADS_AND_ENGINEERS},
    "proposals/review": {"POST": LEADS},
    "acceptance": {"GET": LEADS_AND_ENGINEERS, "POST": LEADS},
    "acceptance/<slug:relation>": {"PUT": LEADS},
    "adjudications": {"GET": LEADS, "POST": LEADS},
    "agreement": {"GET": LEADS_AND_ENGINEERS},
    "imports": {"GET": LEADS_AND_ENGINEERS, "POST": LEADS_AND_ENGINEERS},
    "imports/<int:import_id>": {"GET": LEADS_AND_ENGINEERS},
    "preview": {"POST": JUDGES},
    "decisions": {"GET": JUDGES, "POST": LEADS},
    "decisions/revert": {"POST": LEADS},
    "decisions/<int:seq>": {"GET": JUDGES},
    "decisions/<int:seq>/revert": {"POST": LEADS},
    "change-sets/<int:number>/revert": {"POST": LEADS},
    "conflicts": {"GET": JUDGES},
    "conflicts/<int:number>": {"GET": JUDGES},
    "conflicts/<int:number>/resolve": {"POST": LEADS},
    "conflicts/<int:number>/dismiss": {"POST": LEADS},
    "conflicts/<int:number>/agree": {"POST": LEADS},
    "second-yes-policy": {"GET": JUDGES, "PUT": LEADS},
    "concepts/<int:number>/preferred": {"PUT": LEADS},
    "concepts/<int:number>/retirement": {"GET": JUDGES, "PUT": LEADS, "DELETE": LEADS},
    # the search team
    "meta": {"GET": EVERYBODY},
    "releases": {"GET": EVERYBODY, "POST": LEADS},
    "releases/<int:number>": {"GET": EVERYBODY},
    "releases/<int:number>/publish": {"POST": LEADS},
    "releases/<int:number>/serve": {"POST": LEADS},
    "releases/<int:number>/notes": {"GET": EVERYBODY, "PUT": LEADS},
    "releases/<int:number>/replay": {"POST": EVERYBODY},
    "releases/<int:number>/withdraw": {"POST": LEADS},
    "releases/<int:number>/changes": {"GET": EVERYBODY},
    "experiments": {"GET": EVERYBODY, "POST": LEADS},
    "experiments/<int:number>": {"GET": EVERYBODY},
    "experiments/<int:number>/stop": {"POST": LEADS},
    "titles": {"GET": EVERYBODY},
    "titles/<int:title_id>": {"GET": EVERYBODY},
    "concepts": {"GET": EVERYBODY},
    "concepts/batch": {"POST": EVERYBODY},
    "concepts/<int:number>": {"GET": EVERYBODY},
    "concepts/<int:number>/edges": {"GET": EVERYBODY},
    "concepts/<int:number>/ladder": {"GET": EVERYBODY},
    "neighbourhood": {"GET": EVERYBODY},
    "neighbourhood/changes": {"GET": EVERYBODY},
    "suggest": {"GET": EVERYBODY},
    "normalize": {"GET": EVERYBODY},
    "normalize/bulk": {"POST": EVERYBODY},
    "expand": {"GET": EVERYBODY},
    "path": {"GET": EVERYBODY},
    "edges/<int:number>/why": {"GET": EVERYBODY},
    "exports/<slug:release>.<slug:file_format>": {"GET": EVERYBODY},
    "reconcile": {"GET": EVERYBODY, "POST": EVERYBODY},
    "reconcile/suggest/entity": {"GET": EVERYBODY},
    "reconcile/suggest/property": {"GET": EVERYBODY},
    "reconcile/suggest/type": {"GET": EVERYBODY},
    "reconcile/flyout": {"GET": EVERYBODY},
    "reconcile/preview": {"GET": EVERYBODY},
    "reconcile/properties": {"GET": EVERYBODY},
    "feedback": {"GET": LEADS_AND_ENGINEERS, "POST": EVERYBODY},
    "feedback/<int:number>/close": {"POST": LEADS},
    # ML engineers
    "datasets": {"GET": STAFF, "POST": ENGINEERS},
    "datasets/<str:name>": {"GET": STAFF},
    "training-runs": {"GET": STAFF, "POST": ENGINEERS},
    "training-runs/<int:run_id>": {"GET": STAFF},
    "training-runs/<int:run_id>/cancel": {"POST": ENGINEERS},
    "training-runs/<int:run_id>/resume": {"POST": ENGINEERS},
    "training-runs/<int:run_id>/log": {"GET": STAFF},
    "training-runs/<int:run_id>/files/<str:name>": {"GET": ENGINEERS},
    "retraining": {"GET": STAFF, "PUT": ENGINEERS},
    "models": {"GET": STAFF},
    "models/compare": {"GET": STAFF},
    "models/<str:version>": {"GET": STAFF},
    "models/<str:version>/propose": {"POST": ENGINEERS},
    "aliases": {"GET": STAFF},
    "aliases/<str:name>": {"POST": ENGINEERS},
    "aliases/<str:name>/rollback": {"POST": ENGINEERS},
    "proposal-runs": {"GET": STAFF},
    "proposal-runs/<int:run_id>": {"GET": STAFF},
}
