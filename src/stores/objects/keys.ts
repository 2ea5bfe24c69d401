import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { ObjectScheme } from '../../base/object-address.js';
import type { Environment, SecretPlaces } from '../secrets.js';

/** What requests are signed with. It stands in no message. */
export interface AccessKeys {
  readonly id: string;
  readonly secret: string;
  /** Of temporary keys. */
  readonly token: string | undefined;
}

/** Names under which one kind of store has its keys: those that its own tools use. */
interface Names {
  /** Variables of id, secret and token, in the order they are looked at. */
  readonly variables: readonly (readonly [string, string, string])[];
  /** Variable that names a file of keys. */
  readonly file: string;
  /** Variable that names a section of that file. */
  readonly profile: string;
  /** Keys of a section: id, secret, token. */
  readonly fields: readonly [string, string, string];
}

const names: Readonly<Record<ObjectScheme, Names>> = {
  s3: {
    variables: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']],
    file: 'AWS_SHARED_CREDENTIALS_FILE',
    profile: 'AWS_PROFILE',
    fields: ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'],
  },
  oss: {
    variables: [
      ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_SESSION_TOKEN'],
      ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
    ],
    file: 'ALIBABA_CLOUD_CREDENTIALS_FILE',
    profile: 'ALIBABA_CLOUD_PROFILE',
    fields: ['access_key_id', 'access_key_secret', 'security_token'],
  },
};

/**
 * The keys of an object store: from the variables that its own tools use, or from the file that one of them names. A profile
 * that the address names is always looked for in the file.
 * @param scheme kind of the store
 * @param profile of the address
 * @param places environment, and the folder that relative paths start from
 * @throws WinbackError NOT_FOUND naming the variables
 */
export async function accessKeys(
  scheme: ObjectScheme,
  profile: string | undefined,
  { environment, root = '.' }: SecretPlaces,
): Promise<AccessKeys> {
  const { variables, file, profile: profileName, fields } = names[scheme];
  if (environment === undefined)
    throw new WinbackError(
      'NOT_FOUND',
      `${scheme}://: no environment was passed: give the option \`environment\`, the variables of the process`,
    );
  const found = profile === undefined ? fromVariables(variables, environment) : null;
  if (found !== null) return found;
  const path = environment[file];
  if (path !== undefined && path !== '')
    return fromFile(resolve(root, path), profile ?? (environment[profileName] || 'default'), fields);
  const [id, secret] = variables[0]!;
  throw new WinbackError(
    'NOT_FOUND',
    profile === undefined
      ? `${scheme}://: no keys to sign with: set ${id} and ${secret}, or ${file} to the path of a file with them`
      : `${scheme}://: the profile ${profile} is looked for in the file that ${file} names, and that variable is not set`,
  );
}

function fromVariables(variables: Names['variables'], environment: Environment): AccessKeys | null {
  for (const [idName, secretName, tokenName] of variables) {
    const [id, secret, token] = [idName, secretName, tokenName].map((name) => environment[name] || undefined);
    if (id === undefined && secret === undefined) continue;
    if (id !== undefined && secret !== undefined) return { id, secret, token };
    const [set, missing] = id === undefined ? [secretName, idName] : [idName, secretName];
    throw new WinbackError('NOT_FOUND', `${set} is set and ${missing} is not: set both`);
  }
  return null;
}

async function fromFile(path: string, profile: string, fields: Names['fields']): Promise<AccessKeys> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `the file of keys ${path} cannot be read`, { cause });
  });
  const section = sectionOf(content, profile);
  if (section === null)
    throw new WinbackError('NOT_FOUND', `the file of keys ${path} has no section [${profile}]`);
  const [id, secret, token] = fields.map((field) => section.get(field) || undefined);
  if (id !== undefined && secret !== undefined) return { id, secret, token };
  throw new WinbackError(
    'NOT_FOUND',
    `the file of keys ${path}, section [${profile}]: write ${fields[0]} = ... and ${fields[1]} = ...`,
  );
}

function sectionOf(content: string, wanted: string): ReadonlyMap<string, string> | null {
  let isWanted = false;
  let section: Map<string, string> | null = null;
  for (const line of content.split(/\r?\n/)) {
    const head = /^\s*\[\s*(?:profile\s+)?(.*?)\s*\]\s*$/.exec(line);
    if (head !== null) {
      isWanted = head[1] === wanted;
      if (isWanted) section ??= new Map();
      continue;
    }
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (isWanted && pair !== null) section?.set(pair[1]!.toLowerCase(), pair[2]!);
  }
  return section;
}
