import { type Command, Option } from 'commander';

import { readConfig } from '../pipeline/config-file.js';
import { readExperimentConfig } from '../pipeline/experiment/read-config.js';
import { eventChurnConfig } from '../pipeline/features/sources.js';
import {
  attributesSql,
  dialectNames,
  experimentSql,
  type SqlOptions,
  snapshotSql,
} from '../pipeline/sql/queries.js';
import type { Language } from '../pipeline/terminal-texts.js';
import type { AddCommand } from './commands.js';
import { type CommonFlags, languageFlag, withCommonFlags } from './flags.js';
import { printJson } from './terminal.js';

interface Options extends CommonFlags {
  readonly config: string;
  readonly dialect: SqlOptions['dialect'];
  readonly table?: string | undefined;
  readonly asOf?: readonly string[] | undefined;
  readonly lang: Language;
}

const kinds = ['features', 'labels', 'attributes', 'experiment'] as const;
type Kind = (typeof kinds)[number];

const descriptions: Readonly<Record<Kind, string>> = {
  features: 'the features of given days, one query a day',
  labels: 'who of the users of given days left, one query a day',
  attributes: 'the attributes of users',
  experiment: 'the users of an experiment with their outcomes',
};

const examples = (kind: Kind): string => `
Example:
  $ winback sql ${kind} --config winback.yaml --dialect clickhouse --table events${
    ['features', 'labels'].includes(kind) ? ' --as-of 2026-03-31' : ''
  }`;

/** winback sql */
export const addSql: AddCommand = (program: Command) => {
  const sql = program
    .command('sql')
    .description('print the queries in your own table and column names, ready to run');
  for (const kind of kinds) {
    const command = sql
      .command(kind)
      .description(descriptions[kind])
      .requiredOption('--config <file>', 'configuration')
      .addOption(
        new Option('--dialect <name>', 'engine that runs them').choices(dialectNames).makeOptionMandatory(),
      )
      .option('--table <name>', "table or view of the data (default: the configuration's)")
      .addOption(languageFlag());
    if (kind === 'features' || kind === 'labels')
      command.requiredOption('--as-of <days...>', 'snapshot days, YYYY-MM-DD');
    withCommonFlags(command, 'the queries as { sql }', examples(kind)).action((options: Options) =>
      print(kind, options),
    );
  }
};

async function print(kind: Kind, options: Options): Promise<void> {
  const sql = await written(kind, options);
  if (options.json === true) printJson({ sql });
  else process.stdout.write(sql);
}

async function written(
  kind: Kind,
  { config: file, dialect, table, lang: language, asOf = [] }: Options,
): Promise<string> {
  const given = { dialect, table, language };
  if (kind === 'experiment') return experimentSql(await readExperimentConfig(file), given);
  const config = await readConfig(file, eventChurnConfig);
  return kind === 'attributes' ? attributesSql(config, given) : snapshotSql(config, kind, asOf, given);
}
