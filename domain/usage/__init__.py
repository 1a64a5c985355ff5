"""Usage that no meter shows: telephone calls, as operators record them and as they are rated."""
