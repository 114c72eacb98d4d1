export { connectRedis, connectRedisOnce, redisOptions, type RedisRole } from './connection.js';
export { type EmbeddedRedis, type EmbeddedRedisOptions, startEmbeddedRedis } from './embedded.js';
export { redisEvictionCheck, redisMemoryCheck, RedisPulse } from './health.js';
export { readRedisMemory, type RedisMemory } from './info.js';
export { examineRedisServer, inspectRedis, type RedisFinding, type RedisServer } from './inspect.js';
export { ensureRedisProgram, type RedisProgram } from './install.js';
export { freePort, isPortFree } from './port.js';
export { waitForRedis } from './probe.js';
export { parseRedisUrl, type RedisAddress, redisHostPort } from './url.js';
