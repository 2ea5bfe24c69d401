// Figures about the code (sizes, cycles, clones) for people to follow over time; none of them is a limit.
//   node scripts/yardsticks.mjs [--json]
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { docsTools } from './lib/docs-tools.mjs';
import { componentsOf, floorsOf } from './lib/graph.mjs';
import { root, run } from './lib/run.mjs';

const aims = {
  'largest folder, files': 25,
  'rooms of src/experiment': 14,
  'floors of src/experiment': 8,
  'import cycles at run time': 0,
  '`kind ===` outside kind files': 3,
  'file length, 90th percentile, lines': 175,
  'function length, 90th percentile, lines': 22,
  'exports and options without a comment': 0,
  'repeated code, %': 0.1,
  'uses of `any`': 0,
};

const filesUnder = (folder, pattern) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => pattern.test(name));

const textOf = (file) => fs.readFileSync(path.join(root, file), 'utf8');

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function largestFolder(files) {
  const counts = new Map();
  for (const file of files) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
}

/** Imports of every file: `[from, to, isType]`. */
function importsOf(ts, files) {
  const known = new Set(files);
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
    return source.statements.flatMap((node) => {
      const from = node.moduleSpecifier?.text;
      if (from === undefined || !from.startsWith('.')) return [];
      const to = path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts');
      return known.has(to) ? [[file, to, isType(node)]] : [];
    });
  });
}

function isType(node) {
  const clause = node.importClause ?? node;
  if (clause.isTypeOnly || clause.phaseModifier !== undefined) return true;
  const named = node.importClause?.namedBindings?.elements ?? node.exportClause?.elements;
  return node.importClause?.name === undefined && named?.length > 0 && named.every((one) => one.isTypeOnly);
}

function shape(ts, files) {
  const lengths = [];
  let any = 0;
  for (const file of files) {
    const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
    const line = (position) => source.getLineAndCharacterOfPosition(position).line;
    const visit = (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) any++;
      const named =
        ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
      if (named && node.body !== undefined) lengths.push(line(node.end) - line(node.getStart()) + 1);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { lengths, any };
}

/** Rooms of a folder and the floors they stand on: the longest chain of imports among them. */
function roomsOf(folder, imports) {
  const roomOf = (file) => {
    const inside = path.posix.relative(folder, file);
    return inside.startsWith('..') ? undefined : inside.split('/')[0];
  };
  const arrows = imports
    .map(([from, to]) => [roomOf(from), roomOf(to)])
    .filter(([from, to]) => from !== undefined && to !== undefined && from !== to);
  const rooms = new Set(filesUnder(folder, /\.ts$/).map((file) => roomOf(file)));
  return {
    rooms: [...rooms].filter((name) => !name.endsWith('.ts')).length,
    floors: floorsOf([...rooms], arrows),
  };
}

async function undocumented() {
  const docs = path.join(root, 'docs');
  const typedoc = path.join(docs, 'node_modules/typedoc/bin/typedoc');
  const args = [typedoc, '--options', 'typedoc.json', '--emit', 'none', '--logLevel', 'Warn'];
  // `npm run docs` fails on a warning; here it is a figure.
  args.push('--treatWarningsAsErrors', 'false', '--treatValidationWarningsAsErrors', 'false');
  const output = await run(process.execPath, args, { cwd: docs, both: true });
  return output.match(/does not have any documentation/g)?.length ?? 0;
}

async function repeatedPercent() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'winback-clones-'));
  const jscpd = path.join(root, 'docs/node_modules/jscpd/bin/jscpd');
  await run(process.execPath, [
    jscpd,
    'src',
    'native',
    '--ignore',
    '**/test/**',
    '--min-tokens',
    '70',
    '--reporters',
    'json',
    '--silent',
    '--output',
    out,
  ]);
  const { statistics } = JSON.parse(fs.readFileSync(path.join(out, 'jscpd-report.json'), 'utf8'));
  fs.rmSync(out, { recursive: true });
  return statistics.total.percentage;
}

await docsTools();
const ts = createRequire(path.join(root, 'docs/package.json'))('typescript');
const files = filesUnder('src', /\.ts$/);
const imports = importsOf(ts, files);
const { lengths, any } = shape(ts, files);
const [folder, most] = largestFolder([...files, ...filesUnder('native', /\.(cpp|h)$/)]);
const experiment = roomsOf('src/experiment', imports);
const kinds = filesUnder('src/experiment', /\.ts$/).filter((file) => !file.includes('/kinds/'));
const figures = [
  most,
  experiment.rooms,
  experiment.floors,
  componentsOf(
    files,
    imports.filter(([, , type]) => !type),
  ).filter((cycle) => cycle.length > 1).length,
  kinds.reduce((sum, file) => sum + (textOf(file).match(/\bkind [!=]==/g)?.length ?? 0), 0),
  percentile(
    files.map((file) => textOf(file).split('\n').length - 1),
    0.9,
  ),
  percentile(lengths, 0.9),
  await undocumented(),
  await repeatedPercent(),
  any,
];
const rows = Object.entries(aims).map(([figure, aim], i) => ({ figure, now: figures[i], aim }));
if (process.argv.includes('--json'))
  process.stdout.write(`${JSON.stringify({ rows, largest: folder }, null, 1)}\n`);
else {
  for (const { figure, now, aim } of rows)
    process.stdout.write(`${figure.padEnd(42)} ${String(now).padStart(6)}   aim ${aim}\n`);
  process.stdout.write(`(the largest folder is ${folder})\n`);
}
