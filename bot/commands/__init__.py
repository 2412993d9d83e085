"""The commands of the command line, one module each: `run(settings, arguments)` gives the exit status."""
