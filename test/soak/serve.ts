// npm run soak:serve [SWAPS] [REQUESTS]: model swaps and ends of a server under load, at the size that the goals name.
import { drainUnderLoad, swapsUnderLoad } from './serve-runs.js';

const [swaps = 1000, requests = 100_000] = process.argv.slice(2).map(Number);
console.log(JSON.stringify({ swaps: await swapsUnderLoad(swaps) }));
console.log(JSON.stringify({ drain: await drainUnderLoad(requests) }));
