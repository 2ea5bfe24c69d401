import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { State } from '../entries/state.js';
import type { Language } from '../pipeline/terminal-texts.js';
import { everyPage } from './pages/page.js';
import type { ScopeQuery } from './pages/scope.js';
import { assetsOf, pageHtml } from './server/assets.js';
import { writeWhole } from './write-whole.js';

/** How a dashboard is exported. */
export interface ExportOptions {
  readonly state: State;
  /** Which records. */
  readonly query: ScopeQuery;
  readonly language: Language;
  /** This moment, microseconds since 1970. */
  readonly now: number;
  /** Folder of the built page. @default that of the package */
  readonly assets?: string | undefined;
}

/** The export asks nobody for anything. */
const policy =
  "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * Writes the dashboard into a folder that opens from disk without a network: its data stand in the page.
 * @returns names of the files
 */
export async function exportDashboard(folder: string, options: ExportOptions): Promise<readonly string[]> {
  const { state, query, language, now, assets } = options;
  const { script, style } = await assetsOf(assets);
  const data = JSON.stringify(await everyPage(state, query, now));
  // A text of the data could end the element.
  const inside = `\n<script type="application/json" id="data">${data.replaceAll('<', '\\u003c')}</script>`;
  const files = { 'app.js': script, 'page.css': style, 'index.html': pageHtml(language, { inside, policy }) };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeWhole(path.join(folder, name), text);
  return Object.keys(files);
}
