"""Documents: the files of issued bills."""
