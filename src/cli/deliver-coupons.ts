import type { Command } from 'commander';

import { addCoupons } from '../entries/delivery.js';
import { codesOf } from '../pipeline/deliver/coupon-file.js';
import { withState } from '../pipeline/state/place.js';
import { commandTexts, type Language } from '../pipeline/terminal-texts.js';
import { nowMicros } from './environment.js';
import { type CommonFlags, terminalLanguageFlag, withCommonFlags } from './flags.js';
import { placeOf, type StateFlags, withStateFlags } from './state-flags.js';
import { printJson } from './terminal.js';

interface Flags extends CommonFlags, StateFlags {
  readonly pool: string;
  readonly lang: Language;
}

const examples = `
Example:
  $ winback deliver coupons add codes.txt --state winback.db --pool five-yuan

FILE holds one code a line. A channel with \`coupons: { pool: five-yuan }\` gives each user of a campaign one of them. A code that
the pool has is not added again. When the pool is empty, the campaign is paused: add codes, then \`winback deliver resume\`.`;

/** Adds `winback deliver coupons add`. */
export function addCouponCommands(deliver: Command): void {
  const coupons = deliver.command('coupons').description('codes that messages carry');
  const add = coupons
    .command('add')
    .argument('<file>', 'one code a line')
    .description('adds codes to a pool');
  withStateFlags(add).requiredOption('--pool <name>', 'the pool').addOption(terminalLanguageFlag());
  withCommonFlags(add, 'the counts', examples).action(addCodes);
}

async function addCodes(file: string, flags: Flags): Promise<void> {
  const codes = await codesOf(file);
  const { pool } = flags;
  const done = await withState(placeOf(flags), { create: true }, (state) =>
    addCoupons(state, codes, { pool, at: nowMicros() }),
  );
  if (flags.json === true) printJson({ pool, codes: codes.length, ...done });
  else
    process.stdout.write(
      `${commandTexts(flags.lang).deliver.couponsAdded(pool, String(done.added), String(done.known))}\n`,
    );
}
