import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Gauges } from './metrics.js';
import type { Service } from './service.js';
import { restartsVariable } from './workers.js';

/** The figures that are read when somebody asks for the metrics. */
export function gaugesOf(
  { models, inFlight, table }: Pick<Service, 'models' | 'inFlight' | 'table'>,
  now: () => number,
): Gauges {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    requests_in_flight: {
      ...{ help: 'Requests whose answer is not sent yet', labels: [] },
      read: () => [{ value: inFlight.requests }],
    },
    rows_in_flight: {
      ...{ help: 'Rows of batches that wait or are scored', labels: [] },
      read: () => [{ value: inFlight.rows }],
    },
    event_loop_delay_seconds: {
      ...{ help: 'Delay of the event loop since the last reading', labels: ['quantile'] },
      read: () => {
        const found = [0.5, 0.99].map((quantile) => ({
          labels: { quantile: String(quantile) },
          value: delay.percentile(quantile * 100) / 1e9,
        }));
        delay.reset();
        return found;
      },
    },
    model_served_since_seconds: {
      ...{ help: 'Seconds since the model serves', labels: ['model', 'version'] },
      read: () =>
        models.slots.map((slot) => ({
          labels: { model: slot.source.name, version: slot.current.version },
          value: (now() - slot.since) / 1e3,
        })),
    },
    feature_table_age_seconds: {
      ...{ help: 'Seconds since the end of the day that the feature file describes', labels: [] },
      read: () => (table === null ? [] : [{ value: table.slot.current.age(now()) / 1e3 }]),
    },
    worker_restarts: {
      ...{ help: 'How often this worker was started again after it died', labels: [] },
      read: () => [{ value: Number(process.env[restartsVariable] ?? 0) }],
    },
    process_resident_bytes: {
      ...{ help: 'Memory of the process', labels: [] },
      read: () => [{ value: process.memoryUsage.rss() }],
    },
    process_cpu_seconds: {
      ...{ help: 'Processor time of the process', labels: [] },
      read: () => {
        const { user, system } = process.cpuUsage();
        return [{ value: (user + system) / 1e6 }];
      },
    },
  };
}
