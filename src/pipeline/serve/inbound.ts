import { inboundConfig } from '../../delivery/inbound/config.js';
import type { InboundCall, InboundAnswer as Taken } from '../../delivery/inbound/forms/form.js';
import { Inbound } from '../../delivery/inbound/inbound.js';
import { escapeHtml } from '../../report/html-text.js';
import { textsFor } from '../../report/texts/index.js';
import type { State } from '../../state/state.js';
import type { SecretPlaces } from '../../stores/secrets.js';

export type { InboundConfig } from '../../delivery/inbound/config.js';
export { inboundConfig } from '../../delivery/inbound/config.js';
export type InboundService = Inbound;
export type InboundRequest = InboundCall;
/** What a caller or a reader of a page gets. */
export type InboundAnswer = Taken;

/** What a server does with receipts and opt-outs. @throws WinbackError BAD_INPUT naming the setting; NOT_FOUND */
export const openInbound = (state: State, given: unknown, places: SecretPlaces): Promise<InboundService> =>
  Inbound.open(state, inboundConfig(given, 'inbound'), places);

/** The page behind a link that opts out. Looking at it changes nothing: programs that scan mail follow every link. */
export async function linkPage(inbound: InboundService, token: string): Promise<InboundAnswer> {
  const isKnown = await inbound.isLink(token);
  return page(inbound, isKnown ? 'ask' : 'unknown', isKnown ? 200 : 404);
}

/** The page after somebody opted out. */
export async function linkFollowed(
  inbound: InboundService,
  token: string,
  now: number,
): Promise<InboundAnswer> {
  const outcome = await inbound.optOut(token, now);
  if (outcome === 'opted-out') return page(inbound, 'done', 200);
  return outcome === 'no-such-link' ? page(inbound, 'unknown', 404) : page(inbound, 'impossible', 409);
}

function page(
  { language }: InboundService,
  what: 'ask' | 'done' | 'unknown' | 'impossible',
  status: number,
): InboundAnswer {
  const { title, button, ...said } = textsFor(language).commands.optOut;
  const form =
    what === 'ask' ? `<form method="post"><button type="submit">${escapeHtml(button)}</button></form>` : '';
  const body = `<!DOCTYPE html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(said[what])}</p>
${form}
</main>
</body>
</html>
`;
  return { status, type: 'text/html; charset=utf-8', body };
}
