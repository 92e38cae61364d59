"""Judging files offline, as ECS and ECR would: what ``mock-ecs validate`` does."""
