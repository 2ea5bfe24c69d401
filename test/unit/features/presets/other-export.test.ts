// A preset over the export of another product: one message that says what the files have.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { featuresConfig } from '../../../../src/features/config.js';
import { openEventLog } from '../../../../src/features/log/event-log.js';

it.each(['stripe', 'posthog'])('%s over a log of nobody', async (preset) => {
  const folder = await mkdtemp(join(tmpdir(), 'winback-preset-'));
  const source = join(folder, 'log.csv');
  await writeFile(source, 'who,when,what\na,2026-01-01 10:00,pay\nb,2026-01-02 10:00,pay\n');
  const { events, engine } = featuresConfig({ events: { source, preset }, engine: { threads: 1 } }, 'config');
  await expect(openEventLog(events, engine)).rejects.toThrow(
    `events.preset: the files have no column that "${preset}" takes for the user; they have who, when, what: write events.columns.user`,
  );
  await rm(folder, { recursive: true });
});
