"""How other systems speak with Wardmote: everything about the API that knows no word of the business.

A module declares its calls with `Calls`, in a folder `api/` beside its `web/`; `project/api.py` puts them together:

    calls = Calls(tags=["Observations"])

    @calls.reads("/observations/{reference}", scope=Scope.OBSERVATIONS_READ, gives=ObservationOut,
                 summary="Get an observation")
    def get_observation(request: ApiRequest, reference: str) -> Answer[ObservationOut]: ...

A call runs in one transaction that sees with the eyes of the token's holder, so permissions are those of the
pages. Where tokens come from is asked of `holders`.
"""

ROOT = "/api/v1/"
"""Where the API begins. Version 1 only ever grows; what would break it gets a number of its own."""
