// A process of its own that starts (or joins) the Redis of a folder, says so on one line and stays.
import { startEmbeddedRedis } from '../../src/redis/embedded.js';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: owner.ts <folder>');
process.on('SIGINT', () => process.send?.('interrupted'));
process.on('disconnect', () => process.exit());
const { url, pid, joined } = await startEmbeddedRedis({ dataDir });
process.send?.({ url, pid, joined });
