// `winback build`: compiles the addon from the sources in this package, for platforms without a package of their own.
// Prints the addon's path. What is missing is listed together with its remedy.
import { createRequire } from 'node:module';
import path from 'node:path';

import { buildTools } from './lib/build-tools.mjs';
import { root, run } from './lib/run.mjs';
import { requireTools } from './lib/tools.mjs';

try {
  requireTools();
  // Node and cmake-js read NODE_PATH when they start: the compilation is a process of its own.
  const env = { NODE_PATH: (await buildTools()) ?? process.env.NODE_PATH };
  await run(process.execPath, [path.join(root, 'scripts/build-native.mjs')], { env, inherit: true });
  const { addonFile } = await import('./lib/native.mjs');
  const file = path.join(root, addonFile);
  createRequire(import.meta.url)(file);
  process.stdout.write(`${file}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
