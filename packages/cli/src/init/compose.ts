/** A deployment on one host: Redis that keeps what it is given, and each role in a container of its own. */
export function compose(): string {
  return `# After "npm install" and with .env filled in:
#   docker compose up -d --scale worker=3
x-role: &role
  image: node:20-bookworm-slim
  working_dir: /app
  # An init, so that SIGTERM reaches the role and it drains.
  init: true
  restart: unless-stopped
  stop_grace_period: 40s
  env_file: .env
  environment: &environment
    REDIS_URL: redis://redis:6379
    WORKFLOWS_DIR: /app/workflows
    HOST: 0.0.0.0
    METRICS_PORT: '9464'
  volumes:
    - .:/app:ro
  depends_on:
    redis:
      condition: service_healthy

services:
  redis:
    image: redis:7-bookworm
    command:
      ['redis-server', '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction']
    restart: unless-stopped
    volumes:
      - redis-data:/data
    healthcheck:
      test: ['CMD', 'redis-cli', 'ping']
      interval: 5s
      timeout: 3s
      retries: 10

  worker:
    <<: *role
    command: ['node', 'node_modules/hrflow-sync/dist/bin.js', 'worker']

  scheduler:
    <<: *role
    command: ['node', 'node_modules/hrflow-sync/dist/bin.js', 'scheduler']
    environment:
      <<: *environment
      API_PORT: '3001'
    ports:
      - '127.0.0.1:3001:3001'

  dashboard:
    <<: *role
    command: ['node', 'node_modules/hrflow-sync/dist/bin.js', 'dashboard']
    environment:
      <<: *environment
      PORT: '3000'
    ports:
      - '127.0.0.1:3000:3000'

volumes:
  redis-data:
`;
}
