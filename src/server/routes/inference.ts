import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { ModelSlot } from '../../pipeline/serve/model-slot.js';
import { guard } from '../http/app.js';
import { jsonOf } from '../http/body.js';
import { isObject } from '../http/fill-row.js';
import { Problem } from '../http/problem.js';
import { columnsOf } from '../http/tensor-rows.js';
import { type InferRequest, inferRequest } from '../http/tensors.js';
import type { Service } from '../service.js';
import { notReady } from './health.js';
import { json } from './score.js';

/** Bytes of the JSON that stands before the binary tensors of a body. */
const headHeader = 'inference-header-content-length';
const binaryType = 'application/octet-stream';

type ModelParams = { Params: { readonly model: string; readonly version?: string } };

/** The face of the Open Inference Protocol (KServe V2): the models that serve, as tensors in and a tensor out. */
export function inferenceRoutes(app: FastifyInstance, service: Service): void {
  app.register(async (scope) => {
    const { arrowBytes, jsonBytes } = service.inFlight.limits;
    scope.removeAllContentTypeParsers();
    for (const [type, bodyLimit] of [
      [binaryType, arrowBytes],
      // Parsing more at once would hold everybody else up.
      ['application/json', jsonBytes],
    ] as const)
      scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
        done(null, body),
      );
    facts(scope, service);
    const onRequest = guard(service, 'infer', 'score');
    for (const address of ['/v2/models/:model/infer', '/v2/models/:model/versions/:version/infer'])
      scope.post<ModelParams>(address, { onRequest }, (request, reply) => infer(service, request, reply));
  });
}

function facts(app: FastifyInstance, service: Service): void {
  const open = { onRequest: guard(service, 'v2', null) };
  const scored = { onRequest: guard(service, 'v2', 'score') };
  app.get('/v2', open, (_request, reply) =>
    reply
      .type(json)
      .send(JSON.stringify({ name: 'winback', version: '1', extensions: ['binary_tensor_data'] })),
  );
  app.get('/v2/health/live', open, (_request, reply) => reply.type(json).send('{"live":true}'));
  app.get('/v2/health/ready', open, (_request, reply) => {
    const ready = notReady(service).length === 0;
    return reply
      .code(ready ? 200 : 503)
      .type(json)
      .send(JSON.stringify({ ready }));
  });
  for (const base of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    app.get<ModelParams>(base, scored, (request, reply) =>
      reply.type(json).send(JSON.stringify(metadataOf(slotOf(service, request.params)))),
    );
    app.get<ModelParams>(`${base}/ready`, scored, (request, reply) => {
      const { source } = slotOf(service, request.params);
      return reply.type(json).send(JSON.stringify({ name: source.name, ready: true }));
    });
  }
}

function slotOf({ models }: Service, { model, version }: ModelParams['Params']): ModelSlot {
  const slot = models.slots.find(({ source }) => source.name === model);
  if (slot === undefined || (version !== undefined && slot.current.version !== version))
    throw new Problem(
      'NOT_FOUND',
      `no model ${model}${version === undefined ? '' : ` of version ${version}`} serves`,
    );
  return slot;
}

function metadataOf({ source, current }: ModelSlot): object {
  return {
    ...{ name: source.name, versions: [current.version], platform: 'winback' },
    inputs: current.features.map(({ name, kind }) => ({
      ...{ name, datatype: kind === 'numeric' ? 'FP64' : 'BYTES', shape: [-1, 1] },
    })),
    outputs: [{ name: 'probability', datatype: 'FP64', shape: [-1, 1] }],
  };
}

async function infer(
  service: Service,
  request: FastifyRequest<ModelParams>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const slot = slotOf(service, request.params);
  const model = slot.current.hold();
  try {
    const given = bodyOf(request, service.inFlight.limits.jsonBytes);
    const { rows, columns } = columnsOf(given, model, service.inFlight.limits.rows);
    const work = (): Promise<Float64Array> => model.probabilities(columns);
    const found = await service.inFlight.scoring(rows, request.deadline, work);
    service.metrics.rows(slot.source.name, model.version, rows);
    return answer(reply, given, { name: slot.source.name, version: model.version, found });
  } finally {
    model.release();
  }
}

/** @param most bytes of the JSON in the body */
function bodyOf(request: FastifyRequest, most: number): InferRequest {
  const body = request.body;
  if (!Buffer.isBuffer(body)) throw new Problem('BAD_JSON', 'the body is empty');
  const given = request.headers[headHeader];
  const head = given === undefined ? body.length : Number(given);
  if (!Number.isInteger(head) || head < 0 || head > body.length)
    throw new Problem('BAD_VALUES', `${headHeader} must be a length inside the body`);
  if (head > most)
    throw new Problem('TOO_LARGE', `${head} bytes of JSON are more than ${most}: send the tensors in binary`);
  const parsed = jsonOf(body.subarray(0, head));
  if (!isObject(parsed)) throw new Problem('BAD_VALUES', 'the body must be an object');
  return inferRequest(parsed, body.subarray(head));
}

function answer(
  reply: FastifyReply,
  { id, isBinary }: InferRequest,
  { name, version, found }: { readonly name: string; readonly version: string; readonly found: Float64Array },
): FastifyReply {
  const head = { model_name: name, model_version: version, ...(id === null ? {} : { id }) };
  const tensor = { name: 'probability', datatype: 'FP64', shape: [found.length, 1] };
  if (!isBinary) {
    const outputs = [{ ...tensor, data: [...found] }];
    return reply.type(json).send(JSON.stringify({ ...head, outputs }));
  }
  const outputs = [{ ...tensor, parameters: { binary_data_size: found.byteLength } }];
  const text = Buffer.from(JSON.stringify({ ...head, outputs }));
  const bytes = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  return reply
    .header(headHeader, String(text.length))
    .type(binaryType)
    .send(Buffer.concat([text, bytes]));
}
