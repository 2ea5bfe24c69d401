import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Language } from '../pipeline/terminal-texts.js';
import { grafanaBoard } from './panels/grafana.js';
import { type Dialect, type View, viewName, words } from './panels/view.js';
import { views } from './panels/views.js';
import { writeWhole } from './write-whole.js';

/** The statements that make every view; running them again makes them anew. */
export function viewStatements(dialect: Dialect): readonly string[] {
  return views.flatMap((view) => [
    `DROP VIEW IF EXISTS ${viewName(view.name)}`,
    `CREATE VIEW ${viewName(view.name)} AS\n${view.sql(words[dialect])}`,
  ]);
}

/**
 * Writes the dashboard's questions for other tools: SQL views for both databases, and a Grafana board that uses them.
 * @returns names of the files
 */
export async function writeDefinition(folder: string, language: Language): Promise<readonly string[]> {
  const files = {
    'views.postgres.sql': script('postgres'),
    'views.sqlite.sql': script('sqlite'),
    'grafana.json': `${JSON.stringify(grafanaBoard(language), null, 1)}\n`,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeWhole(path.join(folder, name), text);
  return Object.keys(files);
}

const head = `-- Views over the state of winback, one a panel of its dashboard. Sums and shares only; groups of 1 to 9 users are NULL.
-- "time" is seconds since 1970, the begin of the day in UTC. Made by winback dashboard --definition; running it again is fine.
`;

function script(dialect: Dialect): string {
  const one = (view: View): string =>
    `-- ${view.about}\nDROP VIEW IF EXISTS ${viewName(view.name)};\nCREATE VIEW ${viewName(view.name)} AS\n${view.sql(words[dialect])};\n`;
  return `${head}\n${views.map(one).join('\n')}`;
}
