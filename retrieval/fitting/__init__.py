"""Fits what `data/` holds: `python -m retrieval.fitting {reading,ranking,confidence} …`. Nothing here runs when Kutip
answers.

`reading` trains the cross-encoder's adapter (an hour on two cores; needs the extra `train`), `ranking` the weights of
features and readings, `confidence` the probability that the first passage answers (some minutes each; extra `fit`).
Each is fitted to what the one before it made, so after `reading` run the other two.
"""
