// The tools of the site and of the yardsticks: a folder of their own, installed when first needed.
import path from 'node:path';

import { step } from './progress.mjs';
import { root, run } from './run.mjs';
import { digestOf, unlessDone } from './stamp.mjs';

export const docsFolder = path.join(root, 'docs');

/** Installs what docs/package-lock.json pins; nothing where that is done. */
export async function docsTools() {
  await unlessDone('docs-tools', digestOf(['docs/package-lock.json']), ['docs/node_modules/vitepress'], () =>
    step('Installing the tools of the site', () =>
      run('npm', ['ci', '--ignore-scripts'], { cwd: docsFolder }),
    ),
  );
}
