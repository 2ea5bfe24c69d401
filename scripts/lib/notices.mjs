// The licences of the packages whose code is in lib/: their texts have to go with it.
import fs from 'node:fs';
import path from 'node:path';

/**
 * The notice for the packages that `files` belong to, by name.
 * @param files modules, absolute; those outside of node_modules have no part in it
 * @throws Error naming a package without a licence text
 */
export function noticesOf(files) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const parts = [...folders].map(notice).sort((a, b) => (a.title < b.title ? -1 : 1));
  const texts = parts.map(({ title, text }) => `${title}\n\n${text.trim()}\n`);
  return `The files of this folder contain code of these packages, under their own licences.\n\n${texts.join('\n----\n\n')}`;
}

function packageFolder(file) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.split(path.sep).join('/'))?.[0];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^(licen[cs]e|copying)\b/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} (${license}) has no file with its licence`);
  return {
    title: `${name} ${version} (${license})`,
    text: fs.readFileSync(path.join(folder, file), 'utf8'),
  };
}
