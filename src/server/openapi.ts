/** The OpenAPI 3.1 document of the data listener. */

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
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

const exposures = operation({
  ...{ id: 'exposures', summary: 'Users saw their variant; telling it twice is harmless' },
  request: body(json, ref('ExposuresRequest')),
  ok: answer('How many are new', json, ref('ExposureAnswer')),
});

const open = (id: string, summary: string): object =>
  operation({ id, summary, ok: answer(summary, json, { type: 'object' }) });

const nullable = (type: string): object => ({ type: [type, 'null'] });
const object = (properties: object, required: readonly string[] = Object.keys(properties)): object => ({
  type: 'object',
  properties,
  required,
});

const arm = {
  ...{ name: text, version: text, variant: nullable('string') },
  why: { enum: ['assigned', 'holdout', 'namespace', 'coverage'] },
};

const featureValues = {
  type: 'object',
  additionalProperties: { type: ['number', 'boolean', 'string', 'null'] },
};

const schemas = {
  ScoreRequest: object(
    {
      id: { type: 'string', maxLength: 512 },
      features: featureValues,
    },
    [],
  ),
  AnsweringModel: object({ name: text, version: text }),
  FeatureOrigin: object({
    source: { enum: ['request', 'table', 'both'] },
    asOf: nullable('string'),
    stale: { type: 'boolean' },
    known: nullable('boolean'),
    unseen: { type: 'array', items: text },
  }),
  ScoreAnswer: object({
    id: nullable('string'),
    probability: { type: 'number', minimum: 0, maximum: 1 },
    tier: text,
    contact: { type: 'boolean' },
    model: ref('AnsweringModel'),
    features: ref('FeatureOrigin'),
  }),
  BatchRequest: object({ rows: { type: 'array', maxItems: 200, items: ref('ScoreRequest') } }),
  BatchAnswer: object({ rows: { type: 'array', items: ref('ScoreAnswer') } }),
  DecideRequest: object(
    {
      ...{ id: text, optedOut: { type: 'boolean' }, experiment: text, features: featureValues },
      values: { type: 'object', additionalProperties: { type: ['number', 'boolean', 'string'] } },
    },
    ['id'],
  ),
  DecideAnswer: object({
    ...{ id: text, decisionId: text, action: nullable('string'), reason: text, held: { type: 'boolean' } },
    experiment: { anyOf: [object(arm), { type: 'null' }] },
    beyondPlan: {
      anyOf: [
        object({ cost: { type: 'number' }, spent: { type: 'number' }, left: { type: 'number' } }),
        { type: 'null' },
      ],
    },
    plan: object({ digest: text, validUntil: { type: 'string', format: 'date-time' } }),
  }),
  AssignRequest: object({ id: text }),
  AssignAnswer: object({
    id: text,
    experiments: { type: 'array', items: object({ ...arm, decisionId: text }) },
  }),
  ExposureRequest: object(
    {
      ...{ decisionId: text, id: text, experiment: text, variant: text, version: text },
      ...{ featureFlagId: nullable('string'), at: { type: 'string', format: 'date-time' } },
    },
    ['decisionId', 'id', 'experiment', 'variant', 'version'],
  ),
  ExposuresRequest: object({
    exposures: { type: 'array', minItems: 1, maxItems: 200, items: ref('ExposureRequest') },
  }),
  ExposureAnswer: object({ stored: { type: 'integer' }, known: { type: 'integer' } }),
  Problem: object(
    {
      ...{ type: text, title: text, status: { type: 'integer' }, code: text, detail: text },
      errors: {
        type: 'array',
        maxItems: 20,
        items: object({ pointer: text, code: text, message: text }, ['pointer', 'code']),
      },
      more: { type: 'integer' },
    },
    ['type', 'title', 'status', 'code'],
  ),
};

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
