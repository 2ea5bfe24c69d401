import type { Command } from 'commander';

import { WinbackError } from '../base/errors.js';
import { openRegistry } from '../entries/registry.js';
import { loadModel, type StoredModel } from '../index.js';
import type { Language } from '../pipeline/terminal-texts.js';
import { retriesTo } from './terminal.js';

/** Where a command takes its model from: a folder, or a name or version of a registry. */
export interface ModelFlags {
  readonly model?: string | undefined;
  readonly registry?: string | undefined;
  readonly name: string;
  readonly digest?: string | undefined;
  readonly lang: Language;
}

/** Adds --model, --registry, --name and --digest. */
export const withModelFlags = (command: Command): Command =>
  command
    .option('--model <dir>', 'folder of the stored model; verified before use')
    .option('--registry <place>', 'registry (folder, s3:// or oss://) in place of --model')
    .option('--name <name>', 'name or version in the registry', 'production')
    .option('--digest <sha256>', 'digest the model must have, from a trusted place');

/** The model that the flags name, loaded. @throws WinbackError BAD_INPUT without one; as loadModel and Registry.load */
export async function modelOf({ model, registry, name, digest, lang }: ModelFlags): Promise<StoredModel> {
  if ((model === undefined) === (registry === undefined))
    throw new WinbackError('BAD_INPUT', 'name the model by --model DIR, or by --registry PLACE with --name');
  if (model !== undefined) return loadModel(model, { digest });
  const opened = await openRegistry(registry!, { environment: process.env, onRetry: retriesTo(lang) });
  const loaded = await opened.load(name);
  if (digest === undefined || digest === loaded.digest) return loaded;
  loaded.classifier.close();
  throw new WinbackError('TAMPERED', `${opened.name}: ${name} is the model ${loaded.digest}, not ${digest}`);
}
