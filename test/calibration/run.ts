// npm run calibrate [-- --runs 1e6] [--seed 1] [--only TEXT] [--processes 2] [--json]: simulates every test and interval and
// prints each rate beside what it should be. Progress on stderr. Exits 1 when a rate is more than 3.3 standard errors off.
import { parseArgs } from 'node:util';

import { runTasks, type Task } from './pool.js';
import { studies } from './studies/index.js';
import type { Finding } from './study.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1e6' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    processes: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const tasks: Task[] = studies.flatMap(({ name }, index) =>
  name.toLowerCase().includes(values.only.toLowerCase()) ? [{ index, runs, seed }] : [],
);
if (tasks.length === 0 || !(runs >= 1)) {
  process.stderr.write(
    `nothing to run for --only "${values.only}" --runs ${values.runs}; studies:\n${studies.map((s) => `  ${s.name}\n`).join('')}`,
  );
  process.exit(2);
}

const byStudy = new Map<number, readonly Finding[]>();
await runTasks(tasks, Number(values.processes), (reply) => {
  const { name } = studies[reply.index]!;
  if (reply.kind === 'progress' && reply.done % 100_000 === 0 && reply.done < runs)
    process.stderr.write(`${((100 * reply.done) / runs).toFixed(0).padStart(3)} %  ${name}\n`);
  if (reply.kind !== 'done') return;
  byStudy.set(reply.index, reply.findings);
  const bad = reply.findings.filter((f) => !f.passed).length;
  process.stderr.write(
    `${byStudy.size} of ${tasks.length}: ${name} in ${reply.seconds.toFixed(0)} s${bad > 0 ? `, ${bad} OUTSIDE` : ''}\n`,
  );
});
const findings = tasks.flatMap(({ index }) => byStudy.get(index)!);
const failed = findings.filter((f) => !f.passed).length;
process.stdout.write(
  values.json ? `${JSON.stringify({ runs, seed, failed, findings }, null, 1)}\n` : table(findings),
);
process.exitCode = failed > 0 ? 1 : 0;

function table(rows: readonly Finding[]): string {
  const wanted = { nominal: '', 'at-most': 'at most ', computed: 'known ' };
  const lines = rows.map((f) => {
    const rate = `${wanted[f.demand]}${f.expected.toFixed(5)}`;
    const away = f.distance.toFixed(1).padStart(6);
    const verdict = f.passed ? 'ok' : 'OUTSIDE';
    return `| ${f.study}: ${f.measure} | ${f.runs} | ${f.nominal} | ${rate} | ${f.observed.toFixed(5)} | ${away} | ${verdict} |`;
  });
  const head = '| case | runs | promised | compared with | observed | standard errors away | verdict |\n';
  return `${head}|---|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}
