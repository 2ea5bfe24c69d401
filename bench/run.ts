// npm run bench -- NAME [--quick] [--json]: runs bench/trials/NAME.ts and prints its table.
import { readdirSync } from 'node:fs';
import os from 'node:os';

import type { BenchRow, Trial } from './harness.js';

const folder = new URL('./trials/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const args = process.argv.slice(2);
const name = args.find((arg) => !arg.startsWith('--'));

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- NAME [--quick] [--json], NAME one of ${names.join(' ')}\n`);
  process.exit(2);
}

const { trial } = (await import(new URL(`${name}.ts`, folder).href)) as { trial: Trial };
process.stderr.write(`${name}: ${trial.about}\n`);
const rows = await trial.run({ quick: args.includes('--quick') });
const machine = `${os.cpus()[0]?.model ?? 'unknown CPU'} x ${os.cpus().length}, Node ${process.versions.node}`;
process.stdout.write(
  args.includes('--json') ? `${JSON.stringify({ bench: name, machine, rows })}\n` : table(rows, machine),
);
if (rows.some((row) => row.equal === false)) process.exitCode = 1;

function table(rows: readonly BenchRow[], machine: string): string {
  const lines = rows.map((row) => {
    const theirs = row.theirs === null ? 'missing' : row.theirs.toPrecision(4);
    const ratio = row.ratio === null ? '-' : `${row.ratio.toFixed(2)}x`;
    return `| ${row.case} | ${row.unit} | ${row.ours.toPrecision(4)} | ${row.peer} | ${theirs} | ${ratio} | ${row.equal ?? '-'} |`;
  });
  const head = '| case | unit | ours | peer | theirs | ratio | equal |\n|---|---|---|---|---|---|---|';
  return `${machine}\n\n${head}\n${lines.join('\n')}\n`;
}
