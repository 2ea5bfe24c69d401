// node --import tsx test/calibration/page.ts FILE...: the tables of docs/explanation/calibration.md, from what `npm run calibrate --
// --json` printed and from test/golden/calibration/exact-size.json.
import { readFileSync } from 'node:fs';
import { readGolden } from '../support/golden.js';

import { studies } from './studies/index.js';
import type { Finding } from './study.js';

const read = (path: string | URL): unknown => JSON.parse(readFileSync(path, 'utf8'));
const all = process.argv
  .slice(2)
  .flatMap((file) => (read(file) as { readonly findings: readonly Finding[] }).findings);
// A study may be in several files: --only takes part of a name.
const findings = [...new Map(all.map((f) => [`${f.study}: ${f.measure}`, f])).values()];
const place = new Map(studies.map(({ name }, i) => [name, i]));
const orderOf = (finding: Finding): number => place.get(finding.study) ?? studies.length;

const against = { nominal: '', 'at-most': 'at most ', computed: 'known ' };
const lines: string[] = [
  '| what | runs | compared with | observed | standard errors away |',
  '|---|---|---|---|---|',
];
let study = '';
for (const f of [...findings].sort((a, b) => orderOf(a) - orderOf(b))) {
  if (f.study !== study) lines.push(`| **${f.study}** | | | | |`);
  study = f.study;
  const runs = f.runs.toLocaleString('en-US');
  const away = `${f.distance.toFixed(1)}${f.passed ? '' : ' **outside**'}`;
  lines.push(
    `| ${f.measure.replaceAll('|', '\\|')} | ${runs} | ${against[f.demand]}${f.expected.toFixed(5)} | ${f.observed.toFixed(5)} | ${away} |`,
  );
}

interface Sizes {
  readonly rates: readonly number[];
  readonly rows: readonly {
    readonly n: number;
    readonly method: string;
    readonly sizes: readonly number[];
  }[];
}
const sizes = readGolden<Sizes>('calibration/exact-size.json');
const names: Readonly<Record<string, string>> = {
  pooled: 'pooled z (score)',
  'miettinen-nurminen': 'Miettinen-Nurminen',
  unpooled: 'Wald z',
  fisher: 'Fisher',
  barnard: 'Barnard',
  boschloo: 'Boschloo',
};
lines.push('', `| n | test | ${sizes.rates.map((rate) => `${100 * rate} %`).join(' | ')} |`);
lines.push(`|---|---|${'---|'.repeat(sizes.rates.length)}`);
for (const { n, method, sizes: row } of sizes.rows)
  lines.push(`| ${n} | ${names[method]} | ${row.map((size) => size.toFixed(4)).join(' | ')} |`);
process.stdout.write(`${lines.join('\n')}\n`);
