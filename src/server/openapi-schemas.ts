/** The bodies of requests and answers, as the OpenAPI document describes them. */

const text = { type: 'string' };

/** A reference to a body of this file. */
export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const nullable = (type: string): object => ({ type: [type, 'null'] });
/** An object with these keys. @param required @default all of them */
export const object = (
  properties: object,
  required: readonly string[] = Object.keys(properties),
): object => ({
  type: 'object',
  properties,
  required,
});

const planFacts = object({ digest: text, validUntil: { type: 'string', format: 'date-time' } });

const arm = {
  ...{ name: text, version: text, variant: nullable('string') },
  why: { enum: ['assigned', 'holdout', 'namespace', 'coverage'] },
};

const featureValues = {
  type: 'object',
  additionalProperties: { type: ['number', 'boolean', 'string', 'null'] },
};

/** Every body, by name. */
export const schemas = {
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
  ExplainAnswer: object({
    ...{ id: text, probability: { type: 'number', minimum: 0, maximum: 1 }, tier: text },
    ...{ contact: { type: 'boolean' }, model: ref('AnsweringModel'), features: ref('FeatureOrigin') },
    decision: {
      anyOf: [
        object({ action: nullable('string'), reason: text, held: { type: 'boolean' }, plan: planFacts }),
        { type: 'null' },
      ],
    },
    statements: {
      type: 'array',
      items: object({
        ...{ code: text, values: { type: 'object' }, text: object({ zh: text, en: text }) },
        source: object({ record: text, key: nullable('string'), digest: nullable('string'), command: text }),
      }),
    },
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
    plan: planFacts,
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
