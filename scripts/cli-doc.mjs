// Writes the help of every command into docs/**/reference/cli.md: node scripts/cli-doc.mjs [--check]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { root } from './lib/run.mjs';

const pages = ['docs/reference/cli.md', 'docs/zh/reference/cli.md'];

/** The help of one command, as 80 columns show it. */
function helpOf(words) {
  const program = path.join(root, 'bin/winback.js');
  const env = { ...process.env, COLUMNS: '80', FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words, '--help'], {
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(`winback ${words.join(' ')} --help: ${stderr}`);
  return stdout.trimEnd();
}

/** The commands that a help lists. */
function commandsIn(help) {
  const list = /^Commands:\n((?: .*\n?)*)/m.exec(help)?.[1] ?? '';
  return [...list.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
}

function* commands(words = []) {
  const help = helpOf(words);
  yield { title: ['winback', ...words].join(' '), help };
  for (const name of commandsIn(help)) yield* commands([...words, name]);
}

const text = [...commands()]
  .map(({ title, help }) => `## ${title}\n\n\`\`\`text\n${help}\n\`\`\`\n`)
  .join('\n');
const mark = '<!-- commands: made by scripts/cli-doc.mjs -->\n';
const old = [];
for (const page of pages) {
  const file = path.join(root, page);
  const before = fs.readFileSync(file, 'utf8');
  const after = `${before.slice(0, before.indexOf(mark))}${mark}\n${text}`;
  if (before === after) continue;
  old.push(page);
  if (!process.argv.includes('--check')) fs.writeFileSync(file, after);
}
if (old.length > 0 && process.argv.includes('--check')) {
  process.stderr.write(`${old.join(', ')}: the help has changed, run node scripts/cli-doc.mjs\n`);
  process.exit(1);
}
