// dist/ (one file per module, with types) -> lib/ (few files): what users load. Importing hundreds of small modules
// costs more than all they do. One file a room, so that an entry loads the rooms it needs and no other; what is
// imported lazily stays apart. Packages that are no dependencies of users go in, with their licences.
import fs from 'node:fs';
import path from 'node:path';

import { noticesOf } from './notices.mjs';
import { root } from './run.mjs';
import { buildWeb } from './web.mjs';

const dist = path.join(root, 'dist');

/** Writes lib/. @throws Error with the tool's message for an import that leads nowhere */
export async function bundle() {
  const { rolldown } = await import('rolldown');
  const publicFiles = publicEntries();
  const inputs = [...publicFiles, 'cli/main.js', 'report/charts/worker.js'];
  const part = path.join(root, 'lib.part');
  fs.rmSync(part, { recursive: true, force: true });
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(inputs.map((file) => [file.replace(/\.js$/, ''), path.join(dist, file)])),
    platform: 'node',
    // The command line imports at once what the library imports lazily.
    checks: { ineffectiveDynamicImport: false },
    transform: { target: 'node20.19' },
    external: isExternal,
    // The modules of a room go together although not every entry needs each of them.
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await build.write({
    dir: part,
    format: 'esm',
    comments: { legal: true, annotation: true, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'rooms', name: roomNames(publicFiles) }],
    },
  });
  await build.close();
  const page = await buildWeb(path.join(part, 'web'));
  const modules = [...output.flatMap(({ moduleIds = [] }) => moduleIds), ...page];
  fs.writeFileSync(path.join(part, 'THIRD_PARTY_NOTICES.txt'), noticesOf(modules));
  fs.rmSync(path.join(root, 'lib'), { recursive: true, force: true });
  fs.renameSync(part, path.join(root, 'lib'));
}

// What users install beside winback; every other package is pure JavaScript and goes into lib/.
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const { dependencies, optionalDependencies, peerDependencies } = manifest;
const installed = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });

const isExternal = (id) =>
  id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`));

function publicEntries() {
  const entries = fs.readdirSync(path.join(dist, 'entries')).map((name) => `entries/${name}`);
  return ['index.js', ...entries].filter(
    (file) => file.endsWith('.js') && !/\/moved(-name)?\.js$/.test(file),
  );
}

/**
 * Names the file of a module: its room, of the use cases also the folder. What `winback` itself does not load, but another
 * entry does, has a second file in the room. null for what no entry loads at once. Every file costs an import about half a
 * millisecond, so that small ones join the room that needs them.
 */
function roomNames(publicFiles) {
  let eager;
  let main;
  return (id, context) => {
    eager ??= importedBy(publicFiles, context);
    main ??= importedBy(['index.js'], context);
    const [room, folder, ...rest] = path.relative(dist, id).split(path.sep);
    if (!eager.has(id) || folder === undefined || room === 'entries') return null;
    const name = room === 'pipeline' && rest.length > 0 ? `${room}-${folder}` : (joined[room] ?? room);
    return main.has(id) ? name : `${name}-more`;
  };
}

// `data` and `features` alone need it.
const joined = { stores: 'data' };

/** What `files` import, directly or not, lazy imports left out. */
function importedBy(files, context) {
  const found = new Set(files.map((file) => path.join(dist, file)));
  for (const id of found) {
    for (const next of context.getModuleInfo(id)?.importedIds ?? [])
      if (path.isAbsolute(next)) found.add(next);
  }
  return found;
}
