// The pinned clang-format, from the package index: the system's may be another version or none.
import fs from 'node:fs';
import path from 'node:path';

import { run } from './run.mjs';
import { cacheFolder } from './sources.mjs';

const version = '19.1.7';

export async function clangFormat() {
  const folder = path.join(cacheFolder(), `clang-format-${version}`);
  const binary = path.join(folder, 'clang_format/data/bin/clang-format');
  if (!fs.existsSync(binary)) {
    const part = `${folder}.part`;
    fs.rmSync(part, { recursive: true, force: true });
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', part, `clang-format==${version}`]);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(part, folder);
  }
  return binary;
}
