"""The engines: pure, strangers to each other; ``run`` passes what one concludes along to the next."""
