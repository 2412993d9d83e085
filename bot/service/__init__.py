"""The running program: how updates come, what goes on beside the answering, and what there is to see of it."""
