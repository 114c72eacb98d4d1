# syntax=docker/dockerfile:1
# One image for every role:
#   docker build -t hrflow-sync .
#   docker run --env-file .env -v ./workflows:/workflows:ro hrflow-sync worker

FROM node:20.20.2-bookworm-slim AS build
RUN npm install --global pnpm@12.21.0
WORKDIR /src
# What is downloaded depends on these two alone, so a change of the code downloads nothing.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile && pnpm build
# The command line with what it needs at run time and nothing else, and no file a process never opens. Not offline:
# pnpm looks again how old each release is.
RUN pnpm --filter hrflow-sync deploy --prod --prefer-offline --config.inject-workspace-packages=true /app \
  && find /app -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:20.20.2-bookworm-slim
# Young objects get more room before they are collected: most live no longer than an item, and are gone by then.
ENV NODE_ENV=production \
  NODE_OPTIONS=--max-semi-space-size=32 \
  WORKFLOWS_DIR=/workflows
COPY --from=build /app /app
RUN mkdir /workflows
WORKDIR /app
USER node
# 3000 dashboard, 3001 HTTP API and webhooks, 9464 health and metrics.
EXPOSE 3000 3001 9464
# node is process 1: the role itself hears SIGTERM, and drains.
ENTRYPOINT ["node", "/app/dist/bin.js"]
CMD ["start"]
