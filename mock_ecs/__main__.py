"""``python -m mock_ecs`` does what the command ``mock-ecs`` does."""

from mock_ecs.cli import main

if __name__ == "__main__":
    main(prog_name="mock-ecs")
