"""What the fault tests are asked: numbers with defaults, the seed, the binary, the prepared Kafka."""

import argparse
import random


def options(**numbers):
    """The arguments and dice that roll the same for the same seed, which is printed."""
    parser = argparse.ArgumentParser()
    for name, default in numbers.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--home", required=True)
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    return args, random.Random(args.seed)
