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
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  const file = fs.readdirSync(folder).find((entry) => /^(licen[cs]e|copying)\b/i.test(entry));
  const text = file === undefined ? namedLicence(manifest) : fs.readFileSync(path.join(folder, file), 'utf8');
  if (text === null) throw new Error(`${name} ${version} (${license}) has no file with its licence`);
  return { title: `${name} ${version} (${license})`, text };
}

/** The text of the licence that a package only names, with its author; null where it names no author or another licence. */
function namedLicence({ license, author }) {
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || holder === undefined) return null;
  return `Copyright (c) ${holder.replace(/ *[<(].*/, '')}\n\n${mit}`;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
