"""What the law makes a bill say of itself: limitation, instalments, stamp duty."""
