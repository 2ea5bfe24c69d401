// npm's install script: nothing to do where the platform package brought a prebuilt addon; else the
// addon is compiled from source, with what is missing listed together with its remedy.
import { createRequire } from 'node:module';
import path from 'node:path';
import { platformName } from './lib/platform.mjs';
import { root } from './lib/run.mjs';
import { requireTools } from './lib/tools.mjs';

function hasPlatformPackage() {
  try {
    createRequire(path.join(root, 'package.json')).resolve(`winback-${platformName()}`);
    return true;
  } catch {
    return false;
  }
}

if (!hasPlatformPackage()) {
  try {
    requireTools();
    const { buildAddon } = await import('./lib/native.mjs');
    const { step } = await import('./lib/progress.mjs');
    await buildAddon({ onStart: (work) => step('Compiling the addon', work) });
  } catch (error) {
    process.stderr.write(`winback: ${error.message}\n`);
    process.exit(1);
  }
}
