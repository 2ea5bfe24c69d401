// web/ (the page of the dashboard) -> FOLDER/{app.js, page.css}: one classic script, which also runs in a page that is opened from
// disk (browsers block modules there), and one style sheet.
import path from 'node:path';

import { root } from './run.mjs';

/** What the page is built from. */
export const webInputs = [
  'web',
  'src/dashboard/documents',
  'src/report/format.ts',
  'src/report/texts',
  'scripts/lib/web.mjs',
];

/** Builds the page into a folder, and returns the modules that went in. @throws Error with the tool's message for an import that leads nowhere */
export async function buildWeb(folder) {
  const { build } = await import('esbuild');
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  };
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: ['web/main.tsx'],
    outfile: path.join(folder, 'app.js'),
    tsconfig: 'web/tsconfig.json',
    format: 'iife',
    platform: 'browser',
    target: ['chrome110', 'firefox115', 'safari16.4'],
  });
  await build({ ...common, entryPoints: ['web/page.css'], outfile: path.join(folder, 'page.css') });
  return Object.keys(metafile.inputs).map((file) => path.resolve(root, file));
}
