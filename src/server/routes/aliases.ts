import type { FastifyInstance } from 'fastify';

import { type Check, flag, integer, optional, shown, text } from '../../base/options.js';
import type { Registry } from '../../entries/registry.js';
import { guard } from '../http/app.js';
import { bodyObject } from '../http/body.js';
import { Problem, ValueErrors } from '../http/problem.js';
import type { ModelPoll } from '../poll.js';
import type { Service } from '../service.js';
import { refused } from './models-admin.js';
import { json } from './score.js';

const keys = ['version', 'rollback', 'by', 'reason', 'base', 'force'];

interface Change {
  readonly version: string | null;
  readonly rollback: boolean;
  readonly by: string;
  readonly reason: string | undefined;
  readonly base: number | undefined;
  readonly force: boolean;
}

/** `POST /v1/models/NAME/aliases`: lets a name of the registry point to another version, and serves it at once. */
export function aliasRoute(app: FastifyInstance, service: Service, poll: ModelPoll): void {
  app.post<{ Params: { name: string } }>(
    '/v1/models/:name/aliases',
    { onRequest: guard(service, 'aliases', 'admin') },
    async (request, reply) => {
      const change = changeOf(bodyObject(request.body, keys), request.caller?.id ?? null);
      const { registry } = service;
      if (registry === null)
        throw new Problem('REFUSED', 'the model comes from a folder: replace the folder');
      const pointed = await changed(registry, request.params.name, change, service.now).catch(refused);
      await poll.refresh().catch(refused);
      return reply.type(json).send(JSON.stringify({ ...pointed, models: service.models.status() }));
    },
  );
}

function changed(registry: Registry, name: string, change: Change, now: () => number) {
  const { version, by, reason, base, force } = change;
  const deed = { name, by, reason, base, force, now: new Date(now()).toISOString() };
  return version === null ? registry.rollback(deed) : registry.promote(version, deed);
}

function changeOf(body: Readonly<Record<string, unknown>>, caller: string | null): Change {
  const errors = new ValueErrors();
  const take = <T>(key: string, check: Check<T>): T => {
    try {
      return check(body[key], key);
    } catch (error) {
      errors.add(`/${key}`, 'BAD_VALUE', (error as Error).message);
      return undefined as T;
    }
  };
  const change = {
    version: take('version', optional<string, string | null>(text, null)),
    rollback: take('rollback', optional(flag, false)),
    by: take('by', caller === null ? text : optional(text, caller)),
    reason: take('reason', optional(text, undefined)),
    base: take('base', optional(integer(0), undefined)),
    force: take('force', optional(flag, false)),
  };
  if ((change.version === null) !== change.rollback && errors.count === 0)
    errors.add('/version', 'BAD_VALUE', `give a version or rollback: true, got ${shown(body['version'])}`);
  errors.throwAny();
  return change;
}
