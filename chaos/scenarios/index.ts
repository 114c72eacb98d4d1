import type { Scenario } from '../scenario.js';
import { answersLost, apiFaults, badNetwork, stalls } from './http.js';
import { freeze, killAtMilestones, killAtRandom, killShipped } from './kill.js';
import { redisAnswersLost, redisHalfOpen, redisKilled, redisSlow } from './redis.js';
import { schedulers } from './schedulers.js';
import { rollingDeploy, stopWithoutRedis } from './stop.js';

/** Every scenario, in the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [
  killAtRandom,
  killAtMilestones,
  killShipped,
  freeze,
  redisKilled,
  redisHalfOpen,
  redisSlow,
  redisAnswersLost,
  apiFaults,
  answersLost,
  badNetwork,
  stalls,
  schedulers,
  rollingDeploy,
  stopWithoutRedis,
];
