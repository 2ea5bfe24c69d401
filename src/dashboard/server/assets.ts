import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { packageRoot } from '../../base/package-root.js';
import { commandTexts, type Language } from '../../pipeline/terminal-texts.js';

/** The built page. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** @param folder of `app.js` and `page.css`; that of the package unless given @throws WinbackError NOT_FOUND */
export async function assetsOf(folder = path.join(packageRoot(), 'lib', 'web')): Promise<Assets> {
  try {
    const [script, style] = await Promise.all(
      ['app.js', 'page.css'].map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    return { script: script!, style: style! };
  } catch (cause) {
    throw new WinbackError('NOT_FOUND', `the page of the dashboard is not built (${folder}): npm run build`, {
      cause,
    });
  }
}

/** The page around the script. @param inside further elements, such as data @param policy for a page without a server */
export function pageHtml(language: Language, { inside = '', policy = '' } = {}): string {
  const title = commandTexts(language).board.page;
  const meta = policy === '' ? '' : `\n<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">${meta}
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
</head>
<body>
<div id="app"></div>${inside}
<noscript>JavaScript</noscript>
<script src="app.js" defer></script>
</body>
</html>
`;
}
