# docker build -t mock-ecs . && docker run --rm -p 4566:4566 mock-ecs
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
WORKDIR /source
COPY pyproject.toml setup.cfg README.md LICENSE ./
COPY schemas schemas
COPY mock_ecs mock_ecs
RUN python -m venv /opt/mock-ecs && /opt/mock-ecs/bin/pip install --no-cache-dir .

FROM ${BASE}
COPY --from=build /opt/mock-ecs /opt/mock-ecs
# Clients outside reach it by the port that they map.
ENV PATH=/opt/mock-ecs/bin:$PATH PYTHONUNBUFFERED=1 MOCK_ECS_PUBLIC_HOST=localhost:4566
USER 65534:65534
EXPOSE 4566
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:4566/_mock_ecs/health', timeout=2)"]
# What follows the image's name on the command line goes to `serve`.
ENTRYPOINT ["mock-ecs", "serve", "--host", "0.0.0.0"]
