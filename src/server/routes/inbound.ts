import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { InboundAnswer, InboundService } from '../../pipeline/serve/inbound.js';
import { guard } from '../http/app.js';
import { Problem } from '../http/problem.js';
import type { Service } from '../service.js';
import { unavailable } from './unavailable.js';

/** Most bytes of a call of a provider. */
const longestBody = 1 << 20;

/**
 * `POST /r/CHANNEL[/SECRET]`: what providers tell of messages. `GET` and `POST /u/TOKEN`: the link by which whoever got a
 * message opts out; mail programs post to it by themselves (RFC 8058). They stand open to everybody: a call is known by its
 * signature or secret, a link by its signature.
 */
export function inboundRoutes(app: FastifyInstance, service: Service): void {
  const { inbound } = service;
  if (inbound === null) return;
  app.register(async (routes) => {
    // It brings the channels along, which few servers need.
    const { linkFollowed, linkPage } = await import('../../pipeline/serve/inbound.js');
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'string', bodyLimit: longestBody }, (_request, body, done) =>
      done(null, body),
    );
    const receipts = { onRequest: guard(service, 'receipts', null), bodyLimit: longestBody };
    const take = (request: FastifyRequest, reply: FastifyReply) => taken(service, inbound, request, reply);
    routes.post('/r/:channel', receipts, take);
    routes.post('/r/:channel/:secret', receipts, take);
    const links = { onRequest: guard(service, 'opt-out', null), bodyLimit: longestBody };
    routes.get('/u/:token', links, async (request, reply) => {
      sent(reply, await linkPage(inbound, tokenOf(request)).catch(unavailable));
      return reply;
    });
    routes.post('/u/:token', links, async (request, reply) => {
      sent(reply, await linkFollowed(inbound, tokenOf(request), service.now()).catch(unavailable));
      return reply;
    });
  });
}

const tokenOf = ({ params }: FastifyRequest): string => (params as { readonly token: string }).token;

async function taken(
  service: Service,
  inbound: InboundService,
  { params, headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { channel, secret = '' } = params as { readonly channel: string; readonly secret?: string };
  const text = typeof body === 'string' ? body : '';
  const call = { token: secret, headers, body: text, now: service.now() };
  const done = await inbound.take(channel, call).catch(unavailable);
  // Who does not know the secret does not learn which channels there are.
  if (done === 'no-such-channel' || done === 'not-from-the-provider')
    throw new Problem('NOT_ALLOWED', 'the call is not one of the provider');
  if (done === 'not-readable') throw new Problem('BAD_JSON', 'the body is not of the form of the provider');
  const { answer, ...counts } = done;
  if (done.malformed > 0) service.log.event('receipts-malformed', { channel, ...counts });
  sent(reply, answer);
  // Stored first, answered, then applied: what fails here is applied with the next call.
  inbound.apply(service.now()).catch(() => service.log.event('receipts-waiting', { channel }));
  return reply;
}

function sent(reply: FastifyReply, { status, type, body }: InboundAnswer): void {
  reply
    .code(status)
    .type(type)
    .headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    })
    .send(body);
}
