"""Documents: the files of issued bills, what they show, their explanation and their proof."""
