/** The OpenAPI 3.1 document of the data listener. */
import { object, ref, schemas } from './openapi-schemas.js';

const body = (type: string, schema: object): object => ({ required: true, content: { [type]: { schema } } });
const answer = (description: string, type: string, schema: object): object => ({
  description,
  content: { [type]: { schema } },
});

const json = 'application/json';
const arrow = 'application/vnd.apache.arrow.stream';
const lines = 'application/x-ndjson';
const text = { type: 'string' };
const bytes = { type: 'string', contentMediaType: arrow };

const problems = Object.fromEntries(
  [400, 401, 403, 404, 408, 409, 413, 415, 421, 422, 429, 503, 504].map((status) => [
    String(status),
    { $ref: '#/components/responses/Problem' },
  ]),
);

interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly request?: object;
  readonly ok: object;
  readonly parameters?: readonly object[];
}

const operation = ({ id, summary, request, ok, parameters }: Operation): object => ({
  operationId: id,
  summary,
  ...(parameters === undefined ? {} : { parameters }),
  ...(request === undefined ? {} : { requestBody: request }),
  responses: { '200': ok, ...problems },
});

const inPath = (name: string): object => ({ name, in: 'path', required: true, schema: text });
const idColumn = { name: 'id', in: 'query', schema: text, description: 'Column that names the users' };

const score = operation({
  ...{ id: 'score', summary: 'The score of one user' },
  request: body(json, ref('ScoreRequest')),
  ok: answer('The score', json, ref('ScoreAnswer')),
});

const batch = {
  operationId: 'scoreBatch',
  summary: 'The scores of many users: up to 200 in JSON, any number in an Arrow stream',
  parameters: [idColumn],
  requestBody: {
    required: true,
    content: { [json]: { schema: ref('BatchRequest') }, [arrow]: { schema: bytes } },
  },
  responses: {
    '200': {
      description: 'The scores',
      content: { [json]: { schema: ref('BatchAnswer') }, [arrow]: { schema: bytes } },
    },
    ...problems,
  },
};

const stream = {
  operationId: 'scoreStream',
  summary: 'Users as they arrive; the last line, or the end marker of Arrow, says that nothing was cut',
  parameters: [idColumn],
  requestBody: { required: true, content: { [lines]: { schema: text }, [arrow]: { schema: bytes } } },
  responses: {
    '200': { description: 'The scores', content: { [lines]: { schema: text }, [arrow]: { schema: bytes } } },
    ...problems,
  },
};

const decide = operation({
  ...{ id: 'decide', summary: 'What the plan decided about a user' },
  request: body(json, ref('DecideRequest')),
  ok: answer('The decision', json, ref('DecideAnswer')),
});

const assign = operation({
  ...{ id: 'assign', summary: "A user's arms in the experiments of the server" },
  request: body(json, ref('AssignRequest')),
  ok: answer('The arms', json, ref('AssignAnswer')),
});

const explain = operation({
  ...{
    id: 'explain',
    summary: 'Why a user of the feature file has the score; off unless it was switched on',
  },
  parameters: [
    inPath('id'),
    {
      name: 'reasons',
      in: 'query',
      schema: { type: 'integer', minimum: 1 },
      description: 'Features to name',
    },
  ],
  ok: answer('The score in its parts', json, ref('ExplainAnswer')),
});

const exposures = operation({
  ...{ id: 'exposures', summary: 'Users saw their variant; telling it twice is harmless' },
  request: body(json, ref('ExposuresRequest')),
  ok: answer('How many are new', json, ref('ExposureAnswer')),
});

const open = (id: string, summary: string): object =>
  operation({ id, summary, ok: answer(summary, json, { type: 'object' }) });

/** The document. @param version of winback */
export const openApi = (version: string): object => ({
  openapi: '3.1.0',
  info: { title: 'winback', version, description: 'Scores and decisions about users who may leave' },
  paths: {
    '/v1/score': { post: score },
    '/v1/score/batch': { post: batch },
    '/v1/score/stream': { post: stream },
    '/v1/decide': { post: decide },
    '/v1/assign': { post: assign },
    '/v1/exposures': { post: exposures },
    '/v1/holdout/{id}': {
      get: operation({
        ...{ id: 'holdout', summary: 'Whether a user is kept without an action', parameters: [inPath('id')] },
        ok: answer('Whether he is', json, object({ id: text, held: { type: 'boolean' } })),
      }),
    },
    '/v1/explain/{id}': { get: explain },
    '/v1/models': { get: open('models', 'What is served') },
    '/health/live': { get: open('live', 'Whether the process answers') },
    '/health/ready': { get: open('ready', 'Whether it may get requests, and why not') },
    '/health/startup': { get: open('startup', 'Whether it has begun') },
  },
  components: {
    schemas,
    responses: {
      Problem: answer('Why the request was not answered', 'application/problem+json', ref('Problem')),
    },
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    },
  },
  security: [{ bearer: [] }, { key: [] }, {}],
});
