/**
 * A client of `winback serve`: types of its requests and answers, over `fetch` alone.
 *
 * @packageDocumentation
 */

// Asking a server.
export { type ClientOptions, WinbackClient } from '../client/client.js';
export { ServiceError } from '../client/service-error.js';

// What crosses the wire.
export type {
  AnsweringModel,
  AssignAnswer,
  AssignedExperiment,
  BatchAnswer,
  BatchRequest,
  DecideAnswer,
  DecideRequest,
  ExplainAnswer,
  ExplainedStatement,
  ExposureAnswer,
  ExposureRequest,
  FeatureOrigin,
  FeatureValue,
  ModelStatus,
  ProblemDocument,
  ReadyAnswer,
  ScoreAnswer,
  ScoreRequest,
  UserArm,
  ValueProblem,
} from '../client/wire.js';
