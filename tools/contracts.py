"""A contract for import-linter: a module shows only its public face."""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicFaceContract(Contract):
    """Whoever stands outside a module imports only the files that the module makes public.

    ``groups`` are packages whose children are modules; ``public`` the names of files that others may import;
    ``composition_roots`` the packages that put everything together and may import anything.
    """

    groups = fields.SetField(subfield=fields.ModuleField())
    public = fields.SetField(subfield=fields.StringField())
    composition_roots = fields.SetField(subfield=fields.ModuleField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports that reach past a public face."""
        reaching = sorted(self._reaching(graph))
        return ContractCheck(kept=not reaching, metadata={"reaching": reaching})

    def _reaching(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        roots = tuple(f"{root.name}." for root in self.composition_roots or ())
        for group in self.groups:
            for module in graph.find_children(group.name):
                inside = {module, *graph.find_descendants(module)}
                for imported in inside:
                    first = imported.removeprefix(module).lstrip(".").split(".")[0]
                    if not first or first in self.public:
                        continue
                    outside = graph.find_modules_that_directly_import(imported) - inside
                    yield from (
                        (importer, imported) for importer in outside if not f"{importer}.".startswith(roots)
                    )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name every such import, one a line."""
        for importer, imported in check.metadata["reaching"]:
            output.print_error(f"- {importer} reaches into {imported}")
