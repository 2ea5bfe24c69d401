// npm run calibrate [-- --runs 1000000 --seed 1]: simulates every test without an effect and prints how often it
// rejects. Exits 1 when a rate is off by more than 3.3 standard errors.
import { parseArgs } from 'node:util';

import { calibrate, calibrationCases } from './cases.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
let failed = 0;
for (const one of calibrationCases) {
  const { name, rate, expected, standardError, runs, passed } = await calibrate(
    one,
    Number(values.runs),
    Number(values.seed),
  );
  const distance = (rate - expected) / standardError;
  process.stdout.write(
    `${passed ? 'ok  ' : 'FAIL'} ${rate.toFixed(5)}  wanted ${one.demand === 'at-most' ? '<= ' : ''}${expected.toFixed(5)}  ${distance.toFixed(1).padStart(6)} s.e.  ${runs} runs  ${name}\n`,
  );
  failed += passed ? 0 : 1;
}
process.exitCode = failed > 0 ? 1 : 0;
