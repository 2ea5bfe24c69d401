// Which room may import which, as tests. An arrow that is missing here is a question of design, not of lint.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { errorCodes } from '../../src/base/errors.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Room -> rooms it may import; `types` may only be imported as types. */
const mayImport: Readonly<
  Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>
> = {
  base: { values: [] },
  native: { values: ['base'] },
  stores: { values: ['base', 'native'] },
  data: { values: ['base', 'stores'] },
  stats: { values: ['base', 'native', 'data'] },
  metrics: { values: ['base'] },
  model: { values: ['base', 'native', 'data', 'stats'] },
  features: { values: ['base', 'native', 'stores', 'data', 'stats', 'model'] },
  churn: { values: ['base', 'native', 'data', 'stats', 'model'] },
  campaign: { values: ['base', 'native', 'data', 'stats', 'model', 'metrics'] },
  experiment: { values: ['base', 'native', 'stores', 'data', 'stats', 'model', 'metrics'] },
  monitor: { values: ['base', 'native', 'data', 'stats', 'model', 'metrics'] },
  uplift: { values: ['base', 'native', 'data', 'stats', 'model', 'metrics'] },
  simulate: {
    values: [
      ...['base', 'native', 'data', 'stats', 'model', 'features', 'churn', 'campaign', 'experiment'],
      ...['monitor', 'uplift'],
    ],
  },
  registry: {
    values: ['base', 'native', 'stores', 'data', 'model'],
    types: ['features', 'churn', 'campaign', 'experiment', 'monitor', 'stats', 'uplift'],
  },
  state: { values: ['base', 'native', 'stores'], types: ['campaign', 'experiment', 'monitor'] },
  delivery: { values: ['base', 'native', 'stores', 'state'], types: ['campaign', 'experiment', 'monitor'] },
  report: {
    values: ['base', 'data'],
    types: [
      ...['features', 'churn', 'campaign', 'experiment', 'monitor', 'uplift', 'stats', 'model', 'metrics'],
    ],
  },
  pipeline: {
    values: [
      ...['base', 'native', 'stores', 'data', 'stats', 'model', 'metrics'],
      ...['features', 'churn', 'campaign', 'experiment', 'monitor', 'uplift', 'simulate', 'registry'],
      'report',
      ...['state', 'delivery'],
    ],
  },
  client: { values: [] },
  server: { values: ['base', 'pipeline', 'entries', 'index.ts'] },
  dashboard: { values: ['base', 'pipeline', 'entries', 'index.ts'] },
  assistant: { values: ['base', 'pipeline', 'dashboard', 'entries', 'index.ts'] },
  cli: { values: ['base', 'pipeline', 'server', 'dashboard', 'assistant', 'entries', 'index.ts'] },
};

/** Third-party package -> the one room that may import it (cli: the command line's own). */
const packageRoom: Readonly<Record<string, readonly string[]>> = {
  'apache-arrow': ['data'],
  '@duckdb/node-api': ['data'],
  'read-excel-file': ['data'],
  mysql2: ['stores'],
  pg: ['stores'],
  'pg-cursor': ['stores'],
  '@clickhouse/client': ['stores'],
  aws4fetch: ['stores'],
  vega: ['report'],
  'vega-lite': ['report'],
  '@resvg/resvg-js': ['report'],
  commander: ['cli'],
  '@modelcontextprotocol/sdk': ['assistant'],
  zod: ['assistant'],
  fastify: ['server'],
  'prom-client': ['server'],
  jose: ['server'],
  yaml: ['cli', 'pipeline'],
};

function filesUnder(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .filter((file) => pattern.test(file));
}

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const found: Import[] = [];
  for (const [, keyword, clause, from] of text.matchAll(/^(import|export)\s([^;'"]*?)from\s+'([^']+)'/gm)) {
    found.push({
      file,
      from: from!,
      typeOnly: clause!.trimStart().startsWith('type ') || isAllTypes(clause!, keyword!),
    });
  }
  for (const [, from] of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g))
    found.push({ file, from: from!, typeOnly: false });
  for (const [, from] of text.matchAll(/^import\s+'([^']+)'/gm))
    found.push({ file, from: from!, typeOnly: false });
  return found;
}

function isAllTypes(clause: string, keyword: string): boolean {
  if (keyword !== 'import' && keyword !== 'export') return false;
  const names =
    /\{([\s\S]*)\}/
      .exec(clause)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean) ?? [];
  return names.length > 0 && names.every((name) => name.startsWith('type '));
}

const sources = filesUnder('src', /\.ts$/);
const imports = sources.flatMap(importsOf);
const roomOf = (file: string): string => file.split('/')[1]!;

test('rooms import only downwards', () => {
  expect(sources.length).toBeGreaterThan(20);
  const wrong = imports.flatMap(({ file, from, typeOnly }) => {
    const room = roomOf(file);
    if (!from.startsWith('.') || ['index.ts', 'entries'].includes(room)) return [];
    const target = roomOf(path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts'));
    const rule = mayImport[room];
    if (target === room || rule?.values.includes(target)) return [];
    return typeOnly && rule?.types?.includes(target) ? [] : [`${file} imports ${from}`];
  });
  expect(wrong).toEqual([]);
});

/** Room -> folder of it -> other folders of the room it may import; `.` = the files beside the folders. */
const inside: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  pipeline: {
    '.': [],
    churn: ['.'],
    daily: ['.', 'alerts', 'churn', 'experiment', 'features', 'plan', 'score'],
    features: ['.', 'churn'],
    reasons: ['.'],
    score: ['.', 'reasons'],
    serve: ['.', 'experiment', 'explain', 'score'],
    drift: ['.', 'churn', 'init'],
    plan: ['.'],
    close: ['.', 'plan', 'state'],
    uplift: ['.'],
    experiment: ['.', 'state'],
    deliver: ['.', 'daily'],
    demo: ['.', 'churn', 'daily', 'experiment'],
    init: ['.'],
    sql: ['.', 'churn', 'experiment'],
    state: ['.'],
    alerts: ['.'],
    explain: ['close', 'reasons'],
  },
  // From the lowest floor up; src/monitor/README.md says what each answers.
  monitor: {
    rule: [],
    volume: [],
    figures: [],
    matured: ['figures'],
    estimate: ['figures'],
    campaigns: ['figures'],
    decide: ['figures', 'matured', 'rule'],
    profile: [],
    definitions: ['profile'],
    drift: ['rule', 'profile'],
  },
  // From the lowest floor up; src/uplift/README.md says what each answers.
  uplift: {
    ranking: [],
    'off-policy': ['ranking'],
    effects: [],
    learners: ['effects'],
    judge: [],
    train: ['effects', 'learners', 'judge'],
  },
  // From the lowest floor up; src/experiment/README.md says what each answers.
  experiment: {
    moments: [],
    kinds: ['moments'],
    records: ['kinds'],
    config: ['kinds'],
    lookback: ['config', 'moments'],
    data: ['config', 'kinds', 'moments', 'records'],
    assignment: ['config', 'data', 'records'],
    sources: ['config', 'data', 'kinds', 'moments', 'records'],
    effects: ['config', 'data', 'kinds', 'moments', 'records'],
    reference: ['config', 'data', 'effects', 'kinds', 'moments', 'records'],
    posterior: ['config', 'data', 'effects', 'kinds', 'records'],
    looks: ['config', 'data', 'effects', 'kinds', 'records'],
    register: ['config', 'records'],
    audit: ['config', 'data', 'effects', 'kinds', 'moments', 'records'],
    verdict: [
      ...['assignment', 'config', 'data', 'effects', 'kinds', 'looks', 'moments', 'posterior', 'records'],
    ],
    '.': [
      ...['assignment', 'audit', 'config', 'data', 'effects', 'kinds', 'looks', 'posterior', 'records'],
      ...['reference', 'register', 'verdict'],
    ],
  },
};

/** Folder inside the room, or `.`. */
const folderOf = (file: string): string => file.split('/').slice(2, -1)[0] ?? '.';

const targetOf = ({ file, from }: Import): string =>
  path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts');

test('every folder of a room with a table is in that table', () => {
  for (const [room, arrows] of Object.entries(inside)) {
    const files = sources.filter((file) => roomOf(file) === room);
    expect(files.length, room).toBeGreaterThan(2);
    expect(
      [...new Set(files.map(folderOf))].filter((folder) => !(folder in arrows)),
      room,
    ).toEqual([]);
  }
});

test.each(['experiment', 'monitor', 'uplift'])(
  'the folders of src/%s stand in order, each with a line in its README',
  (room) => {
    const floors = Object.entries(inside[room]!);
    floors.forEach(([folder, below], floor) => {
      const known = floors.slice(0, floor).map(([name]) => name);
      expect(
        below.filter((name) => !known.includes(name)),
        folder,
      ).toEqual([]);
    });
    const readme = readFileSync(path.join(root, `src/${room}/README.md`), 'utf8');
    const folders = floors.map(([folder]) => folder).filter((folder) => folder !== '.');
    expect(folders.filter((folder) => !readme.includes(`| \`${folder}\` |`))).toEqual([]);
  },
);

test('folders inside a room import only as the table of the room says', () => {
  const wrong = imports.flatMap((one) => {
    const arrows = inside[roomOf(one.file)];
    if (arrows === undefined || !one.from.startsWith('.') || roomOf(targetOf(one)) !== roomOf(one.file))
      return [];
    const [folder, target] = [folderOf(one.file), folderOf(targetOf(one))];
    return folder === target || arrows[folder]?.includes(target) ? [] : [`${one.file} imports ${one.from}`];
  });
  expect(wrong).toEqual([]);
});

/** A file from which a chain of imports that run comes back to it, with the chain; null where there is none. */
function cycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const walk = (file: string, above: readonly string[]): readonly string[] | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const next of graph.get(file) ?? []) {
      const found = walk(next, [...above, file]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const file of graph.keys()) {
    const found = walk(file, []);
    if (found !== null) return found;
  }
  return null;
}

test('no file imports itself at run time through others', () => {
  const targets = new Map(sources.map((file) => [file, [] as string[]]));
  for (const one of imports)
    if (one.from.startsWith('.') && !one.typeOnly) targets.get(one.file)!.push(targetOf(one));
  expect(
    cycle(
      new Map([
        ['a', ['b']],
        ['b', ['a']],
      ]),
    ),
  ).toEqual(['a', 'b', 'a']);
  expect(cycle(targets)).toBeNull();
});

test('every room is in the table', () => {
  const rooms = new Set(sources.map(roomOf).filter((room) => !room.endsWith('.ts')));
  expect([...rooms].filter((room) => !(room in mayImport) && room !== 'entries')).toEqual([]);
});

test('each third-party package lives in its room', () => {
  const wrong = imports.flatMap(({ file, from, typeOnly }) => {
    if (from.startsWith('.') || from.startsWith('node:') || typeOnly) return [];
    const name = from
      .split('/')
      .slice(0, from.startsWith('@') ? 2 : 1)
      .join('/');
    return packageRoom[name]?.includes(roomOf(file)) ? [] : [`${file} imports ${from}`];
  });
  expect(wrong).toEqual([]);
});

test('only the outermost rooms read the clock, chance, the environment or print', () => {
  const wrong = sources
    .filter((file) => !['cli', 'server'].includes(roomOf(file)))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return [
        ...text.matchAll(/\bDate\.now\b|\bMath\.random\b|\bprocess\.env\b|\bconsole\.|\bnew Date\(\)/g),
      ].map(([what]) => `${file}: ${what}`);
    });
  expect(wrong).toEqual([]);
});

test('every public entry names what it exports', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [entry.types.replace('./dist/', 'src/').replace('.d.ts', '.ts')],
  );
  expect(entries.length).toBeGreaterThan(10);
  // The names that have moved are a list too, of its own.
  const lists = entries.map((file) =>
    readFileSync(path.join(root, file), 'utf8').replace("export * from './entries/moved.js';", ''),
  );
  expect(lists.filter((text) => /export \*|export default/.test(text))).toEqual([]);
});

const includeRules: Readonly<Record<string, RegExp>> = {
  core: /^(core\/|[a-z_]+(\.h)?$|immintrin\.h|arm_neon\.h|x86intrin\.h|boost\/math\/|sys\/|fcntl\.h|unistd\.h)/,
  lightgbm: /^(core\/|lightgbm\/|LightGBM\/|[a-z_]+$)/,
  duckdb: /^(core\/|duckdb\/|[a-z_]+$|dlfcn\.h)/,
  sqlite: /^(core\/|sqlite\/|sqlite3\.h|[a-z_]+$)/,
  addon: /^(core\/|lightgbm\/|duckdb\/|sqlite\/|addon\/|[a-z_]+$|dlfcn\.h)/,
};

test('native rooms include only what they may, napi.h and c_api.h in one place', () => {
  const files = filesUnder('native', /\.(h|cpp)$/).filter((file) => !file.startsWith('native/test/'));
  expect(files.length).toBeGreaterThan(20);
  const wrong = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const allowed = includeRules[file.split('/')[1]!]!;
    return [...text.matchAll(/^#include\s+[<"]([^>"]+)[>"]/gm)]
      .map(([, name]) => name!)
      .filter((name) => !allowed.test(name) && !(name === 'napi.h' && file === 'native/addon/napi_setup.h'))
      .map((name) => `${file} includes ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('native error codes are the documented ones', () => {
  const header = readFileSync(path.join(root, 'native/core/base/error.h'), 'utf8');
  const native = [...header.matchAll(/return "([A-Z_]+)";/g)].map(([, code]) => code!);
  expect(native.length).toBeGreaterThan(5);
  expect(native.filter((code) => !(errorCodes as readonly string[]).includes(code))).toEqual([]);
  const docs = readFileSync(path.join(root, 'docs/reference/errors.md'), 'utf8');
  expect(errorCodes.filter((code) => !docs.includes(`\`${code}\``))).toEqual([]);
});

test("the dashboard's page holds documents, texts and Preact alone", () => {
  const files = filesUnder('web', /\.tsx?$/);
  expect(files.length).toBeGreaterThan(15);
  const allowed =
    /^(?:web\/.*|preact(?:\/hooks)?|@preact\/signals|src\/dashboard\/documents\/.*|src\/report\/(?:format|texts\/(?:units|dashboard\/index))\.ts)$/;
  const wrong = files.flatMap(importsOf).flatMap(({ file, from }) => {
    const target = from.startsWith('.') ? targetOf({ file, from, typeOnly: false }) : from;
    return allowed.test(target) ? [] : [`${file} imports ${from}`];
  });
  expect(wrong).toEqual([]);
  // Documents are what both sides share: nothing of a server may come along.
  const shared = imports.filter(({ file }) => file.startsWith('src/dashboard/documents/'));
  expect(shared.filter((one) => !targetOf(one).startsWith('src/dashboard/documents/'))).toEqual([]);
});
