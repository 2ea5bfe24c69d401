// The machine's own Chromium: nothing is downloaded. `CHROMIUM` names another one.
import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Its program; null where there is none. */
export function chromiumPath(): string | null {
  const given = process.env['CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  return usual.find((file) => existsSync(file)) ?? null;
}

/** Starts it without a window, also as root. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
