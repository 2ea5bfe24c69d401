import { ensure } from '../../base/errors.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { columnNames } from '../../data/tables/file-columns.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { State } from '../../state/state.js';
import { type FileAccess, type FoundUser, findUser, requireFound } from './find-user.js';
import { type PartsOfUser, partsOfUser } from './parts-of-user.js';
import { planStatements } from './plan-user.js';
import type { ExplainSource, Explanation, Statement } from './statement.js';
import { statement } from './statement.js';
import { messageStatements } from './user-messages.js';
import { changeStatements, reasonStatements, scoreStatement } from './user-score.js';

/** What an explanation of a user is made from. At least one of features, scores, plan and state. */
export interface ExplainUserSources extends FileAccess {
  /** The model that scores; null where only a plan or a state is asked. */
  readonly model: StoredModel | null;
  /** How the model is named on the command line, such as `--model out/model`. */
  readonly modelFlag: string;
  /** Column of the users; null = row numbers. */
  readonly id: string | null;
  /** File with the features of the model. */
  readonly features?: string | undefined;
  /** File of scores, such as the plan was made from. */
  readonly scores?: string | undefined;
  /** Older file of features, or of scores. */
  readonly before?: string | undefined;
  /** Folder of a written plan. */
  readonly plan?: string | undefined;
  /** What the running system remembers. */
  readonly state?: State | undefined;
  /** Reasons to tell, the strongest first. */
  readonly reasons: number;
}

/**
 * Why a user has the score and the action that he has, from stored files alone: the same files give the same bytes.
 * @param user id, or row number from 1 where the model has no column of ids
 * @param sources model, files, plan and state
 * @throws WinbackError NOT_FOUND for a user who is in none of the files of today; BAD_INPUT, TAMPERED
 */
export async function explainUser(user: string, sources: ExplainUserSources): Promise<Explanation> {
  const { features, scores, plan, state, model } = sources;
  ensure(
    [features, scores, plan, state].some((given) => given !== undefined),
    '`winback explain user` needs --features FILE, --scores FILE, --plan DIR or --state URL',
  );
  ensure(
    model !== null || (features === undefined && (scores === undefined || plan !== undefined)),
    'the score of a user needs its model: name it by --model DIR, or by --registry PLACE with --name',
  );
  const statements: Statement[] = [];
  if (model !== null) statements.push(...(await ofScore(user, model, sources)));
  if (plan !== undefined)
    statements.push(...(await planStatements(user, { folder: plan, scores: scores ?? null }, sources)));
  if (state !== undefined) statements.push(...(await messageStatements(state, user)));
  return { subject: { kind: 'user', id: user }, statements };
}

async function ofScore(
  user: string,
  model: StoredModel,
  sources: ExplainUserSources,
): Promise<readonly Statement[]> {
  const { features, scores, id } = sources;
  const listed = scores === undefined ? null : await scoreIn(scores, user, sources);
  if (features === undefined) return listed === null ? [] : listedScore(user, model, listed, sources);
  const found = requireFound(await featuresOf(features, user, model, sources), features, user, id);
  const parts = await partsOfUser(model, found.table);
  const source = sourceOf(features, found.row, model, sources);
  return [
    scoreStatement(model, user, parts.probability, source),
    ...differing(listed, parts, model, sources),
    ...reasonStatements(model, parts, sources.reasons, source),
    ...(await changes(user, model, parts, sources)),
  ];
}

function sourceOf(
  file: string,
  row: number | null,
  { digest }: StoredModel,
  { modelFlag }: ExplainUserSources,
): ExplainSource {
  const command = `winback score ${modelFlag} --input ${file} --output scores.parquet --reasons 3`;
  return { record: file, key: row, digest, command };
}

function listedScore(
  user: string,
  model: StoredModel,
  { probability, row }: Scored,
  sources: ExplainUserSources,
): readonly Statement[] {
  const source = sourceOf(sources.scores!, row, model, sources);
  return [scoreStatement(model, user, probability, source), statement('no-features', {}, source)];
}

/** A score file is rounded, if at all, to six decimals. */
const sameScore = 1e-6;

function differing(
  listed: Scored | null,
  { probability: computed }: PartsOfUser,
  model: StoredModel,
  sources: ExplainUserSources,
): readonly Statement[] {
  if (listed === null || Math.abs(listed.probability - computed) <= sameScore) return [];
  const file = sources.scores!;
  const source = sourceOf(file, listed.row, model, sources);
  return [statement('score-differs', { file, listed: listed.probability, computed }, source)];
}

async function changes(
  user: string,
  model: StoredModel,
  now: PartsOfUser,
  sources: ExplainUserSources,
): Promise<readonly Statement[]> {
  const { before, reasons } = sources;
  if (before === undefined) return [];
  const names = new Set(await columnNames(before, { signal: sources.signal }));
  const hasFeatures = model.classifier.features.every(({ name }) => names.has(name));
  if (hasFeatures) {
    const found = await featuresOf(before, user, model, sources);
    if (found === null) return [newUser(before, model, sources)];
    const parts = await partsOfUser(model, found.table);
    return changeStatements(now, parts, reasons, sourceOf(before, found.row, model, sources));
  }
  const listed = await scoreIn(before, user, sources);
  if (listed === null) return [newUser(before, model, sources)];
  const said = { file: before, before: listed.probability, now: now.probability };
  return [statement('score-change', said, sourceOf(before, listed.row, model, sources))];
}

const newUser = (file: string, model: StoredModel, sources: ExplainUserSources): Statement =>
  statement('new-user', { file }, sourceOf(file, null, model, sources));

function featuresOf(
  file: string,
  user: string,
  { classifier: { features } }: StoredModel,
  { id, ...access }: ExplainUserSources,
): Promise<FoundUser | null> {
  const columns = [...new Set([...(id === null ? [] : [id]), ...features.map(({ name }) => name)])];
  const of = (kind: string): readonly string[] =>
    features.filter((feature) => feature.kind === kind).map(({ name }) => name);
  const reading = { columns, text: of('categorical'), numeric: of('numeric') };
  return findUser(file, user, id, reading, access);
}

interface Scored {
  readonly probability: number;
  readonly row: number;
}

async function scoreIn(
  file: string,
  user: string,
  { id, ...access }: ExplainUserSources,
): Promise<Scored | null> {
  const column = 'churn_prob';
  const columns = [...(id === null ? [] : [id]), column];
  const found = await findUser(file, user, id, { columns, numeric: [column] }, access);
  return found === null ? null : { probability: strictNumbers(found.table, column)[0]!, row: found.row };
}
