import type { IncomingMessage, ServerResponse } from 'node:http';

import { WinbackError } from '../../base/errors.js';
import type { State } from '../../entries/state.js';
import { errorText, type Language } from '../../pipeline/terminal-texts.js';
import { type PageName, pageNames } from '../documents/common.js';
import { pageOf } from '../pages/page.js';
import { plannerDocument, plannerQuery } from '../pages/planner.js';
import { type Access, isOurHost, isToken, knowsToken, tokenCookie } from './access.js';
import { type Assets, pageHtml } from './assets.js';
import type { Changes } from './changes.js';
import { headers } from './headers.js';

/** What requests are answered from. */
export interface Site {
  readonly state: State;
  readonly access: Access;
  readonly page: Assets;
  readonly changes: Changes;
  readonly language: Language;
  readonly now: () => number;
}

/** Answers one request. Never throws: what goes wrong is an answer with a message. */
export async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await answered(site, request, response);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const isInput = error instanceof WinbackError && error.code === 'BAD_INPUT';
    const text = errorText(error, languageOf(site, request));
    send(response, isInput ? 400 : 500, 'application/json', JSON.stringify({ error: text }));
  }
}

async function answered(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOurHost(site.access, request))
    return refuse(response, 403, 'this name is not one of the dashboard: --name');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'the dashboard can only be read');
  }
  const url = new URL(request.url ?? '/', 'http://dashboard');
  if (isFirstVisit(site.access, url)) return welcome(response, url);
  if (!knowsToken(site.access, request)) {
    response.setHeader('www-authenticate', 'Bearer');
    return refuse(response, 401, 'open the dashboard as /?token=TOKEN');
  }
  const { page, changes, language } = site;
  if (url.pathname === '/') return send(response, 200, 'text/html', pageHtml(language));
  if (url.pathname === '/app.js') return send(response, 200, 'text/javascript', page.script);
  if (url.pathname === '/page.css') return send(response, 200, 'text/css', page.style);
  if (url.pathname === '/events') return events(response, changes);
  return documentOf(site, url, response);
}

async function documentOf(
  site: Site,
  { pathname, searchParams }: URL,
  response: ServerResponse,
): Promise<void> {
  const name = /^\/api\/([a-z]+)$/.exec(pathname)?.[1];
  if (name === 'planner') return sendJson(response, plannerDocument(plannerQuery(searchParams)));
  if (!(pageNames as readonly (string | undefined)[]).includes(name))
    return refuse(response, 404, 'there is no such page');
  const asked = ['project', 'from', 'to', 'model'].map((key) => [key, searchParams.get(key) || undefined]);
  // The name is one of the pages: that was just asked.
  sendJson(response, await pageOf(site.state, name as PageName, Object.fromEntries(asked), site.now()));
}

const isFirstVisit = ({ token }: Access, url: URL): boolean => {
  const given = url.searchParams.get('token');
  return token !== null && given !== null && isToken(token, given);
};

/** The token leaves the address at once: addresses are kept in histories and sent on. */
function welcome(response: ServerResponse, url: URL): void {
  response.writeHead(303, {
    ...headers,
    location: '/',
    'set-cookie': tokenCookie(url.searchParams.get('token')!),
  });
  response.end();
}

function events(response: ServerResponse, changes: Changes): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  if (!changes.add(response)) response.end('retry: 60000\n\n');
}

function languageOf({ language }: Site, { headers }: IncomingMessage): Language {
  const wanted = headers['accept-language'] ?? '';
  return /^zh\b/i.test(wanted) ? 'zh' : /^en\b/i.test(wanted) ? 'en' : language;
}

function sendJson(response: ServerResponse, document: unknown): void {
  send(response, 200, 'application/json', JSON.stringify(document));
}

function refuse(response: ServerResponse, status: number, why: string): void {
  send(response, status, 'application/json', JSON.stringify({ error: why }));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, {
    ...headers,
    'content-type': `${type}; charset=utf-8`,
    'content-length': length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
