"""How fast Istmo is on this machine: `python -m tests.benchmarks`."""
