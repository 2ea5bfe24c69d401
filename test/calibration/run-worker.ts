// One process of the pool: runs the studies it is sent, one after the other.
import type { Reply, Task } from './pool.js';
import { studies } from './studies/index.js';
import { runStudy } from './study.js';

const send = (reply: Reply): void => {
  process.send!(reply);
};

process.on('message', async ({ index, runs, seed }: Task) => {
  const started = performance.now();
  try {
    const findings = await runStudy(studies[index]!, runs, seed, (done) =>
      send({ kind: 'progress', index, done }),
    );
    send({ kind: 'done', index, findings, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    send({ kind: 'failed', index, message: `${studies[index]!.name}: ${(error as Error).stack}` });
  }
});

// Without this a stopped parent would leave its work running.
process.on('disconnect', () => process.exit());
