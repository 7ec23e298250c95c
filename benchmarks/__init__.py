"""How fast Wardmote is, as figures that anybody can measure again: `./run bench`. See benchmarks/README.md."""
